import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { checkNamed } from "../src/alerts/words.ts";
import { CHECKS } from "../src/diagnosis/checks/index.ts";
import { COULD_NOT_CHECK } from "../src/diagnosis/could-not-check.ts";
import { canaryResults } from "../src/events/canary.ts";

const README = readFileSync(new URL("../README.md", import.meta.url), "utf8");

/** `CODE severity`, as the table of codes has them. */
const documented = [...README.matchAll(/^\| ([A-Z]+(?:_[A-Z0-9]+)+) \| (\w+) \| ([^|]+) \| ([^|]+) \|$/gm)];

/** Codes that only say that a watch had nothing to say: nobody sees them. */
const UNSEEN = ["RELAY_KEY_AGE_OK"];
const WATCHES_OWN = ["relay-key-age", "watch-blind"];

function known(): readonly string[] {
  const watched = WATCHES_OWN.map(checkNamed).filter((check) => check !== undefined);
  const canary = canaryResults({ mails: [], events: [], blindness: null, waitedMs: 0, seenAfterMs: [] }).map(
    ({ check }) => check,
  );
  return [
    ...[...CHECKS, ...watched, ...canary].flatMap(({ codes }) =>
      Object.entries(codes).map(([code, { severity }]) => `${code} ${severity}`),
    ),
    `${COULD_NOT_CHECK} unknown`,
  ].filter((each) => !UNSEEN.some((code) => each.startsWith(`${code} `)));
}

it("tells of every code its severity, what it means, and what to do first", () => {
  const said = documented.map(([, code, severity]) => `${code} ${severity}`);
  expect(said.toSorted()).toEqual(known().toSorted());
});

it.each(documented.map(([, code, , meaning, first]) => [code, meaning, first]))(
  "has words for %s",
  (_code, ...words) => {
    expect(words.every((text) => (text ?? "").trim().length > 3)).toBe(true);
  },
);
