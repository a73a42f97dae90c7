import { describe, expect, test } from "vitest";
import { blindIn, blindness, spotsAfter } from "../../src/alerts/blind-spots.ts";
import { CHECKS } from "../../src/diagnosis/checks/index.ts";
import { couldNotCheck } from "../../src/diagnosis/could-not-check.ts";
import type { BlindSpot } from "../../src/ports/alerts.ts";
import { PortTrouble, type TroubleReason } from "../../src/ports/trouble.ts";

const identity = CHECKS.find(({ name }) => name === "identity");

type Asked = readonly [reason: TroubleReason, asked: string];

/** What a sweep met with; nothing where it saw all. */
function sweep(...met: readonly Asked[]) {
  const region = "us-east-1";
  const permission = "ses:GetEmailIdentity";
  const findings = met.map(([reason, asked]) => couldNotCheck(new PortTrouble(reason, { asked, region, permission })));
  return identity ? blindIn([{ check: identity, tookMs: 0, findings }]) : [];
}

function after(...sweeps: readonly (readonly Asked[])[]): boolean {
  const spots = sweeps.reduce<readonly BlindSpot[]>(
    (known, met, hour) => spotsAfter(known, sweep(...met), new Date(Date.UTC(2026, 10, 20, hour))),
    [],
  );
  return blindness("authentication", spots, "partly").seen.is === "bad";
}

describe("a watch is blind", () => {
  test.each<[string, boolean, readonly (readonly Asked[])[]]>([
    ["not after two sweeps", false, [[["timeout", "a.com"]], [["timeout", "a.com"]]]],
    ["after three", true, [[["timeout", "a.com"]], [["timeout", "a.com"]], [["timeout", "a.com"]]]],
    [
      "after three for changing reasons",
      true,
      [[["timeout", "a.com"]], [["throttled", "a.com"]], [["error", "a.com"]]],
    ],
    [
      "not where it saw it in between",
      false,
      [[["timeout", "a.com"]], [["timeout", "a.com"]], [], [["timeout", "a.com"]]],
    ],
    [
      "not where each time something else was missing",
      false,
      [[["timeout", "a.com"]], [["timeout", "b.com"]], [["timeout", "c.com"]]],
    ],
    [
      "by one denied action, whoever asked",
      true,
      [[["denied", "a.com"]], [["denied", "b.com"]], [["denied", "c.com"]]],
    ],
    ["no longer when all was seen", false, [[["denied", "a.com"]], [["denied", "a.com"]], [["denied", "a.com"]], []]],
    [
      "still when a sweep was cut before it came to it",
      true,
      [[["denied", "a.com"]], [["denied", "a.com"]], [["denied", "a.com"]], [["limit", "b.com"]]],
    ],
  ])("%s", (_, isBlind, sweeps) => {
    expect(after(...sweeps)).toBe(isBlind);
  });
});
