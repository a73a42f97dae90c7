import { hashed } from "../alerts/fingerprint.ts";
import {
  NEW_SUPPRESSIONS,
  NEW_SUPPRESSIONS_FILE,
  type NewSuppression,
  newSuppressionsBody,
  newSuppressionsFile,
  shownIn,
} from "../alerts/new-suppressions.ts";
import { offeredOf, offerOf } from "../approvals/offer.ts";
import type { NewOutboxEntry } from "../ports/outbox.ts";
import type { Offer } from "../ports/removals.ts";

/** `offers`: what the buttons in it ask for. */
export type News = { outbox: readonly NewOutboxEntry[]; offers: readonly Offer[] };

/** What is new, as one message, with a file in its thread where the message does not hold it all. */
export function newsOf(
  changes: readonly NewSuppression[],
  at: { kind: string; channel: string; revision: number; now: Date; isOffering: boolean },
): News {
  const { kind, channel, revision, now, isOffering } = at;
  const offered = offeredOf(shownIn(changes));
  const offers = isOffering && offered.length > 0 ? [offerOf(offered, now)] : [];
  const body = newSuppressionsBody(changes, offers[0]?.id ?? null);
  if (!body) return { outbox: [], offers: [] };
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
  if (!file) return { outbox: [message], offers };
  const aim = { to: "thread", of: id } as const;
  const whole = { id: `${id}.f`, channel, aim, kind: NEW_SUPPRESSIONS_FILE, body: JSON.stringify(file), at: now };
  return { outbox: [message, whole], offers };
}
