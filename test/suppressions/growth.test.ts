import { expect, it } from "vitest";
import type { WantedSuppressions } from "../../src/ports/ses.ts";
import { growthOf, type SuppressionHistory } from "../../src/suppressions/growth.ts";

const NOW = Date.UTC(2026, 10, 20, 12);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ago = (ms: number) => new Date(NOW - ms);

/** Entries by how long ago they were written; the mirror knows those from before it was refreshed. */
type Case = {
  says: string;
  entries: readonly number[];
  baseline: number;
  refreshed: number;
  growth: { lastDay: number; isGrowing: boolean };
  asked: number;
};

const many = (count: number, age: number) => Array.from({ length: count }, () => age);
const LONG = { baseline: 60 * DAY, refreshed: 10 * 60_000 };

const CASES: readonly Case[] = [
  {
    says: "20 in a day after none",
    entries: many(20, HOUR),
    ...LONG,
    growth: { lastDay: 20, isGrowing: true },
    asked: 1,
  },
  { says: "19 are few", entries: many(19, HOUR), ...LONG, growth: { lastDay: 19, isGrowing: false }, asked: 1 },
  {
    says: "three times the mean is not more than three times",
    entries: [...many(30, HOUR), ...many(140, 5 * DAY)],
    ...LONG,
    growth: { lastDay: 30, isGrowing: false },
    asked: 1,
  },
  {
    says: "one more is",
    entries: [...many(31, HOUR), ...many(140, 5 * DAY)],
    ...LONG,
    growth: { lastDay: 31, isGrowing: true },
    asked: 1,
  },
  {
    says: "what is older than 15 days does not count",
    entries: [...many(20, HOUR), ...many(500, 15 * DAY + HOUR)],
    ...LONG,
    growth: { lastDay: 20, isGrowing: true },
    asked: 1,
  },
  {
    says: "what was there at the first look is not new",
    entries: many(500, 3 * HOUR),
    baseline: 2 * HOUR,
    refreshed: 0,
    growth: { lastDay: 0, isGrowing: false },
    asked: 1,
  },
  {
    says: "what came after it is",
    entries: many(20, HOUR),
    baseline: 2 * HOUR,
    refreshed: 0,
    growth: { lastDay: 20, isGrowing: true },
    asked: 1,
  },
  {
    says: "what an old copy does not know is read from the list",
    entries: [...many(25, HOUR), ...many(14, 2 * DAY), ...many(14, 10 * DAY)],
    baseline: 60 * DAY,
    refreshed: 5 * DAY,
    growth: { lastDay: 25, isGrowing: true },
    asked: 1,
  },
  {
    says: "and counted once",
    entries: [...many(25, HOUR), ...many(140, 2 * DAY)],
    baseline: 60 * DAY,
    refreshed: 30 * 60_000,
    growth: { lastDay: 25, isGrowing: false },
    asked: 1,
  },
];

it.each(CASES)("$says", async ({ entries, baseline, refreshed, growth, asked }) => {
  const times = entries.map((age) => NOW - age);
  const inMirror = times.filter((at) => at <= NOW - refreshed);
  const history: SuppressionHistory = {
    baselineAt: ago(baseline),
    refreshedAt: ago(refreshed),
    cursor: inMirror.length > 0 ? new Date(Math.max(...inMirror)) : null,
    countBetween: async (after, until) => inMirror.filter((at) => at > after.getTime() && at <= until.getTime()).length,
  };
  const questions: WantedSuppressions[] = [];
  const pageOf = async (wanted: WantedSuppressions) => {
    questions.push(wanted);
    const listed = times.filter((at) => at > (wanted.after?.getTime() ?? 0));
    return {
      entries: listed.map((at, n) => ({ address: `${n}@x.org`, reason: "BOUNCE", lastUpdate: new Date(at) })),
      next: null,
    };
  };
  expect(await growthOf(history, pageOf, "us-east-1", new Date(NOW))).toMatchObject(growth);
  expect(questions.length).toBe(asked);
});

it("does not guess where more is new than can be counted in passing", async () => {
  const history = { baselineAt: ago(60 * DAY), refreshedAt: ago(DAY), cursor: ago(DAY), countBetween: async () => 0 };
  let pages = 0;
  const pageOf = async () => ({ entries: [], next: String(pages++) });
  await expect(growthOf(history, pageOf, "us-east-1", new Date(NOW))).rejects.toMatchObject({
    reason: "limit",
    details: { permission: "ses:ListSuppressedDestinations" },
  });
  expect(pages).toBe(3);
});

it("takes the mirror's word there while that is fresh", async () => {
  const history = {
    baselineAt: ago(60 * DAY),
    refreshedAt: ago(60_000),
    cursor: ago(HOUR),
    countBetween: async () => 7,
  };
  const pageOf = async () => ({ entries: [], next: "more" });
  expect(await growthOf(history, pageOf, "us-east-1", new Date(NOW))).toMatchObject({ lastDay: 7, isGrowing: false });
});
