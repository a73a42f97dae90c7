import { hashed } from "../alerts/fingerprint.ts";
import {
  NEW_SUPPRESSIONS,
  NEW_SUPPRESSIONS_FILE,
  type NewSuppression,
  newSuppressionsBody,
  newSuppressionsFile,
  shownIn,
} from "../alerts/new-suppressions.ts";
import { type Offered, offeredOf } from "../approvals/offer.ts";
import type { NewOutboxEntry } from "../ports/outbox.ts";

/** Makes a button's value of what can be taken off the lists. */
export type OfferRemoval = (entries: readonly Offered[], now: Date) => Promise<string>;

/** What is new, as one message, with a file in its thread where the message does not hold it all. */
export async function newsEntries(
  changes: readonly NewSuppression[],
  at: { kind: string; channel: string; revision: number; now: Date },
  offerRemoval: OfferRemoval | undefined,
): Promise<readonly NewOutboxEntry[]> {
  const { kind, channel, revision, now } = at;
  const offered = offeredOf(shownIn(changes));
  const offer = offerRemoval && offered.length > 0 ? await offerRemoval(offered, now) : null;
  const body = newSuppressionsBody(changes, offer);
  if (!body) return [];
  const id = `news.${hashed(kind)}.${now.getTime().toString(36)}.${revision}`;
  const file = newSuppressionsFile(changes, now);
  const message: NewOutboxEntry = {
    id,
    channel,
    aim: { to: "channel", threadTs: null },
    kind: NEW_SUPPRESSIONS,
    body: JSON.stringify(body),
    at: now,
  };
  if (!file) return [message];
  const aim = { to: "thread", of: id } as const;
  return [message, { id: `${id}.f`, channel, aim, kind: NEW_SUPPRESSIONS_FILE, body: JSON.stringify(file), at: now }];
}
