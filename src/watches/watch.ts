import type { NewSuppression } from "../alerts/new-suppressions.ts";
import type { Remembered } from "../alerts/remembered.ts";
import type { Looked } from "../alerts/sightings.ts";
import type { Context } from "../commands/command.ts";
import type { Config } from "../config.ts";
import type { Questions } from "../diagnosis/questions.ts";
import type { CanaryRecord } from "../ports/canary-records.ts";
import type { EventStore } from "../ports/event-store.ts";
import type { NewOutboxEntry } from "../ports/outbox.ts";
import type { Store } from "../ports/store.ts";
import type { SuppressionHistory } from "../suppressions/growth.ts";

/** The names in `schedules`. */
export type WatchKind = Exclude<keyof Config["schedules"], "timezone">;

/** `troubles` are lines for a log. */
export type SweepResult = { looked: "all" | "partly" | "nothing"; troubles: readonly string[] };

/**
 * Looks, steps the state of the alerts, and writes state and outbox in one transaction. Throws StoreTrouble. With a target
 * only that one is looked at.
 */
export type Sweep = (
  kind: WatchKind,
  given: { now: Date; signal: AbortSignal; isManual: boolean; target?: string },
) => Promise<SweepResult>;

export type LookGiven = {
  context: Context;
  /** Of the whole sweep: what targets share is asked once. */
  questions: Questions;
  now: Date;
  /** Of the last sweep of this target. */
  remembered: Remembered;
  /** At the sweep's limit it is aborted. */
  signal: AbortSignal;
  /** Null where there are no copies of the lists. */
  suppressions: SuppressionLists | null;
  /** What SES has published, as far as it is stored. */
  events: EventStore;
  /** How long a canary's events are waited for. */
  canaryWaitMs: number;
};

/** Copies of the regions' suppression lists, as far as what is new on them is told. */
export type SuppressionLists = {
  /** Reads what is new. Throws PortTrouble, StoreTrouble. */
  refresh: (region: string, now: Date, signal: AbortSignal) => Promise<void>;
  /** What has changed behind a place, in that order, at most `limit`. */
  newSince: (region: string, place: number, limit: number) => Promise<readonly (NewSuppression & { place: number })[]>;
  /** The place of the newest change; 0 where there was none. */
  placeOf: (region: string) => Promise<number>;
  /** What is known of the list since it has its baseline; null where it has none. */
  historyOf: (region: string) => Promise<SuppressionHistory | null>;
};

/** `canary`: how the one fared that was sent for this look; saved with it. */
export type LookedAt = Looked & { remembered?: Remembered; canary?: CanaryRecord };

/** One kind of watch: what it watches, and how it looks at one of them. */
export type Watch = {
  kind: WatchKind;
  /** Each is what its alerts are about. */
  targets: (config: Config) => readonly string[];
  /** Milliseconds for a sweep of so many targets; what is not known by then is `unknown`. */
  limitMs: (targets: number) => number;
  look: (target: string, given: LookGiven) => Promise<LookedAt>;
  /** What grows and is told once: what is new behind a cursor, and the next cursor. */
  news?: (
    cursor: string | null,
    targets: readonly string[],
    lists: SuppressionLists,
  ) => Promise<{ cursor: string; changes: readonly NewSuppression[] }>;
  /** What it tells of itself, whatever was found; null: nothing this time. Throws StoreTrouble. */
  tells?: (given: TellGiven) => Promise<WatchTold | null>;
};

export type TellGiven = Pick<LookGiven, "context" | "questions" | "now"> & {
  store: Store;
  /** Of the last time. */
  cursor: string | null;
  isManual: boolean;
};

/** The next cursor, and what to say, once it is known by which save. */
export type WatchTold = {
  cursor: string;
  outbox: (at: { channel: string; at: Date; revision: number }) => readonly NewOutboxEntry[];
};
