import { randomUUID } from "node:crypto";
import type { Store, StoreStatus } from "../ports/store.ts";
import type { Secret } from "../secret.ts";
import { type Access, createAccess } from "./access.ts";
import { createAlerts } from "./alerts.ts";
import { createCanaryRecords } from "./canary-records.ts";
import type { Database } from "./database.ts";
import { createEvents } from "./events.ts";
import { createInstances } from "./instances.ts";
import { createLogins } from "./logins.ts";
import { isBehind, migrate, schemaVersion } from "./migrate.ts";
import { createOutbox } from "./outbox.ts";
import { openPostgres } from "./postgres.ts";
import { createRemovals } from "./removals.ts";
import { createReports } from "./reports.ts";
import { createSchedule } from "./schedule.ts";
import { openSqlite } from "./sqlite.ts";
import { createSuppressionMirror } from "./suppressions.ts";
import { createTestMails } from "./test-mails.ts";

/** Where the store is. The password stands in the URL, and nowhere else. */
export type Place = { kind: "sqlite"; path: string } | { kind: "postgres"; url: Pick<Secret, "reveal"> };

export type StoreOptions = {
  /** How long one who holds the database, or a row, is waited for. */
  patienceMs?: number;
  /** PostgreSQL: how long a connection may take. */
  connectMs?: number;
  /** PostgreSQL: how long one statement may take. */
  answerMs?: number;
  /** SQLite: more of them, e.g. `max_page_count = 50`. */
  pragmas?: readonly string[];
};

const PATIENCE_MS = 5_000;
const CONNECT_MS = 5_000;
const ANSWER_MS = 10_000;
/** A migration may rewrite a large table, and who starts beside it waits for that. */
const MIGRATION_PATIENCE_MS = 60_000;

/**
 * Opens the store and brings its tables to this version. Times are given by the caller. Throws StoreTrouble; the store is
 * closed then.
 */
export async function openStore(place: Place, options: StoreOptions = {}): Promise<Store> {
  const { patienceMs = PATIENCE_MS, connectMs = CONNECT_MS, answerMs = ANSWER_MS, pragmas = [] } = options;
  const open = (given: { patienceMs: number; answerMs: number }) =>
    place.kind === "sqlite"
      ? openSqlite(place.path, { ...given, pragmas })
      : openPostgres(place.url, { ...given, connectMs });
  const database = await open({ patienceMs, answerMs });
  const { db, kind, location } = database;
  const access = createAccess(db, location, patienceMs);
  try {
    if (await isBehind(access, kind)) {
      if (kind === "sqlite") await migrate(createAccess(db, location, MIGRATION_PATIENCE_MS), kind);
      else await migrateUnhurried(await open({ patienceMs: MIGRATION_PATIENCE_MS, answerMs: 0 }));
    }
  } catch (error) {
    await access.close();
    throw error;
  }
  const life = randomUUID();
  return {
    reports: createReports(access, life),
    instances: createInstances(access),
    events: createEvents(access),
    outbox: createOutbox(access),
    logins: createLogins(access),
    suppressions: createSuppressionMirror(access),
    removals: createRemovals(access, life),
    schedule: createSchedule(access),
    alerts: createAlerts(access),
    canaryRecords: createCanaryRecords(access),
    testMails: createTestMails(access, life),
    status: () => statusOf(database, access),
    close: access.close,
  };
}

/** Over a connection whose statements may take their time. */
async function migrateUnhurried({ db, kind, location }: Database): Promise<void> {
  const access = createAccess(db, location, MIGRATION_PATIENCE_MS);
  try {
    await migrate(access, kind);
  } finally {
    await access.close();
  }
}

async function statusOf({ kind, location, sizeBytes }: Database, access: Access): Promise<StoreStatus> {
  return access.read(async (db) => {
    const times = await db
      .selectNoFrom((is) => [
        is
          .selectFrom("reports")
          .select((each) => each.fn.max("opened_at").as("at"))
          .as("opened"),
        is
          .selectFrom("reports")
          .select((each) => each.fn.max("settled_at").as("at"))
          .as("settled"),
        is
          .selectFrom("instances")
          .select((each) => each.fn.max("beat_at").as("at"))
          .as("beaten"),
        is
          .selectFrom("events_seen")
          .select((each) => each.fn.max("at").as("at"))
          .as("seen"),
      ])
      .executeTakeFirst();
    const latest = Math.max(...Object.values(times ?? {}).map((at) => at ?? 0));
    return {
      kind,
      location,
      sizeBytes: await sizeBytes(),
      schemaVersion: await schemaVersion(db),
      lastWrite: latest > 0 ? new Date(latest) : null,
    };
  });
}
