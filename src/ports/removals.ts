import type { NewOutboxEntry } from "./outbox.ts";

/**
 * `pending` waits for a decision · `approved` is decided and not begun · `executing` is being done · `undoing` is being put
 * back. The others are ends, but that `done` and `partly` can be undone, and `partly` and `failed` tried again.
 */
export type RemovalState =
  | "pending"
  | "approved"
  | "executing"
  | "done"
  | "partly"
  | "failed"
  | "denied"
  | "expired"
  | "undoing"
  | "undone";

/**
 * `open` nothing was done yet · `claimed` a delete may be under way, or done unseen · `removed` by us · `gone` was not on the list
 * any more · `changed` another entry than the one that was approved stands there · `failed` it is still there · `unknown` it
 * could not be read whether it is · `denied`, `expired` nothing was done, and nobody is to any more · `putting` a put may be
 * under way, or done unseen · `restored` put back · `kept` not put back, since the address was on the list again.
 */
export type RemovalOutcome =
  | "open"
  | "claimed"
  | "removed"
  | "gone"
  | "changed"
  | "failed"
  | "unknown"
  | "putting"
  | "denied"
  | "expired"
  | "restored"
  | "kept";

/** An entry of a region's list as it was read. */
export type ListedEntry = { reason: string; since: Date; messageId: string | null };

/** One address in one region. */
export type RemovalItem = {
  /** As the list writes it. */
  address: string;
  region: string;
  /** As who decides sees it. */
  entry: ListedEntry;
  /** What was shown before it changed. */
  was: ListedEntry | null;
  /** The account suppresses for its reason there; null where that could not be read. */
  acts: boolean | null;
  /** The bounce behind it, explained in a sentence, not yet escaped; null where events have none. */
  cause: string | null;
  outcome: RemovalOutcome;
  /** A delete was begun at some time. */
  isTried: boolean;
  /** AWS's id of the request that did it. */
  awsRequestId: string | null;
  /** Why it failed, or could not be read, not yet escaped. */
  trouble: string | null;
  settledAt: Date | null;
};

/** Where somebody asked; null in a terminal. */
export type RemovalOrigin = { channel: string; threadTs: string | null };

export type NewRemoval = {
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
  items: readonly RemovalItem[];
};

export type Removal = NewRemoval & {
  /** Grows with every change: whoever changes it names the one that they read. */
  version: number;
  state: RemovalState;
  /** Since when it waits for a decision. */
  pendingSince: Date;
  /** Who approved or denied it. */
  decidedBy: string | null;
  decidedAt: Date | null;
  /** In whose name it is removed: who approved it last, or tried the rest again. */
  removedBy: string | null;
  /** Who asked for it to be put back. */
  undoneBy: string | null;
  undoneAt: Date | null;
  /** When nothing was left to do. */
  endedAt: Date | null;
};

/** A line of the audit trail; it is written once and never changed. */
export type NewAuditEntry = {
  at: Date;
  /** A Slack user id, or `maildiag`. */
  actor: string;
  action:
    | "requested"
    | "approved"
    | "denied"
    | "expired"
    | "removed"
    | "undone"
    | "retried"
    | "changed"
    | "test-requested"
    | "test-approved"
    | "test-denied"
    | "test-expired"
    | "test-sent";
  outcome: "pending" | "done" | "partly" | "failed" | null;
  /** As the list wrote it. */
  address: string;
  region: string;
  /** BOUNCE or COMPLAINT, as the list had it. */
  reason: string | null;
  before: string | null;
  after: string | null;
  awsRequestId: string | null;
  /** Why it was asked, or what went wrong, not yet escaped. */
  note: string | null;
  /** The message in which it was decided. */
  message: { channel: string; ts: string } | null;
};

export type AuditEntry = NewAuditEntry & { removal: string };

/** What a change of state brings along, in the same transaction. */
export type Beside = { audit: readonly NewAuditEntry[]; tell: readonly NewOutboxEntry[] };

export type RemovalChange = {
  state: RemovalState;
  decided?: { by: string; at: Date };
  removedBy?: string;
  undone?: { by: string; at: Date };
  pendingSince?: Date;
  endedAt?: Date | null;
  /** What becomes of the addresses that stand so. */
  rest?: { from: readonly RemovalOutcome[]; to: RemovalOutcome };
};

/** In whose hands it is; ends by itself at that time. */
export type Hold = { removal: string; hold: string };

export type ItemKey = Pick<RemovalItem, "address" | "region">;

export type ItemChange = Partial<Omit<RemovalItem, "address" | "region">> & Pick<RemovalItem, "outcome">;

/** Addresses for which a button asks. */
export type Offer = {
  /** Of its content: `[\w:.-]{1,80}`. */
  id: string;
  entries: readonly { address: string; regions: readonly string[] }[];
  at: Date;
};

/** A bounce of an address after it was taken off the list. */
export type Rebound = { removal: Removal; item: ItemKey; event: { id: string; at: Date; detail: string } };

/**
 * Requests to take addresses off suppression lists, and their trail. Every call may throw StoreTrouble; a wrong id is a
 * RangeError.
 */
export type Removals = {
  /** The same offer again is kept from then on. */
  offer(offer: Offer): Promise<void>;
  offered(id: string): Promise<Offer | null>;
  /** False where the id is known: then nothing changes. */
  ask(removal: NewRemoval, beside: Beside): Promise<boolean>;
  find(id: string): Promise<Removal | null>;
  /** Requests that are not at an end and hold one of these, the oldest first. */
  openFor(items: readonly ItemKey[]): Promise<readonly { id: string; askedBy: string; askedAt: Date; item: ItemKey }[]>;
  /** Of all who change the same version exactly one is told true. */
  move(seen: Pick<Removal, "id" | "version">, change: RemovalChange, beside: Beside): Promise<boolean>;
  /**
   * One that is approved, executing or undoing and in nobody's hands: what is approved is executing then. Null where there
   * is none. In nobody's hands is what was never taken, was let go, what an earlier life of this instance held, or whose hold has
   * ended.
   */
  take(instance: string, now: Date, holdMs: number): Promise<{ removal: Removal; hold: Hold } | null>;
  /**
   * No other request touches the address in that region until it is settled: before it is looked at, and again, with `delete`
   * or `put`, before it is deleted or put back, which stays known. `busy`: another request does; `lost`: the removal is not in these hands any
   * more. The hold lasts until then.
   */
  claim(hold: Hold, item: ItemKey, until: Date, doing: "look" | "delete" | "put"): Promise<"ours" | "busy" | "lost">;
  /** What became of it, with its line in the trail. False where the removal is not in these hands any more. */
  settle(hold: Hold, item: ItemKey, change: ItemChange, audit: readonly NewAuditEntry[]): Promise<boolean>;
  /** Out of these hands, in that state. False where it was not in them. */
  finish(hold: Hold, change: RemovalChange, beside: Beside): Promise<boolean>;
  /** Out of these hands, to be taken again then. */
  release(hold: Hold, notBefore: Date): Promise<void>;
  /** Pending since before then, the oldest first. */
  overdue(before: Date, limit: number): Promise<readonly Removal[]>;
  /** In one of these states, and ended after `after` and not after `until`: the oldest first. */
  endedBetween(states: readonly RemovalState[], after: Date, until: Date, limit: number): Promise<readonly Removal[]>;
  /**
   * Addresses removed after `since` to which a mail has bounced for good since, and nobody was told. A bounce of another
   * region, and one that SES made itself, say nothing.
   */
  rebounds(since: Date, limit: number): Promise<readonly Rebound[]>;
  /** The thread is told of it, once. */
  toldRebound(item: ItemKey & { removal: string }, at: Date, tell: readonly NewOutboxEntry[]): Promise<boolean>;
  /** The newest first; of one address where one is named, whatever its case. */
  history(of: { address: string | null; limit: number }): Promise<readonly AuditEntry[]>;
  /** Deletes the trail's lines from before then, and requests that ended before then, at most `limit` of each; tells how many lines. */
  forget(before: Date, limit: number): Promise<number>;
  /** Deletes what no button was made for since then, at most `limit`; tells how many. */
  forgetOffers(before: Date, limit: number): Promise<number>;
};
