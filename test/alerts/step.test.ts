import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { idOf } from "../../src/alerts/fingerprint.ts";
import { type HushAsked, hushed } from "../../src/alerts/hush.ts";
import { isWorse, POLICY, type Policy, type Seen, step } from "../../src/alerts/step.ts";
import type { Alert, AlertLevel, AlertNotify, AlertState } from "../../src/ports/alerts.ts";

const NAME = { target: "example.com", code: "DKIM_CNAME_MISSING", subject: "token._domainkey.example.com" };
const START = Date.UTC(2026, 10, 1, 3);
const HOUR = 3_600_000;

function at(hours: number): Date {
  return new Date(START + hours * HOUR);
}

function bad(severity: AlertLevel["severity"] = "failure", stage = 1, essence = "e"): Seen {
  return { is: "bad", level: { severity, stage }, facts: "{}", essence };
}

const GOOD: Seen = { is: "good" };
const UNKNOWN: Seen = { is: "unknown" };
const ACK: HushAsked = { kind: "acknowledge", by: "U0ANA" };

function snooze(until: Date | null): HushAsked {
  return { kind: "snooze", by: "U0ANA", until, why: "the owner is on it" };
}

/** One hour apart: a look, a click, or a look with nowhere to tell it. */
type Event = Seen | HushAsked | { mute: Seen } | { hours: number };

function play(events: readonly Event[]): { alert: Alert | null; told: readonly (AlertNotify | "-")[] } {
  let alert: Alert | null = null;
  let hours = 0;
  const told: (AlertNotify | "-")[] = [];
  for (const event of events) {
    if ("hours" in event) hours += event.hours - 1;
    else if ("kind" in event) alert = alert && hushed(alert, event, at(hours));
    else {
      const seen = "mute" in event ? event.mute : event;
      const policy: Policy = { ...POLICY, canTell: !("mute" in event) };
      const stepped = step(alert, NAME, seen, at(hours), policy);
      alert = stepped.alert;
      told.push(stepped.notify ?? "-");
    }
    hours += 1;
  }
  return { alert, told };
}

type Case = {
  sentence: string;
  events: readonly Event[];
  told: readonly (AlertNotify | "-")[];
  state: AlertState | null;
};

const CASES: readonly Case[] = [
  { sentence: "what is in order is no alert", events: [GOOD, GOOD], told: ["-", "-"], state: null },
  { sentence: "what could not be looked at is no alert", events: [UNKNOWN], told: ["-"], state: null },
  {
    sentence: "a fault is told at once, and then only once",
    events: [bad(), bad(), bad()],
    told: ["first", "-", "-"],
    state: "firing",
  },
  {
    sentence: "one clean look does not end it",
    events: [bad(), GOOD],
    told: ["first", "-"],
    state: "firing",
  },
  { sentence: "two in a row do", events: [bad(), GOOD, GOOD], told: ["first", "-", "resolved"], state: "resolved" },
  {
    sentence: "two that are not in a row do not",
    events: [bad(), GOOD, bad(), GOOD],
    told: ["first", "-", "-", "-"],
    state: "firing",
  },
  {
    sentence: "unknown neither counts as clean nor breaks the row",
    events: [bad(), GOOD, UNKNOWN, GOOD],
    told: ["first", "-", "-", "resolved"],
    state: "resolved",
  },
  {
    sentence: "unknown for days resolves nothing",
    events: [bad(), UNKNOWN, { hours: 72 }, UNKNOWN, UNKNOWN],
    told: ["first", "-", "-", "-"],
    state: "firing",
  },
  {
    sentence: "a warning that becomes a failure is worse",
    events: [bad("warning"), bad("failure"), bad("failure")],
    told: ["first", "worse", "-"],
    state: "firing",
  },
  {
    sentence: "so is the next stage",
    events: [bad("warning", 1), bad("warning", 2), bad("warning", 2)],
    told: ["first", "worse", "-"],
    state: "firing",
  },
  {
    sentence: "what gets better and worse from look to look is not told each time",
    events: [bad("failure"), bad("warning"), bad("failure"), bad("warning"), bad("failure")],
    told: ["first", "-", "-", "-", "-"],
    state: "firing",
  },
  {
    sentence: "what has been better for two looks is told when it gets worse again",
    events: [bad("failure"), bad("warning"), bad("warning"), bad("failure")],
    told: ["first", "-", "-", "worse"],
    state: "firing",
  },
  {
    sentence: "a failure that stands is told again every day",
    events: [bad(), { hours: 23 }, bad(), bad(), { hours: 22 }, bad(), bad()],
    told: ["first", "repeat", "-", "repeat", "-"],
    state: "firing",
  },
  {
    sentence: "a warning that stands is not",
    events: [bad("warning"), { hours: 200 }, bad("warning")],
    told: ["first", "-"],
    state: "firing",
  },
  {
    sentence: "an acknowledged failure is not told again",
    events: [bad(), ACK, { hours: 100 }, bad(), { hours: 100 }, bad("failure", 1, "other")],
    told: ["first", "-", "-"],
    state: "acknowledged",
  },
  {
    sentence: "until it is worse",
    events: [bad("failure", 1), ACK, bad("failure", 2)],
    told: ["first", "worse"],
    state: "firing",
  },
  {
    sentence: "or over",
    events: [bad(), ACK, GOOD, GOOD],
    told: ["first", "-", "resolved"],
    state: "resolved",
  },
  {
    sentence: "a snoozed one is told again when its time is over and it still stands",
    events: [bad("warning"), snooze(at(5)), bad("warning"), { hours: 2 }, bad("warning"), bad("warning")],
    told: ["first", "-", "repeat", "-"],
    state: "firing",
  },
  {
    sentence: "a snoozed one whose time is over and that nobody can look at keeps still",
    events: [bad(), snooze(at(3)), { hours: 9 }, UNKNOWN, bad()],
    told: ["first", "-", "repeat"],
    state: "firing",
  },
  {
    sentence: "one snoozed until it changes is told again when it does, however long it took",
    events: [bad("failure", 1, "a"), snooze(null), { hours: 99 }, bad("failure", 1, "a"), bad("failure", 1, "b")],
    told: ["first", "-", "repeat"],
    state: "firing",
  },
  {
    sentence: "what is worse wakes a snoozed one",
    events: [bad("warning"), snooze(at(99)), bad("failure")],
    told: ["first", "worse"],
    state: "firing",
  },
  {
    sentence: "a relapse is told as new",
    events: [bad(), GOOD, GOOD, GOOD, bad()],
    told: ["first", "-", "resolved", "-", "first"],
    state: "firing",
  },
  {
    sentence: "a click on what is over wakes nothing",
    events: [bad(), GOOD, GOOD, ACK, snooze(null)],
    told: ["first", "-", "resolved"],
    state: "resolved",
  },
  {
    sentence: "what the configuration accepts is over at once",
    events: [bad(), { is: "over", why: "accepted" }],
    told: ["first", "resolved"],
    state: "resolved",
  },
  {
    sentence: "what another alert takes the place of is over, and that is not told",
    events: [bad(), { is: "over", why: "replaced" }],
    told: ["first", "-"],
    state: "resolved",
  },
  {
    sentence: "where there is nobody to tell it to, it is told as new as soon as there is",
    events: [{ mute: bad() }, { mute: bad() }, { hours: 50 }, bad(), bad()],
    told: ["-", "-", "first", "-"],
    state: "firing",
  },
  {
    sentence: "of what nobody was told, nobody is told that it is over",
    events: [{ mute: bad() }, GOOD, GOOD],
    told: ["-", "-", "-"],
    state: "resolved",
  },
];

describe("step", () => {
  it.each(CASES)("$sentence", ({ events, told, state }) => {
    const played = play(events);
    expect(played.told).toEqual(told);
    expect(played.alert?.state ?? null).toBe(state);
  });

  it("a relapse begins anew, and knows the message that told of it before", () => {
    const { alert } = play([bad(), GOOD, GOOD]);
    const told: Alert = { ...(alert as Alert), message: "alert.1" };
    const again = step(told, NAME, bad(), at(9), { ...POLICY, canTell: true }).alert;
    expect(again).toMatchObject({
      id: idOf(NAME),
      since: at(9),
      before: "alert.1",
      message: null,
      ended: null,
      clean: 0,
    });
  });

  const level = fc.record({
    severity: fc.constantFrom("failure" as const, "warning" as const),
    stage: fc.integer({ min: 1, max: 3 }),
  });
  const look: fc.Arbitrary<Seen> = fc.oneof(
    level.map(({ severity, stage }): Seen => bad(severity, stage)),
    fc.constantFrom(GOOD, UNKNOWN, { is: "over", why: "accepted" } as const, { is: "over", why: "replaced" } as const),
    fc.constantFrom("a", "b").map((essence): Seen => bad("failure", 1, essence)),
  );
  const event = fc.oneof(
    { weight: 6, arbitrary: look },
    { weight: 1, arbitrary: look.map((mute) => ({ mute })) },
    { weight: 1, arbitrary: fc.constant<Event>(ACK) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 80 }).map((hours): Event => snooze(at(hours))) },
    { weight: 1, arbitrary: fc.constant<Event>(snooze(null)) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 40 }).map((hours): Event => ({ hours })) },
  );

  it("no sequence ends in silence: what stands has been told, and as badly as it is", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), level, (events, { severity, stage }) => {
        // The last look sees it, and there is somebody to tell.
        const last = bad(severity, stage);
        const { alert, told } = play([...events, last]);
        if (!alert?.told) throw new Error("it stands, and nobody was told");
        expect(isWorse(alert.level, alert.told.level)).toBe(false);
        if (alert.state === "firing" && severity === "failure") {
          const hours = events.reduce((sum, it) => sum + ("hours" in it ? it.hours : 1), 0);
          expect(at(hours).getTime() - alert.told.at.getTime()).toBeLessThan(POLICY.repeatMs);
        }
        const begun = told.filter((it) => it === "first").length;
        const over = told.filter((it) => it === "resolved").length;
        expect(over).toBeLessThanOrEqual(begun);
      }),
      { numRuns: 500 },
    );
  });
});
