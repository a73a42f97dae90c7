import { describe, expect, test } from "vitest";
import { calendarOf } from "../../src/schedule/calendar.ts";
import type { Slots } from "../../src/schedule/slots.ts";

function slotsIn(timezone: string, expression: string): Slots {
  const slots = calendarOf({ timezone, it: expression }, ["it"]).get("it");
  if (!slots) throw new Error("it is on");
  return slots;
}

/** `2026-11-01T08:05Z` … as many as come. */
function between(slots: Slots, from: string, to: string): readonly string[] {
  const found: string[] = [];
  for (let at = slots.next(new Date(new Date(from).getTime() - 1)); at && at < new Date(to); at = slots.next(at)) {
    found.push(at.toISOString().replace(/:00\.000Z$/, "Z"));
  }
  return found;
}

/** The same, asked for from the end. */
function backwards(slots: Slots, from: string, to: string): readonly string[] {
  const first = new Date(new Date(from).getTime() - 1);
  const found: string[] = [];
  let until = new Date(new Date(to).getTime() - 1);
  for (let at = slots.last(first, until); at; at = slots.last(first, until)) {
    found.unshift(at.toISOString().replace(/:00\.000Z$/, "Z"));
    until = new Date(at.getTime() - 1);
  }
  return found;
}

test.each<[string, string, string, string, string, readonly string[]]>([
  [
    "every quarter of an hour",
    "UTC",
    "*/15 * * * *",
    "2026-11-20T12:00Z",
    "2026-11-20T13:00Z",
    ["2026-11-20T12:00Z", "2026-11-20T12:15Z", "2026-11-20T12:30Z", "2026-11-20T12:45Z"],
  ],
  [
    "Mondays at nine, elsewhere",
    "Asia/Tokyo",
    "0 9 * * 1",
    "2026-11-20T00:00Z",
    "2026-11-25T00:00Z",
    ["2026-11-23T00:00Z"],
  ],
  [
    "the last day of a month",
    "UTC",
    "0 0 L * *",
    "2026-02-01T00:00Z",
    "2026-04-01T00:00Z",
    ["2026-02-28T00:00Z", "2026-03-31T00:00Z"],
  ],
  ["a leap day", "UTC", "0 0 29 2 *", "2026-01-01T00:00Z", "2029-01-01T00:00Z", ["2028-02-29T00:00Z"]],
  [
    "day and weekday must both fit",
    "UTC",
    "0 0 13 * 5",
    "2026-01-01T00:00Z",
    "2026-12-31T00:00Z",
    ["2026-02-13T00:00Z", "2026-03-13T00:00Z", "2026-11-13T00:00Z"],
  ],
  [
    "Los Angeles puts its clocks forward: every hour goes on",
    "America/Los_Angeles",
    "5 * * * *",
    "2026-03-08T08:00Z",
    "2026-03-08T12:00Z",
    ["2026-03-08T08:05Z", "2026-03-08T09:05Z", "2026-03-08T10:05Z", "2026-03-08T11:05Z"],
  ],
  [
    "Los Angeles puts them forward over half past two: once, at the change",
    "America/Los_Angeles",
    "30 2 * * *",
    "2026-03-07T00:00Z",
    "2026-03-10T00:00Z",
    ["2026-03-07T10:30Z", "2026-03-08T10:00Z", "2026-03-09T09:30Z"],
  ],
  [
    "Los Angeles puts them back: every hour goes on",
    "America/Los_Angeles",
    "5 * * * *",
    "2026-11-01T07:00Z",
    "2026-11-01T11:00Z",
    ["2026-11-01T07:05Z", "2026-11-01T08:05Z", "2026-11-01T09:05Z", "2026-11-01T10:05Z"],
  ],
  [
    "Los Angeles puts them back over half past one: the first time",
    "America/Los_Angeles",
    "30 1 * * *",
    "2026-10-31T00:00Z",
    "2026-11-03T00:00Z",
    ["2026-10-31T08:30Z", "2026-11-01T08:30Z", "2026-11-02T09:30Z"],
  ],
  [
    "Berlin puts them forward: once, at the change",
    "Europe/Berlin",
    "15,45 2 * * *",
    "2026-03-28T00:00Z",
    "2026-03-30T02:00Z",
    ["2026-03-28T01:15Z", "2026-03-28T01:45Z", "2026-03-29T01:00Z", "2026-03-30T00:15Z", "2026-03-30T00:45Z"],
  ],
  [
    "Berlin puts them back: every quarter goes on",
    "Europe/Berlin",
    "*/15 * * * *",
    "2026-10-25T00:30Z",
    "2026-10-25T01:45Z",
    ["2026-10-25T00:30Z", "2026-10-25T00:45Z", "2026-10-25T01:00Z", "2026-10-25T01:15Z", "2026-10-25T01:30Z"],
  ],
  [
    "Lord Howe puts them forward by half an hour: once, at the change",
    "Australia/Lord_Howe",
    "15 2 * * *",
    "2026-10-02T00:00Z",
    "2026-10-05T00:00Z",
    ["2026-10-02T15:45Z", "2026-10-03T15:30Z", "2026-10-04T15:15Z"],
  ],
  [
    "Lord Howe puts them back by half an hour: the first time",
    "Australia/Lord_Howe",
    "45 1 * * *",
    "2026-04-03T00:00Z",
    "2026-04-06T00:00Z",
    ["2026-04-03T14:45Z", "2026-04-04T14:45Z", "2026-04-05T15:15Z"],
  ],
  [
    "Lord Howe puts them back: what is due every hour is due in the half that comes twice as well",
    "Australia/Lord_Howe",
    "45 * * * *",
    "2026-04-04T13:00Z",
    "2026-04-04T17:00Z",
    ["2026-04-04T13:45Z", "2026-04-04T14:45Z", "2026-04-04T15:15Z", "2026-04-04T16:15Z"],
  ],
])("%s", (_, timezone, expression, from, to, expected) => {
  const slots = slotsIn(timezone, expression);
  expect(between(slots, from, to)).toEqual(expected);
  expect(backwards(slots, from, to)).toEqual(expected);
});

describe("a year of any zone", () => {
  test.each(["America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca"])(
    "%s: once every local day, and every 24 hours but for the change",
    (timezone) => {
      const found = between(slotsIn(timezone, "30 2 * * *"), "2026-01-01T00:00Z", "2027-01-01T00:00Z");
      const days = found.map((at) => new Date(at).toLocaleDateString("en-CA", { timeZone: timezone }));
      expect(found).toHaveLength(365);
      expect(new Set(days).size).toBe(365);
      const gaps = found.slice(1).map((at, n) => (Date.parse(at) - Date.parse(found[n] ?? "")) / 3_600_000);
      expect(gaps.every((gap) => gap >= 22.5 && gap <= 25.5)).toBe(true);
    },
  );
});

test("what is off is never due", () => {
  expect(calendarOf({ timezone: "UTC", it: null }, ["it"]).size).toBe(0);
});

test("there is none in a moment in which none is", () => {
  const slots = slotsIn("UTC", "0 9 * * 1");
  expect(slots.last(new Date("2026-11-23T09:00Z"), new Date("2026-11-30T08:59Z"))).toBeNull();
  expect(slots.last(new Date("2026-11-23T08:59Z"), new Date("2026-11-30T08:59Z"))).toEqual(
    new Date("2026-11-23T09:00Z"),
  );
});
