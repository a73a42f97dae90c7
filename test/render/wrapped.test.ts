import fc from "fast-check";
import { expect, test } from "vitest";
import wrapAnsi from "wrap-ansi";
import { wrapped } from "../../src/render/wrapped.ts";

const sentences = fc.array(
  fc.oneof(
    fc.constantFrom(
      " ",
      "  ",
      "→ you:",
      "550 5.1.1",
      "größer",
      "‘never’",
      "–",
      "v=spf1",
      "日本語",
      "👩‍👩‍👧",
      "e\u0301",
    ),
    fc.string({ maxLength: 90 }),
    fc.stringMatching(/^[!-~¡-¬®-ſ]{1,200}$/),
  ),
  { maxLength: 12 },
);

test("text is broken where wrap-ansi breaks it, with it or without", () => {
  fc.assert(
    fc.property(sentences, fc.integer({ min: 1, max: 90 }), (words, width) => {
      const text = words
        .join(" ")
        .replaceAll(/[\p{C}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu, "")
        .slice(0, 600);
      expect(wrapped(text, width).join("\n")).toBe(wrapAnsi(text, width, { hard: true, trim: true }));
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  ["a word that is too long starts a line of its own", "to abcdefgh", 4, ["to", "abcd", "efgh"]],
  ["or where that saves a line, beside what stands there", "to abcdefg", 5, ["to ab", "cdefg"]],
  ["wide characters count twice", "日本語", 4, ["日本", "語"]],
])("%s", (_, text, width, lines) => {
  expect(wrapped(text, width)).toEqual(lines);
});
