/** What stands in the outbox, as data. Times are ISO 8601. */

export const NEW_SUPPRESSIONS = "new-suppressions";
export const NEW_SUPPRESSIONS_FILE = "new-suppressions-file";

/** `renewed`: it was on the list already, and SES has written it anew. */
export type NewSuppression = {
  region: string;
  address: string;
  reason: string;
  lastUpdate: Date;
  kind: "added" | "renewed" | "removed";
};

export type Count = { name: string; count: number };

export type SuppressionRow = { region: string; address: string; reason: string; lastUpdate: string; kind: string };

export type NewSuppressionsBody = {
  total: number;
  /** Taken off the lists, not by maildiag. */
  removed: number;
  reasons: readonly Count[];
  regions: readonly Count[];
  domains: readonly Count[];
  /** How many recipient domains there are beside those. */
  moreDomains: number;
  first: readonly SuppressionRow[];
  /** All of them, or nearly all, in this one domain, for this one reason, in this hour; null where they differ. */
  common: { domain: Count | null; reason: Count | null; hour: { from: string; to: string; count: number } | null };
  /** The value of `Request removal`; null where nothing can be requested. */
  offer: string | null;
};

export type NewSuppressionsFileBody = { at: string; rows: readonly SuppressionRow[]; more: number };

/** Addresses in the message; the others stand in a file. */
const MOST_SHOWN = 20;
/** Rows of the file. */
const MOST_ROWS = 2_000;
const MOST_DOMAINS = 10;
/** Fewer than this have nothing in common that says anything. */
const FEWEST_IN_COMMON = 3;
const NEARLY_ALL = 0.8;
const HOUR = 3_600_000;

/** Null where nothing is new on any list. */
export function newSuppressionsBody(
  changes: readonly NewSuppression[],
  offer: string | null,
): NewSuppressionsBody | null {
  const fresh = newestFirst(changes);
  if (fresh.length === 0) return null;
  const domains = counted(fresh.map(({ address }) => domainOf(address)));
  const reasons = counted(fresh.map(({ reason }) => reason));
  return {
    total: fresh.length,
    removed: changes.filter(({ kind }) => kind === "removed").length,
    reasons,
    regions: counted(fresh.map(({ region }) => region)),
    domains: domains.slice(0, MOST_DOMAINS),
    moreDomains: Math.max(0, domains.length - MOST_DOMAINS),
    first: fresh.slice(0, MOST_SHOWN).map(rowOf),
    common: {
      domain: nearlyAll(domains, fresh.length),
      reason: nearlyAll(reasons, fresh.length),
      hour: sameHour(fresh),
    },
    offer,
  };
}

/** Null where the message shows them all. */
export function newSuppressionsFile(changes: readonly NewSuppression[], at: Date): NewSuppressionsFileBody | null {
  const fresh = newestFirst(changes);
  if (fresh.length <= MOST_SHOWN) return null;
  const rows = fresh.slice(0, MOST_ROWS).map(rowOf);
  return { at: at.toISOString(), rows, more: fresh.length - rows.length };
}

/** What can be asked for by one click: those that are shown. */
export function shownIn(changes: readonly NewSuppression[]): readonly NewSuppression[] {
  return newestFirst(changes).slice(0, MOST_SHOWN);
}

function newestFirst(changes: readonly NewSuppression[]): readonly NewSuppression[] {
  return changes
    .filter(({ kind }) => kind !== "removed")
    .toSorted(
      (a, b) =>
        b.lastUpdate.getTime() - a.lastUpdate.getTime() ||
        (`${a.address} ${a.region}` < `${b.address} ${b.region}` ? -1 : 1),
    );
}

function rowOf({ region, address, reason, lastUpdate, kind }: NewSuppression): SuppressionRow {
  return { region, address: address.slice(0, 320), reason, lastUpdate: lastUpdate.toISOString(), kind };
}

function domainOf(address: string): string {
  return address
    .slice(address.lastIndexOf("@") + 1)
    .toLowerCase()
    .slice(0, 253);
}

function counted(names: readonly string[]): readonly Count[] {
  return [...Map.groupBy(names, (name) => name)]
    .map(([name, all]) => ({ name, count: all.length }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

function nearlyAll([first]: readonly Count[], total: number): Count | null {
  return first && total >= FEWEST_IN_COMMON && first.count >= total * NEARLY_ALL ? first : null;
}

/** The hour in which most of them were written, wherever it begins. */
function sameHour(fresh: readonly NewSuppression[]): NewSuppressionsBody["common"]["hour"] {
  const times = fresh.map(({ lastUpdate }) => lastUpdate.getTime()).sort((a, b) => a - b);
  let best = { from: 0, count: 0 };
  let from = 0;
  for (let to = 0; to < times.length; to += 1) {
    while ((times[to] ?? 0) - (times[from] ?? 0) > HOUR) from += 1;
    if (to - from + 1 > best.count) best = { from, count: to - from + 1 };
  }
  if (times.length < FEWEST_IN_COMMON || best.count < times.length * NEARLY_ALL) return null;
  const iso = (index: number) => new Date(times[index] ?? 0).toISOString();
  return { from: iso(best.from), to: iso(best.from + best.count - 1), count: best.count };
}
