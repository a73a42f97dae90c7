import type { Ses } from "../ports/ses.ts";
import type { MirrorHold, MirrorState, SuppressionMirror } from "../ports/suppressions.ts";
import { suppressionPages } from "./pages.ts";

/** Removals made elsewhere are seen by then at the latest. */
const RECONCILE_EVERY_MS = 7 * 24 * 60 * 60_000;
/**
 * What is new is asked from a little before the newest that is known: entries of the same moment must not be lost, SES's
 * clock may be up to five minutes off ours (AWS refuses requests beyond that), and a list may show an entry late.
 */
export const OVERLAP_MS = 10 * 60_000;
/** Whoever reads says so with every page; a page takes a second, and under throttling some more. */
const HOLD_MS = 60_000;

export type RefreshProgress = {
  region: string;
  /** Entries read so far. */
  read: number;
  /** How many the list had when it was last known; null where it never was. */
  expected: number | null;
};

export type RefreshDeps = {
  ses: Pick<Ses, "suppressionPage">;
  mirror: SuppressionMirror;
  now: () => Date;
  signal: AbortSignal;
  /** Of this call alone: no two that run have the same. */
  holder: string;
};

export type RefreshWanted = {
  region: string;
  /** `due`: the whole list once a week, and where there is no baseline yet. */
  whole: "always" | "due";
  /** Told before the whole list is read, and after each of its pages. */
  onProgress?: ((progress: RefreshProgress) => void) | undefined;
};

/**
 * `baseline`: the list was read whole for the first time, and nothing of it is new. What has changed stands in the mirror
 * (`newSince`). `busy`: somebody else is reading it, and says until when they want to be waited for.
 */
export type Refreshed =
  | { kind: "done"; whole: boolean; baseline: boolean; added: number; renewed: number; removed: number }
  | { kind: "busy"; until: Date };

/**
 * Brings the mirror of one region up to date. If it breaks off, what was read until then stands, is told once, and is
 * read again the next time; nothing is taken for removed before the whole list was read. Throws PortTrouble, StoreTrouble.
 */
export async function refreshMirror(
  deps: RefreshDeps,
  { region, whole, onProgress }: RefreshWanted,
): Promise<Refreshed> {
  const { mirror, now, holder } = deps;
  const hold = await mirror.hold(region, holder, now(), HOLD_MS);
  if ("until" in hold) return { kind: "busy", until: hold.until };
  try {
    const isWhole = whole === "always" || isDue(hold.state, now());
    const done = isWhole ? await readWhole(deps, hold, onProgress) : await readNew(deps, hold);
    return done ?? { kind: "busy", until: new Date(now().getTime() + HOLD_MS) };
  } catch (error) {
    // The store may be what is in trouble, and the hold ends by itself.
    await mirror.release(hold).catch(() => {});
    throw error;
  }
}

function isDue({ baselineAt, reconciledAt }: MirrorState, now: Date): boolean {
  if (baselineAt === null || reconciledAt === null) return true;
  return now.getTime() - reconciledAt.getTime() >= RECONCILE_EVERY_MS;
}

type Done = Extract<Refreshed, { kind: "done" }>;

async function readNew(deps: RefreshDeps, hold: MirrorHold): Promise<Done | null> {
  const { cursor } = hold.state;
  const reading = createReading(deps, hold);
  if (!(await reading.from(cursor && before(cursor)))) return null;
  return reading.finish(false);
}

/**
 * An entry that is written anew while the list is read may move from where nobody has been to where somebody has: what
 * is newer than the beginning is read once more before anything is taken for removed.
 */
async function readWhole(
  deps: RefreshDeps,
  hold: MirrorHold,
  onProgress: RefreshWanted["onProgress"],
): Promise<Done | null> {
  const { mirror, now } = deps;
  const { region } = hold;
  const expected = hold.state.baselineAt && onProgress ? await sizeOf(mirror, region) : null;
  const began = now();
  const reading = createReading(deps, hold, (read) => onProgress?.({ region, read, expected }));
  onProgress?.({ region, read: 0, expected });
  if (!(await reading.from(null))) return null;
  if (!(await reading.from(before(began)))) return null;
  return reading.finish(true);
}

async function sizeOf(mirror: SuppressionMirror, region: string): Promise<number> {
  const counts = await mirror.countByReason({ regions: [region], reason: null, since: null });
  return counts.reduce((sum, { count }) => sum + count, 0);
}

function before(moment: Date): Date {
  return new Date(moment.getTime() - OVERLAP_MS);
}

/** What one pass reads and writes; `from` is false, and `finish` null, once the region is no longer theirs. */
function createReading({ ses, mirror, now, signal }: RefreshDeps, hold: MirrorHold, onPage?: (read: number) => void) {
  const { region, state } = hold;
  const began = now().getTime();
  let newest = state.cursor?.getTime() ?? Number.NEGATIVE_INFINITY;
  const sum = { read: 0, added: 0, renewed: 0 };

  async function from(after: Date | null): Promise<boolean> {
    for await (const entries of suppressionPages(ses, region, after, signal)) {
      const written = await mirror.write(hold, entries, now(), HOLD_MS);
      if (!written) return false;
      for (const { lastUpdate } of entries) newest = Math.max(newest, lastUpdate.getTime());
      sum.read += entries.length;
      sum.added += written.added;
      sum.renewed += written.renewed;
      onPage?.(sum.read);
    }
    return true;
  }

  async function finish(whole: boolean): Promise<Done | null> {
    // Pages come in no order: what was written while they were read may stand before those that were read.
    const cursor = newest === Number.NEGATIVE_INFINITY ? null : new Date(Math.min(newest, began));
    const finished = await mirror.finish(hold, { whole, cursor, now: now() });
    if (!finished) return null;
    const baseline = whole && state.baselineAt === null;
    const { added, renewed } = baseline ? { added: 0, renewed: 0 } : sum;
    return { kind: "done", whole, baseline, added, renewed, removed: finished.removed };
  }

  return { from, finish };
}
