import { closeSync, existsSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Database as Connection } from "better-sqlite3";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  Kysely,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import { patiently } from "./access.ts";
import type { Database } from "./database.ts";
import type { Tables } from "./tables.ts";
import { troubleOf } from "./trouble-of.ts";

/** See `access.ts`: longer waits are made without holding up the process. */
const BUSY_TIMEOUT_MS = 10;

const PRAGMAS: readonly string[] = [
  "journal_mode = wal",
  // In WAL the default, NORMAL, may lose what was last committed when the power goes.
  "synchronous = full",
  "foreign_keys = on",
  // A log that once grew gives its room back.
  "journal_size_limit = 67108864",
];

export type SqliteOptions = {
  /** How long others are waited for. */
  patienceMs: number;
  /** Beyond those above, e.g. `max_page_count = 50`. */
  pragmas: readonly string[];
};

/**
 * Opens the file; makes it and its folders where they are missing, for the owner alone: it holds people's addresses.
 * `:memory:` is a database without a file. Throws StoreTrouble.
 */
export async function openSqlite(path: string, { patienceMs, pragmas }: SqliteOptions): Promise<Database> {
  const file = path === ":memory:" ? null : resolve(path);
  const location = `sqlite:${file ?? path}`;
  try {
    if (file !== null) makeFile(file);
    const connection = await patiently(() => connect(file ?? path, [...PRAGMAS, ...pragmas]), patienceMs);
    return {
      kind: "sqlite",
      db: new Kysely<Tables>({ dialect: dialectOf(connection) }),
      location,
      sizeBytes: async () => sizeOf(file) + sizeOf(file && `${file}-wal`),
    };
  } catch (error) {
    throw troubleOf(error, location);
  }
}

function makeFile(file: string): void {
  makeFolder(dirname(file));
  // SQLite gives its log the rights of the file.
  unlessThere(() => closeSync(openSync(file, "ax", 0o600)));
}

/** Step by step: `recursive` of Node's own mkdir never ends where a folder takes no folders, as under /proc. */
function makeFolder(folder: string): void {
  const parent = dirname(folder);
  if (parent === folder || existsSync(folder)) return;
  makeFolder(parent);
  unlessThere(() => mkdirSync(folder, { mode: 0o700 }));
}

/** Another process may make the same at the same time. */
function unlessThere(make: () => void): void {
  try {
    make();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}

async function connect(file: string, pragmas: readonly string[]): Promise<Connection> {
  // Here, so that who uses PostgreSQL does not load it.
  const { default: Sqlite } = await import("better-sqlite3");
  const connection = new Sqlite(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    for (const pragma of pragmas) connection.pragma(pragma);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function dialectOf(connection: Connection): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new ImmediateDriver(connection),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

class ImmediateDriver extends SqliteDriver {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    super({ database: connection });
    this.#connection = connection;
  }

  /**
   * A transaction that begins by reading is refused at its first write, without waiting, if another has written in the
   * meantime (https://www.sqlite.org/lang_transaction.html). One that begins by writing waits at its beginning.
   */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }

  /** After SQLITE_FULL and its like SQLite has rolled back by itself, and refuses to do so again. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#connection.inTransaction) await super.rollbackTransaction(connection);
  }
}

function sizeOf(file: string | null): number {
  return (file === null ? undefined : statSync(file, { throwIfNoEntry: false }))?.size ?? 0;
}
