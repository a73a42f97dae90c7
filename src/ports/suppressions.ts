import type { SuppressionEntry } from "./ses.ts";

/** How far the copy of one region's list has come. Times are ours, but for `cursor`. */
export type MirrorState = {
  region: string;
  /** When the whole list was first in it; null: never yet, and what is in it is a part. */
  baselineAt: Date | null;
  /** When it was last brought up to date, by what is new or whole. */
  refreshedAt: Date | null;
  /** When it was last compared with the whole list: removals made elsewhere are known up to then. */
  reconciledAt: Date | null;
  /** Everything that SES wrote before this moment has been read. */
  cursor: Date | null;
  /** The place of the newest change; 0 where there was none. */
  place: number;
};

/** Somebody is reading the list: until `until`, unless they go on. */
export type Held = { until: Date };

/** The right to bring one region up to date, and what it began from. */
export type MirrorHold = { region: string; holder: string; pass: number; state: MirrorState };

/** How the list differs from what was known. `renewed`: it was there, with another reason or an earlier time. */
export type SuppressionChange = SuppressionEntry & {
  region: string;
  /** Rises by one with every change of the region, and is never seen before a smaller one. */
  place: number;
  kind: "added" | "renewed" | "removed";
  seenAt: Date;
};

export type ListedSuppression = SuppressionEntry & { region: string };

/** Which entries; null: any. */
export type SuppressionFilter = { regions: readonly string[]; reason: string | null; since: Date | null };

/** Behind which entry a list goes on: newest first, then by region and address. */
export type SuppressionPlace = Pick<ListedSuppression, "lastUpdate" | "region" | "address">;

/**
 * Copies of the regions' suppression lists. One writes to a region at a time; whoever was slower than they said finds
 * that it is no longer theirs (`null`, false), and nothing of theirs is written then. Every call may throw StoreTrouble.
 */
export type SuppressionMirror = {
  state(region: string): Promise<MirrorState | null>;
  /** `pass` counts the times. */
  hold(region: string, holder: string, now: Date, holdMs: number): Promise<MirrorHold | Held>;
  /**
   * Writes what was read of the list, and goes on holding it. Changes are noted, but for those before the baseline. `null`:
   * it was no longer theirs.
   */
  write(
    hold: MirrorHold,
    entries: readonly SuppressionEntry[],
    now: Date,
    holdMs: number,
  ): Promise<{ added: number; renewed: number } | null>;
  /**
   * All was read, and everything before `cursor` is in it. `whole`: what was not written in this pass is no longer on the
   * list. Lets go. `null`: it was no longer theirs.
   */
  finish(
    hold: MirrorHold,
    done: { whole: boolean; cursor: Date | null; now: Date },
  ): Promise<{ removed: number } | null>;
  /** Lets go without having come to the end. */
  release(hold: MirrorHold): Promise<void>;
  /** What has changed behind a place, in that order, at most `limit`. */
  newSince(region: string, place: number, limit: number): Promise<readonly SuppressionChange[]>;
  /** maildiag itself has taken it off the list: it is not told as a removal made elsewhere, nor taken for new again. */
  noteRemoved(region: string, address: string, at: Date): Promise<void>;
  /** The newest first, behind that place, at most `limit`. */
  list(
    filter: SuppressionFilter,
    behind: SuppressionPlace | null,
    limit: number,
  ): Promise<readonly ListedSuppression[]>;
  /** How the same address is written on the lists, whatever its case. */
  spellings(address: string): Promise<readonly string[]>;
  /** How many that fit the filter there are, by region and reason. */
  countByReason(filter: SuppressionFilter): Promise<readonly { region: string; reason: string; count: number }[]>;
  /** The recipient domains with most entries, at most `limit`, and how many domains there are. */
  countByDomain(
    filter: SuppressionFilter,
    limit: number,
  ): Promise<{ domains: readonly { domain: string; count: number }[]; all: number }>;
  /** How many were written in each of those days (24 hours each, the first begins at `from`). */
  countByDay(filter: SuppressionFilter, from: Date, days: number): Promise<readonly number[]>;
  /** The days (UTC) on which most were written, at most `limit`. */
  busiestDays(filter: SuppressionFilter, limit: number): Promise<readonly { day: Date; count: number }[]>;
  /** How many were written after `after`, and not after `until`. */
  countBetween(region: string, after: Date, until: Date): Promise<number>;
  /** Deletes changes that were seen before then, at most `limit`; tells how many. */
  forget(before: Date, limit: number): Promise<number>;
};
