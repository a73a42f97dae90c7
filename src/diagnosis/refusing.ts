import type { Who } from "./finding.ts";

/**
 * A mailbox provider that refuses more than it used to, by stored events: its share of mails that ended in a bounce,
 * against its own share before, while the others' stays as it was.
 */
export type Refusing = {
  /** `Outlook.com`, or a recipient domain. */
  who: string;
  /** The first day of the rise, `YYYY-MM-DD`, UTC. */
  since: string;
  /** Of the mails since then, and of those before. */
  now: { refused: number; ended: number };
  before: { refused: number; ended: number };
  /** Of all others since then. */
  others: { refused: number; ended: number };
  /** The commonest first. */
  reasons: readonly RefusalReason[];
};

/** `evidence` is what the servers said, without addresses and ids. */
export type RefusalReason = { reason: string; meaning: string; fix: string; who: Who; evidence: string; count: number };
