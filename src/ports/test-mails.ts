import type { Beside, RemovalOrigin } from "./removals.ts";

/**
 * `pending` waits for a decision · `approved` is decided and not begun · `sending` SES may be taking it, or has taken it
 * unseen. The others are ends: `sent` SES took it · `refused` SES said no · `failed` it was surely not sent · `unsure` it may
 * have been sent, and is never sent again.
 */
export type TestMailState =
  | "pending"
  | "approved"
  | "sending"
  | "sent"
  | "refused"
  | "failed"
  | "unsure"
  | "denied"
  | "expired";

export type NewTestMail = {
  /** The caller's, opaque: `[\w:.-]{1,60}`. */
  id: string;
  /** A Slack user id. */
  askedBy: string;
  askedAt: Date;
  /** As typed, not yet escaped; empty where nobody said. */
  why: string;
  origin: RemovalOrigin | null;
  /** Where it is decided. */
  channel: string;
  region: string;
  from: string;
  to: string;
  subject: string;
  text: string;
  /** What could not be looked at before it was asked for, a line, not yet escaped. */
  note: string | null;
};

export type TestMail = NewTestMail & {
  /** Grows with every change: whoever changes it names the one that they read. */
  version: number;
  state: TestMailState;
  decidedBy: string | null;
  decidedAt: Date | null;
  /** When SES was handed it, whatever came of that. */
  sentAt: Date | null;
  /** SES's. */
  messageId: string | null;
  /** SES's refusal, or why it is not known; not yet escaped. */
  trouble: string | null;
  /** What of its way was told last; null where nothing was. */
  told: string | null;
  /** When nothing was left to do or to follow. */
  endedAt: Date | null;
};

export type TestMailChange = {
  state: TestMailState;
  decided?: { by: string; at: Date };
  sentAt?: Date;
  messageId?: string;
  trouble?: string | null;
  told?: string;
  endedAt?: Date | null;
};

/** Requests to send one test mail each. Every call may throw StoreTrouble; a wrong id is a RangeError. */
export type TestMails = {
  /** False where the id is known, or another for that address is not at its end: then nothing changes. */
  ask(mail: NewTestMail, beside: Beside): Promise<boolean>;
  find(id: string): Promise<TestMail | null>;
  /** The one to that address that is pending, approved or being sent. Case does not count. */
  openFor(to: string): Promise<TestMail | null>;
  /** Of all who change the same version exactly one is told true. */
  move(seen: Pick<TestMail, "id" | "version">, change: TestMailChange, beside: Beside): Promise<boolean>;
  /** One that is approved, to exactly one of all who want it, ever: it is being sent then. Null where there is none. */
  take(instance: string, now: Date, holdMs: number): Promise<TestMail | null>;
  /** Being sent by somebody who is not heard of any more, or by an earlier life of this instance. */
  abandoned(instance: string, now: Date, limit: number): Promise<readonly TestMail[]>;
  /** Pending since before then, the oldest first. */
  overdue(before: Date, limit: number): Promise<readonly TestMail[]>;
  /** Sent, and not at an end, the oldest first: those that come after that one, or the first where it is null. */
  followed(after: Pick<TestMail, "askedAt" | "id"> | null, limit: number): Promise<readonly TestMail[]>;
  /** Deletes what ended before then, at most `limit`; tells how many. */
  forget(before: Date, limit: number): Promise<number>;
};
