import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** A quantifier without an upper bound, on a group that itself holds one: the classic way to exponential time. */
const NESTED = /\([^()]*[^(][+*][^()]*\)[+*]/;
/** Two unbounded quantifiers over anything: quadratic at least. */
const TWO_ANYTHINGS = /\.[+*].*\.[+*]/;

/** Classes become one letter, negated ones the dot that they nearly are, escapes another letter. */
function skeletonOf(literal: string): string {
  return literal
    .replaceAll(/\[\^(?:[^\]\\]|\\.)*\]/g, ".")
    .replaceAll(/\[(?:[^\]\\]|\\.)*\]/g, "c")
    .replaceAll(/\\./g, "e");
}

describe("patterns that read foreign text", () => {
  const files = globSync("src/bounces/**/*.ts");

  it.each(["(a+)+", "(?:[^<]+x)*", ".*x.*"])("would be told of in %s", (pattern) => {
    const skeleton = skeletonOf(pattern);
    expect(NESTED.test(skeleton) || TWO_ANYTHINGS.test(skeleton)).toBe(true);
  });

  it("are found", () => {
    expect(files.length).toBeGreaterThan(20);
  });

  it.each(files)("%s: no unbounded quantifier stands inside or beside another", (file) => {
    const literals = readFileSync(file, "utf8")
      .split("\n")
      .flatMap((line) =>
        [...line.matchAll(/(?:^|[(,=:[&|!?]|\s)\/((?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/[dgimsuvy]*/g)].map(
          (match) => match[1] ?? "",
        ),
      );
    expect(literals.map(skeletonOf).filter((pattern) => NESTED.test(pattern) || TWO_ANYTHINGS.test(pattern))).toEqual(
      [],
    );
  });
});
