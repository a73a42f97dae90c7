import type { CanaryRecord } from "./canary-records.ts";
import type { NewOutboxEntry } from "./outbox.ts";
import type { Offer } from "./removals.ts";

export type AlertSeverity = "failure" | "warning";

export type AlertState = "firing" | "acknowledged" | "snoozed" | "resolved";

/** How bad. Within a severity a higher stage is worse: one more region, one week less. */
export type AlertLevel = { severity: AlertSeverity; stage: number };

/** What an alert is known by, never by its words. */
export type Fingerprint = { target: string; code: string; subject: string };

/** Why people were told. */
export type AlertNotify = "first" | "worse" | "repeat" | "resolved";

/** `until` null: until it changes; `essence` is then what it was like. Acknowledged ones have neither. */
export type Hush = { by: string; at: Date; until: Date | null; essence: string | null; why: string };

/**
 * `gone`: seen to be in order; `accepted`: the configuration accepts it; `unwatched`: its target is watched no more;
 * `replaced`: another alert says the same and more.
 */
export type AlertEnding = "gone" | "accepted" | "unwatched" | "replaced";

/** What *is*, and, apart from it, what was *last told*. */
export type Alert = Fingerprint & {
  /** Of the fingerprint. */
  id: string;
  state: AlertState;
  level: AlertLevel;
  /** JSON: the check and its findings, as they were seen last. */
  facts: string;
  /** What of the facts does not change by itself. */
  essence: string;
  since: Date;
  seenAt: Date;
  /** Looks in a row that found it in order. */
  clean: number;
  /** Looks in a row that found it better than it was told. */
  lower: number;
  told: { level: AlertLevel; at: Date } | null;
  hush: Hush | null;
  ended: { at: Date; why: AlertEnding } | null;
  /** The AlertMessage that tells of it; null where nobody was told. */
  message: string | null;
  /** The AlertMessage that told of it the last time. */
  before: string | null;
};

/** A message in the chat that tells of one alert, or of several that belong together. Its id is its outbox entry's. */
export type AlertMessage = {
  id: string;
  target: string;
  channel: string;
  /** Rises whenever what people may click on has moved on; a button carries it. */
  version: number;
  /** In whose thread changes are told: its own, or the summary's that it stands under. */
  root: string;
  /** False where the summary alone tells of it. */
  posted: boolean;
  mention: string | null;
  openedAt: Date;
  closedAt: Date | null;
};

/** Something that could not be looked at, for how many sweeps in a row. */
export type BlindSpot = { key: string; count: number; since: Date; what: string };

export type LastSweep = { at: Date; looked: "all" | "partly" | "nothing"; troubles: readonly string[] };

/** One kind of watch. */
export type Watch = {
  kind: string;
  /** Whoever raises it from what they read has saved. */
  revision: number;
  last: LastSweep | null;
  spots: readonly BlindSpot[];
  /** How far what grows has been told; opaque. */
  cursor: string | null;
};

/** What is remembered of one target between sweeps, JSON. */
export type TargetMemory = { target: string; document: string };

export type WatchState = { watch: Watch; alerts: readonly Alert[]; messages: readonly AlertMessage[] };

/** What a sweep, or a click, changes. What is not named stays. */
export type WatchChange = {
  watch: Omit<Watch, "kind" | "revision">;
  alerts: readonly Alert[];
  messages: readonly AlertMessage[];
  memories: readonly TargetMemory[];
  outbox: readonly NewOutboxEntry[];
  /** What the buttons in it ask for. */
  offers?: readonly Offer[];
  /** How canaries fared that were sent; what is known of a region and moment is replaced. */
  canaryRecords?: readonly CanaryRecord[];
};

/** Alerts of all watches, and what was told of them. Every call may throw StoreTrouble. */
export type Alerts = {
  /** All alerts that are kept, also resolved ones, and the messages that told of them. */
  read(kind: string): Promise<WatchState>;
  /**
   * State, outbox, offers and canaries' records in one transaction, if nobody has saved since `revision` was read; false where somebody has, and
   * then nothing is written. An id that does not have the form of one is a RangeError.
   */
  save(kind: string, revision: number, change: WatchChange): Promise<boolean>;
  /** Of every watch that ever ran, by kind. */
  watches(): Promise<readonly Watch[]>;
  /** The alerts of every kind that are not resolved, and those that ended after then. */
  current(endedAfter: Date): Promise<readonly (Alert & { kind: string })[]>;
  message(id: string): Promise<{ kind: string; message: AlertMessage } | null>;
  memory(kind: string, target: string): Promise<string | null>;
  /** Of those targets that have one, in the order of their names. */
  memories(kind: string, targets: readonly string[]): Promise<readonly TargetMemory[]>;
  /** Deletes what ended before then, alerts and messages, at most `limit` of each; tells how many. */
  forget(before: Date, limit: number): Promise<number>;
};
