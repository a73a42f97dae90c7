/** Plain JSON, as what SES published came in. */
export type EventDetail = { readonly [key: string]: unknown };

/**
 * One event about one recipient: what SES published about fifty recipients at once are fifty of these. Only what a trace
 * needs is in it: no subject, no headers, no content.
 */
export type StoredEvent = {
  /** Made of what the event says, so that the same event, however often and in whatever envelope it comes, has the same. */
  id: string;
  /** When it happened, by SES's clock. */
  at: Date;
  /** `Send`, `Delivery`, `Bounce`, …: SES's own word; ones that nobody knows yet are kept. */
  type: string;
  /** SES's, not the Message-ID header. */
  messageId: string;
  /** Lower-case; null where the event does not tell whom of several it is about. */
  recipient: string | null;
  /** Null where the event does not tell. */
  region: string | null;
  /** `configurationSet`, and the event's own part under SES's key, e.g. `bounce`. */
  detail: EventDetail;
};

/** What came as an event and was none. */
export type DeadLetter = {
  /** Made of its text. */
  id: string;
  at: Date;
  reason: string;
  /** Its beginning, without subjects and headers where they could be told. */
  body: string;
};

export type DeadLetterReason = { reason: string; count: number; latest: Date };

/** When an event of this type happened last in that region. */
export type LastSeen = { region: string; type: string; at: Date };

/**
 * What became of the mails to one recipient domain on one day (`YYYY-MM-DD`, UTC). `refused` are bounces, but not those
 * of addresses that SES held back itself (suppression lists).
 */
export type Outcome = { day: string; domain: string; delivered: number; refused: number };

/** Every call may throw StoreTrouble. */
export type EventStore = {
  /** All of it in one transaction; what is known already is left as it is. Tells how many events were new. */
  add(batch: { events: readonly StoredEvent[]; deadLetters: readonly DeadLetter[] }): Promise<{ added: number }>;
  /** The oldest first, at most `limit`. */
  byMessage(messageId: string, limit: number): Promise<readonly StoredEvent[]>;
  /** The newest `limit` of that address, the oldest of them first. Case does not count. */
  byRecipient(address: string, limit: number): Promise<readonly StoredEvent[]>;
  /** Also of events that have been forgotten since. */
  lastSeen(): Promise<readonly LastSeen[]>;
  /** Of what happened since then, at most `limit`, those of the most mails first. */
  outcomes(from: Date, limit: number): Promise<readonly Outcome[]>;
  /** The newest `limit` that count as refused at these recipient domains since then. */
  bouncesAt(domains: readonly string[], from: Date, limit: number): Promise<readonly StoredEvent[]>;
  /** The newest first. */
  deadLetters(limit: number): Promise<readonly DeadLetter[]>;
  /** Why they are none, the most frequent first. */
  deadLetterReasons(limit: number): Promise<readonly DeadLetterReason[]>;
  /** Of the events that are stored now. */
  types(): Promise<readonly string[]>;
  /** Deletes the oldest events of that type from before then, at most `limit`; tells how many. */
  forget(type: string, before: Date, limit: number): Promise<number>;
  /** The same of dead letters. */
  forgetDeadLetters(before: Date, limit: number): Promise<number>;
};
