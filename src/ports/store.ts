import type { Alerts } from "./alerts.ts";
import type { CanaryRecords } from "./canary-records.ts";
import type { EventStore } from "./event-store.ts";
import type { Logins } from "./logins.ts";
import type { Outbox } from "./outbox.ts";
import type { Removals } from "./removals.ts";
import type { Schedule } from "./schedule.ts";
import type { SuppressionMirror } from "./suppressions.ts";
import type { TestMails } from "./test-mails.ts";

/** Why the store could not do what it was asked. */
export type StoreTroubleReason =
  /** The disk, or what the database may take of it. */
  | "full"
  /** A file or a server that lets itself be read, but not written. */
  | "readonly"
  /** No answer from the server in time, or no way to the file. */
  | "unreachable"
  /** Somebody else held it for too long. */
  | "locked"
  /** Not a database, or a damaged one. */
  | "corrupt"
  /** Its tables are from a newer version of this program. */
  | "newer"
  | "error";

/**
 * Trouble with the store. Nothing is half written; the next call tries anew. After `unreachable` it may be that what was
 * asked had been done before the answer was lost.
 */
export class StoreTrouble extends Error {
  readonly reason: StoreTroubleReason;
  /** As in StoreStatus. */
  readonly location: string;
  /** One line of the database's own words, without secrets, not yet escaped. */
  readonly detail: string;

  constructor(reason: StoreTroubleReason, location: string, detail: string) {
    super(`${reason}: ${location}: ${detail}`);
    this.name = "StoreTrouble";
    this.reason = reason;
    this.location = location;
    this.detail = detail;
  }
}

/** What is known of a report when it begins. */
export type NewReport = {
  /** The caller's, opaque: `[\w:.-]{1,80}`. */
  id: string;
  /** The words as typed, e.g. `check example.com --region us-east-1`. */
  command: string;
  team: string;
  channel: string;
  /** The parent message; null until it is posted. */
  ts: string | null;
  /** The thread that the parent message stands in, where it was asked in one. */
  threadTs: string | null;
  /** A Slack user id. */
  askedBy: string;
  /** Who works on it. */
  instance: string;
  at: Date;
};

export type ReportState = "open" | "done" | "interrupted";

/** `at` is when it was opened. */
export type StoredReport = NewReport & {
  state: ReportState;
  /** The JSON report; null while it is open, and where none came about. */
  document: string | null;
  settledAt: Date | null;
};

export type Settlement = { state: Exclude<ReportState, "open">; document: string | null; at: Date };

/**
 * Reports that are being made, or have been. Text comes back as it was given, but for what no database takes: NUL and
 * lone surrogates become U+FFFD. A wrong id is a RangeError, not trouble.
 */
export type Reports = {
  /** False if the id is known already: then nothing changes. */
  open(report: NewReport): Promise<boolean>;
  /** The parent message is there. False if no such report is. */
  posted(id: string, ts: string): Promise<boolean>;
  /** Of all who try to settle an open report, wherever they run, exactly one is told true. */
  settle(id: string, settlement: Settlement): Promise<boolean>;
  find(id: string): Promise<StoredReport | null>;
  /**
   * Makes the open reports of the dead this instance's own and returns them, oldest first, each to exactly one caller.
   * Dead is an instance that has left, or that has not beaten in `deadAfterMs` before `now`; and every earlier life of
   * this instance.
   */
  takeOver(instance: string, now: Date, deadAfterMs: number): Promise<readonly StoredReport[]>;
  /** Deletes settled reports that were opened before then, oldest first, at most `limit`; tells how many. */
  forget(before: Date, limit: number): Promise<number>;
};

/**
 * Who is alive. An instance's name is its own among all that run at the same time, and may be the same after a restart.
 * One life of it is as long as its Store is open.
 */
export type Instances = {
  beat(instance: string, now: Date): Promise<void>;
  /** What it left open is anybody's at once. */
  leave(instance: string): Promise<void>;
};

export type StoreStatus = {
  kind: "sqlite" | "postgres";
  /** `sqlite:/path` or `postgres://user@host/name`: never a password. */
  location: string;
  sizeBytes: number;
  schemaVersion: number;
  /** The newest time that stands in it; null where nothing does. */
  lastWrite: Date | null;
};

/** Every call may throw StoreTrouble. */
export type Store = {
  reports: Reports;
  instances: Instances;
  events: EventStore;
  outbox: Outbox;
  logins: Logins;
  suppressions: SuppressionMirror;
  removals: Removals;
  schedule: Schedule;
  alerts: Alerts;
  canaryRecords: CanaryRecords;
  testMails: TestMails;
  status(): Promise<StoreStatus>;
  /** Ends when what was begun has ended; whoever calls after that gets trouble. */
  close(): Promise<void>;
};
