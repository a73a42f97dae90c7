import type { Store } from "../ports/store.ts";

/** A relapse leads to the message that told of the same before, and a late click is told what has become of it. */
const KEPT_MS = 90 * 24 * 3_600_000;
const DAY_MS = 24 * 3_600_000;
/** Of one transaction: who writes beside it waits no longer than it takes. */
const AT_ONCE = 500;
/** One round does not go on for ever; the next one goes on with the rest. */
const MOST_ROUNDS = 40;

type Kept = Pick<Store, "alerts" | "outbox" | "canaryRecords" | "suppressions" | "removals">;

/**
 * Deletes alerts that ended long ago, what was said long ago of what is over, old canaries, old changes of the suppression
 * lists, and what old buttons ask for: whoever presses one is told to ask anew. Throws StoreTrouble.
 */
export async function forgetOld(
  { alerts, outbox, canaryRecords, suppressions, removals }: Kept,
  now: Date,
): Promise<void> {
  const before = new Date(now.getTime() - KEPT_MS);
  // Alerts first: what the outbox keeps for their messages' sake is free then.
  const all = [alerts.forget, outbox.forget, canaryRecords.forget, suppressions.forget, removals.forgetOffers];
  for (const forget of all) {
    for (let round = 0; round < MOST_ROUNDS && (await forget(before, AT_ONCE)) > 0; round += 1);
  }
}

/** The same, at its first call and once a day then, however often it is called. */
export function createDailyForgetting(store: Kept): (now: Date) => Promise<void> {
  let next: number | null = null;
  return async (now) => {
    if (next !== null && now.getTime() < next) return;
    // Before it is done, so that no two rounds are at it; where it fails, the next one tries again.
    next = now.getTime() + DAY_MS;
    await forgetOld(store, now).catch((error: unknown) => {
      next = null;
      throw error;
    });
  };
}
