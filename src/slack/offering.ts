import { type Offered, offeredOf, offerOf } from "../approvals/offer.ts";
import type { Beside } from "../bounces/beside.ts";
import type { Log } from "../log.ts";
import type { Removals } from "../ports/removals.ts";
import { StoreTrouble } from "../ports/store.ts";

/**
 * Keeps what an answer shows on the suppression lists, so that a button can ask for its removal; its value, or null where
 * nothing is shown, or nothing can be kept.
 */
export type Offering = (entries: readonly Offered[]) => Promise<string | null>;

/** What a look beside an explanation or a trace has found on the lists. */
export function listedBeside(recipients: Beside["recipients"]): readonly Offered[] {
  return offeredOf(
    recipients.flatMap(({ address, suppressed }) =>
      suppressed.flatMap(({ region, listed }) => (listed ? [{ address, region }] : [])),
    ),
  );
}

export function createOffering(removals: Pick<Removals, "offer">, now: () => Date, log: Log): Offering {
  return async (entries) => {
    if (entries.length === 0) return null;
    const offer = offerOf(entries, now());
    try {
      await removals.offer(offer);
      return offer.id;
    } catch (error) {
      if (!(error instanceof StoreTrouble)) throw error;
      log.error({ err: error }, "the store could not keep an offer");
      return null;
    }
  };
}
