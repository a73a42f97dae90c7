import type { ExplanationItem } from "../bounces/explanation.ts";
import type { Trace } from "./trace.ts";

/** What put an address on a list, as stored events tell it. */
export type BounceBehind = { at: Date; messageId: string; region: string | null; item: ExplanationItem };

/**
 * Whether what put an address on a list still stands: `over` is shown by an event or by DNS, `maybe` is only likely, `stands`
 * is shown as well, and `unknown` is everything else.
 */
export type CauseNow =
  | { state: "over"; because: "delivered-since"; at: Date }
  | { state: "over"; because: "takes-mail-now" }
  | { state: "maybe"; because: "mailbox-was-full" }
  | { state: "stands"; because: "complaint" | "bounced-since" | "domain-gone" | "takes-no-mail" }
  | { state: "unknown"; because: "not-told" };

/** A mailbox that was full is looked after within some days, or never. */
const FULL_FOR_MS = 7 * 24 * 60 * 60_000;
/** An entry is written when the bounce has been read, which may be a little after it. */
const BESIDE_MS = 60 * 60_000;

export type SuppressedEntry = { reason: string; since: Date; messageId: string | null };

/** By the entry's message id; where it names none, the last that was refused before the entry was written. */
export function bounceBehind({ passages }: Trace, entry: SuppressedEntry): BounceBehind | null {
  const refused = passages.flatMap(({ messageId, region, stopped, decidedBy }) =>
    stopped && decidedBy && stopped.reason !== "suppressed"
      ? [{ at: decidedBy.at, messageId, region, item: stopped }]
      : [],
  );
  const named = refused.findLast(({ messageId }) => messageId === entry.messageId);
  if (named || entry.messageId !== null) return named ?? null;
  return refused.findLast(({ at }) => Math.abs(at.getTime() - entry.since.getTime()) <= BESIDE_MS) ?? null;
}

export function causeNow(
  { passages }: Trace,
  entry: SuppressedEntry,
  behind: BounceBehind | null,
  domain: "gone" | "null-mx" | "no-mx" | "mx" | "unknown",
  now: Date,
): CauseNow {
  if (entry.reason === "COMPLAINT") return { state: "stands", because: "complaint" };
  if (domain === "gone") return { state: "stands", because: "domain-gone" };
  if (domain === "null-mx") return { state: "stands", because: "takes-no-mail" };
  const since = passages.flatMap(({ outcome, decidedBy }) =>
    decidedBy && decidedBy.at > entry.since && decidedBy.at !== behind?.at ? [{ outcome, at: decidedBy.at }] : [],
  );
  const last = since.findLast(({ outcome }) => ["delivered", "read", "bounced", "returned"].includes(outcome));
  if (last?.outcome === "delivered" || last?.outcome === "read")
    return { state: "over", because: "delivered-since", at: last.at };
  if (last && last.at.getTime() - entry.since.getTime() > BESIDE_MS)
    return { state: "stands", because: "bounced-since" };
  if (behind?.item.reason === "hostunknown" && domain === "mx") return { state: "over", because: "takes-mail-now" };
  const age = now.getTime() - entry.since.getTime();
  if (behind?.item.reason === "mailboxfull" && age >= FULL_FOR_MS)
    return { state: "maybe", because: "mailbox-was-full" };
  return { state: "unknown", because: "not-told" };
}
