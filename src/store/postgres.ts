import {
  Kysely,
  type PostgresCursor,
  PostgresDialect,
  type PostgresPoolClient,
  type PostgresQueryResult,
  sql,
} from "kysely";
import type { Pool, PoolClient, QueryResultRow } from "pg";
import type { Secret } from "../secret.ts";
import type { Database } from "./database.ts";
import type { Tables } from "./tables.ts";
import { StaleConnection, troubleOf } from "./trouble-of.ts";

/** Every statement is short; a handful of connections serves hundreds of people, and many replicas share one server. */
const CONNECTIONS = 5;
const IDLE_MS = 30_000;
const KEEPALIVE_MS = 10_000;
/** The server gives up on a statement by itself, and says so; one that says nothing is given up on after it. */
const GRACE = 1.5;

export type PostgresOptions = {
  /** How long a connection may take. */
  connectMs: number;
  /** How long a lock that somebody else holds is waited for. */
  patienceMs: number;
  /** How long one statement may take; 0 = as long as it takes. */
  answerMs: number;
};

/** Connects with the first question, and anew after a connection was lost. Throws StoreTrouble. */
export async function openPostgres(url: Pick<Secret, "reveal">, options: PostgresOptions): Promise<Database> {
  const location = locationOf(url.reveal());
  try {
    const pool = await createPool(url, options);
    const dialect = new PostgresDialect({
      pool: { connect: async () => watched(await pool.connect()), end: () => pool.end(), options: {} },
    });
    const db = new Kysely<Tables>({ dialect });
    return { kind: "postgres", db, location, sizeBytes: () => sizeOf(db) };
  } catch (error) {
    throw troubleOf(error, location);
  }
}

async function createPool(
  url: Pick<Secret, "reveal">,
  { connectMs, patienceMs, answerMs }: PostgresOptions,
): Promise<Pool> {
  // Here, so that who uses SQLite does not load it.
  const { Pool, types } = await import("pg");
  const pool = new Pool({
    connectionString: url.reveal(),
    application_name: "maildiag",
    max: CONNECTIONS,
    connectionTimeoutMillis: connectMs,
    idleTimeoutMillis: IDLE_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEPALIVE_MS,
    lock_timeout: patienceMs,
    statement_timeout: answerMs,
    query_timeout: answerMs * GRACE,
    // What a replica that vanished has locked is free again after this.
    idle_in_transaction_session_timeout: IDLE_MS,
    types: {
      // pg reads bigint as text; a time in milliseconds and a size in bytes are exact as numbers.
      getTypeParser: (oid, format) => (oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format)),
    },
  });
  // A lost connection is an event besides the failed question, and an event that nobody hears ends the process. The pool
  // hears its idle clients only.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

/** Those after which Kysely looks at more than the rows. */
const COMMANDS = ["INSERT", "UPDATE", "DELETE", "MERGE", "COMMIT", "ROLLBACK"] as const;

const served = new WeakSet<PoolClient>();

/**
 * The client until it is released. After the connection is lost, or has not answered in time, it is not asked again
 * and does not return to the pool: what comes after fails at once and with the first reason.
 */
function watched(client: PoolClient): PostgresPoolClient {
  let untried = served.has(client);
  let broken: { reason: unknown } | undefined;
  served.add(client);

  async function ask<R>(statement: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    if (broken) throw broken.reason;
    const mayBeStale = untried;
    untried = false;
    try {
      const { command, rowCount, rows } = await client.query<R & QueryResultRow>(statement, [...parameters]);
      return { command: COMMANDS.find((each) => each === command) ?? "SELECT", rowCount: rowCount ?? 0, rows };
    } catch (error) {
      if (!endsConnection(error)) throw error;
      broken = { reason: error };
      throw mayBeStale && !isSilence(error) ? new StaleConnection(error) : error;
    }
  }

  function query<R>(statement: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query(statement: unknown, parameters: readonly unknown[] = []): unknown {
    if (typeof statement !== "string") throw new TypeError("cursors are not in use");
    return ask(statement, parameters);
  }

  return { query, release: (destroy) => client.release(destroy || broken !== undefined) };
}

/** The server's own errors leave the connection as it is, but for those by which it says farewell. */
function endsConnection(error: unknown): boolean {
  const severity = error instanceof Error && "severity" in error ? error.severity : null;
  return severity === null || severity === "FATAL" || severity === "PANIC";
}

function isSilence(error: unknown): boolean {
  return error instanceof Error && error.message === "Query read timeout";
}

async function sizeOf(db: Kysely<Tables>): Promise<number> {
  const found = await sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`.execute(db);
  return found.rows[0]?.bytes ?? 0;
}

function locationOf(text: string): string {
  if (!URL.canParse(text)) return "postgres:";
  const { username, host, pathname } = new URL(text);
  return `postgres://${username ? `${username}@` : ""}${host}${pathname}`;
}
