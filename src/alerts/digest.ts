import type { Severity } from "../diagnosis/finding.ts";
import type { Hop } from "../diagnosis/hop.ts";
import type { Alert } from "../ports/alerts.ts";
import type { CanaryRecord } from "../ports/canary-records.ts";
import type { NewOutboxEntry } from "../ports/outbox.ts";
import type { Removal } from "../ports/removals.ts";
import { type AlertTold, slim, worstFirst } from "./bodies.ts";

/** How a week was, as it stands in the outbox: news, never an alert. Times are ISO 8601. */

const DIGEST = "digest";
const DIGEST_DETAILS = "digest-details";
const DIGEST_GROWTH = "digest-growth";

export type DigestDomain = { typed: string; at: string | null; hops: Readonly<Partial<Record<Hop, Severity>>> };

/** `total` null: the region's list has not been read yet. `days`: how many were written on each, the oldest first. */
export type DigestGrowth = { region: string; total: number | null; days: readonly number[] };

export type DigestKey = { relay: string; key: string; ageDays: number; maxAgeDays: number; lastUsedAt: string | null };

/** A region's canaries. `missing`: what was missing, and in how many of them. Milliseconds; null where none was whole. */
export type DigestCanary = {
  region: string;
  runs: number;
  whole: number;
  refused: number;
  unknown: number;
  missing: readonly { what: string; count: number }[];
  medianMs: number | null;
};

export type DigestBody = {
  from: string;
  to: string;
  domains: readonly DigestDomain[];
  moreDomains: number;
  /** Counts of the week; `standing` is what stands now, and `known` those of them that somebody keeps quiet. */
  counts: { began: number; ended: number; standing: number; known: number; failures: number };
  removals: { open: number; addresses: number; oldest: { by: string; at: string } | null };
  /** Absent where the canary is off, and in what an older version wrote. */
  canaries?: readonly DigestCanary[];
};

export type DigestDetailsBody = {
  began: readonly AlertTold[];
  ended: readonly AlertTold[];
  standing: readonly AlertTold[];
  /** Beside those that are named. */
  more: number;
  keys: readonly DigestKey[];
  /** Relays whose key could not be looked at, or is told of as an alert. */
  unreadKeys: readonly string[];
};

export type DigestGrowthBody = { from: string; regions: readonly DigestGrowth[] };

export type DigestGiven = {
  from: Date;
  now: Date;
  domains: readonly DigestDomain[];
  /** Those that stand, and those that ended in the week. */
  alerts: readonly Alert[];
  growth: { from: Date; regions: readonly DigestGrowth[] };
  removals: readonly Removal[];
  /** Of the week; null where the canary is off, or neither due nor sent. */
  canaries: { regions: readonly string[]; records: readonly CanaryRecord[] } | null;
  keys: readonly DigestKey[];
  unreadKeys: readonly string[];
};

const MOST_REGIONS = 20;
const MOST_MISSING = 5;
const MOST_DOMAINS = 30;
const MOST_NAMED = 15;
const MOST_KEYS = 30;

/** The three messages of a digest, in the order in which they are said; the last two stand in the thread of the first. */
export function digestBodies(given: DigestGiven): readonly [DigestBody, DigestDetailsBody, DigestGrowthBody] {
  const { from, now, domains, removals, keys, unreadKeys, growth } = given;
  const sorted = worstFirst(given.alerts);
  const standing = sorted.filter(({ state }) => state !== "resolved");
  const began = standing.filter(({ since }) => since >= from);
  const old = standing.filter(({ since }) => since < from);
  // What another alert took the place of is told by that one.
  const ended = sorted.filter(({ state, ended: end }) => state === "resolved" && end && end.why !== "replaced");
  const oldest = removals.toSorted((a, b) => a.askedAt.getTime() - b.askedAt.getTime())[0];
  const lists = [began, old, ended];
  return [
    {
      from: from.toISOString(),
      to: now.toISOString(),
      domains: domains.slice(0, MOST_DOMAINS),
      moreDomains: Math.max(0, domains.length - MOST_DOMAINS),
      counts: {
        began: began.length,
        ended: ended.length,
        standing: standing.length,
        known: standing.filter(({ state }) => state !== "firing").length,
        failures: standing.filter(({ level }) => level.severity === "failure").length,
      },
      removals: {
        open: removals.length,
        addresses: removals.flatMap(({ items }) => items).length,
        oldest: oldest ? { by: oldest.askedBy, at: oldest.askedAt.toISOString() } : null,
      },
      ...(given.canaries && { canaries: canariesOf(given.canaries) }),
    },
    {
      began: began.slice(0, MOST_NAMED).map(slim),
      standing: old.slice(0, MOST_NAMED).map(slim),
      ended: ended.slice(0, MOST_NAMED).map(slim),
      more: lists.reduce((more, list) => more + Math.max(0, list.length - MOST_NAMED), 0),
      keys: keys.toSorted((a, b) => b.ageDays - a.ageDays).slice(0, MOST_KEYS),
      unreadKeys: unreadKeys.slice(0, MOST_KEYS),
    },
    { from: growth.from.toISOString(), regions: growth.regions },
  ];
}

function canariesOf({ regions, records }: NonNullable<DigestGiven["canaries"]>): readonly DigestCanary[] {
  return regions.slice(0, MOST_REGIONS).map((region) => {
    const own = records.filter((record) => record.region === region);
    const count = (outcome: CanaryRecord["outcome"]) => own.filter((record) => record.outcome === outcome).length;
    const missing = [
      ...Map.groupBy(
        own.flatMap((record) => record.missing),
        (what) => what,
      ),
    ];
    const byCount = missing.map(([what, all]) => ({ what, count: all.length })).sort((a, b) => b.count - a.count);
    return {
      region,
      runs: own.length,
      whole: count("whole"),
      refused: count("refused"),
      unknown: count("unknown"),
      missing: byCount.slice(0, MOST_MISSING),
      medianMs: medianOf(own.flatMap(({ wholeAfterMs }) => wholeAfterMs ?? [])),
    };
  });
}

/** The lower of the two in the middle. */
function medianOf(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length / 2) - 1] ?? null;
}

/** @param id of the first; the others' are made from it */
export function digestEntries(
  bodies: ReturnType<typeof digestBodies>,
  { id, channel, at }: Pick<NewOutboxEntry, "id" | "channel" | "at">,
): readonly NewOutboxEntry[] {
  const [body, details, growth] = bodies.map((each) => JSON.stringify(each)) as [string, string, string];
  const aim = { to: "thread", of: id } as const;
  return [
    { id, channel, aim: { to: "channel", threadTs: null }, kind: DIGEST, body, at },
    { id: `${id}.d`, channel, aim, kind: DIGEST_DETAILS, body: details, at },
    { id: `${id}.g`, channel, aim, kind: DIGEST_GROWTH, body: growth, at },
  ];
}
