/** Where something is to be said. `of` is the id of another entry, and stands for the message that it became. */
export type OutboxAim =
  /** A new message, in a thread where one is named. */
  | { to: "channel"; threadTs: string | null }
  /** A reply in the thread of that message. */
  | { to: "thread"; of: string }
  /** Instead of what that message says. */
  | { to: "edit"; of: string }
  /** For this person's eyes only, in the channel where that is possible. */
  | { to: "person"; user: string; threadTs: string | null };

/** Something that the chat is to be told. It is written in the same transaction as what it tells of. */
export type NewOutboxEntry = {
  /** The caller's, opaque: `[\w:.-]{1,80}`. The message is found again by it. */
  id: string;
  channel: string;
  aim: OutboxAim;
  /** Which words are made of the body: the name of a renderer. */
  kind: string;
  /** JSON, at most some hundred kilobytes. */
  body: string;
  at: Date;
};

export type Message = { channel: string; ts: string };

export type OutboxEntry = NewOutboxEntry & {
  /** What `aim.of` became; null where it names none, or none was ever posted. */
  about: Message | null;
  /** Tries before this one. */
  tries: number;
  /** Somebody began to send it and was not heard of again: the message may be there. */
  maybeSent: boolean;
  /** By which whoever took it shows that it is theirs. */
  hold: string;
};

/** A channel that takes nothing: the oldest that waits for it, and how many wait with it. */
export type OutboxComplaint = { channel: string; error: string; since: Date; again: Date; waiting: number };

/**
 * What waits to be said, in order per channel: of each channel only the oldest is ever given out, and the next one when
 * that is settled. Every call may throw StoreTrouble; a wrong id is a RangeError.
 */
export type Outbox = {
  /**
   * All or nothing; an id that is known changes nothing. An edit takes the place of one of the same message that still
   * waits, and where the message itself was never tried yet, it is posted as edited.
   */
  add(entries: readonly NewOutboxEntry[]): Promise<void>;
  /** The oldest of each channel that is due and in nobody's hands; theirs for `holdMs` who took it. At most `limit`. */
  take(now: Date, holdMs: number, limit: number): Promise<readonly OutboxEntry[]>;
  /**
   * It is said. `message` null: in a way that leaves none to edit. An edit that became another message stands for the
   * first one from then on. False where it was no longer theirs.
   */
  sent(entry: Pick<OutboxEntry, "id" | "hold">, message: Message | null, at: Date): Promise<boolean>;
  /**
   * It is not said, and is tried again then; `maybeSent` as far as is known. With a complaint the channel, or what is to
   * be said, is refused for good. False where it was no longer theirs.
   */
  later(
    entry: Pick<OutboxEntry, "id" | "hold">,
    again: { at: Date; maybeSent: boolean; complaint: string | null },
  ): Promise<boolean>;
  /** What was refused for good is due at once, as after a restart. */
  retryRefused(now: Date): Promise<void>;
  /** What it became; null where nothing was posted yet. */
  message(id: string): Promise<Message | null>;
  complaints(): Promise<readonly OutboxComplaint[]>;
  /** How many wait, and since when the oldest. */
  waiting(): Promise<{ count: number; since: Date | null }>;
  /** When the next is due for which nobody cares now; null where none waits. */
  nextDue(): Promise<Date | null>;
  /** Deletes what was said before then, but for messages of alerts that are kept, at most `limit`; tells how many. */
  forget(before: Date, limit: number): Promise<number>;
};
