import { expect, it } from "vitest";
import type { LoginOutcome } from "../../src/smtp/authenticate.ts";
import { outcomeOf, textOf } from "../../src/smtp/outcome-text.ts";

it.each<LoginOutcome>([
  { kind: "accepted" },
  { kind: "rejected", reply: "535 no" },
  { kind: "throttled", reply: "454 later" },
  { kind: "undecided", reason: "timeout", detail: "" },
])("reads %j as it was written", (outcome) => {
  expect(outcomeOf(textOf(outcome))).toEqual(outcome);
});

it.each([
  "",
  "{",
  "null",
  "[]",
  '"accepted"',
  '{"kind":"accepted!"}',
  '{"kind":"rejected"}',
  '{"kind":"throttled","reply":5}',
  '{"kind":"undecided","reason":"x","detail":""}',
])("what reads %j is not known", (text) => {
  expect(outcomeOf(text)).toMatchObject({ kind: "undecided", reason: "error" });
});
