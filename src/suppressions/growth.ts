import type { SuppressionPage, WantedSuppressions } from "../ports/ses.ts";
import { StoreTrouble } from "../ports/store.ts";
import type { SuppressionMirror } from "../ports/suppressions.ts";
import { PortTrouble } from "../ports/trouble.ts";
import { OVERLAP_MS } from "./refresh.ts";

/** What a mirror knows of one region since it has its baseline. */
export type SuppressionHistory = {
  baselineAt: Date;
  refreshedAt: Date;
  /** Everything that SES wrote before this moment is in it; null where it was empty. */
  cursor: Date | null;
  /** How many entries were written after `after`, and not after `until`. */
  countBetween: (after: Date, until: Date) => Promise<number>;
};

/** Null where the mirror has no baseline yet. Throws StoreTrouble; a count that the store cannot give is trouble at a port. */
export async function historyIn(
  mirror: Pick<SuppressionMirror, "state" | "countBetween">,
  region: string,
): Promise<SuppressionHistory | null> {
  const state = await mirror.state(region);
  if (!state?.baselineAt || !state.refreshedAt) return null;
  const { baselineAt, refreshedAt, cursor } = state;
  const countBetween = async (after: Date, until: Date) => {
    try {
      return await mirror.countBetween(region, after, until);
    } catch (error) {
      if (!(error instanceof StoreTrouble)) throw error;
      throw new PortTrouble("error", { asked: region, region, detail: "the store is in trouble" });
    }
  };
  return { baselineAt, refreshedAt, cursor, countBetween };
}

export type Growth = { lastDay: number; perDayBefore: number; isGrowing: boolean };

const DAY_MS = 86_400_000;
const DAYS_BEFORE = 14;
const LEAST_NEW = 20;
const TIMES_THE_MEAN = 3;
/** A mirror that a watch keeps is no older, and does where the list itself has too much to be counted in passing. */
const FRESH_MS = 20 * 60_000;
const MOST_PAGES = 3;

/**
 * Entries of the last 24 hours beside the daily mean of the 14 days before. What was on the list at the first look is
 * never new, whatever its time says. What the mirror may not know yet is read from the list, some pages at most.
 * Throws PortTrouble, `limit` where that is too much and the mirror is old.
 */
export async function growthOf(
  { baselineAt, refreshedAt, cursor, countBetween }: SuppressionHistory,
  pageOf: (wanted: WantedSuppressions) => Promise<SuppressionPage>,
  region: string,
  now: Date,
): Promise<Growth> {
  const dayAgo = new Date(now.getTime() - DAY_MS);
  const beginning = new Date(dayAgo.getTime() - DAYS_BEFORE * DAY_MS);
  const newFrom = latest(dayAgo, baselineAt);
  // Up to there the mirror is right; a list that was empty has been known up to when it was last read.
  const sure = new Date((cursor ?? refreshedAt).getTime() - OVERLAP_MS);
  const written = await writtenAfter(latest(sure, beginning), pageOf);
  if (!written && now.getTime() - refreshedAt.getTime() >= FRESH_MS) throw tooMuch(region);
  const listed = written ?? [];
  const known = written ? sure : now;
  const count = async (after: Date, until: Date) => {
    const mirrored = after < known ? await countBetween(after, until < known ? until : known) : 0;
    const unknown = latest(after, known);
    return mirrored + listed.filter((at) => at > unknown && at <= until).length;
  };
  const [lastDay, before] = await Promise.all([count(newFrom, now), count(beginning, dayAgo)]);
  const perDayBefore = before / DAYS_BEFORE;
  return { lastDay, perDayBefore, isGrowing: lastDay >= LEAST_NEW && lastDay > TIMES_THE_MEAN * perDayBefore };
}

function latest(a: Date, b: Date): Date {
  return a > b ? a : b;
}

/** Null where that is more than some pages. */
async function writtenAfter(
  after: Date,
  pageOf: (wanted: WantedSuppressions) => Promise<SuppressionPage>,
): Promise<readonly Date[] | null> {
  const times: Date[] = [];
  let token: string | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page: SuppressionPage = await pageOf({ after, token });
    times.push(...page.entries.map(({ lastUpdate }) => lastUpdate));
    token = page.next;
    if (token === null) return times;
  }
  return null;
}

function tooMuch(region: string): PortTrouble {
  const detail = "the suppression list has grown by too much to be counted in passing: run suppressions list";
  return new PortTrouble("limit", { asked: region, region, permission: "ses:ListSuppressedDestinations", detail });
}
