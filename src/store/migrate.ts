import { type Kysely, sql } from "kysely";
import { StoreTrouble } from "../ports/store.ts";
import type { Access } from "./access.ts";
import { MIGRATIONS } from "./migrations/index.ts";
import type { DatabaseKind, Migration } from "./migrations/migration.ts";
import type { Tables } from "./tables.ts";

/**
 * Whether migrations are due. Looks without a lock, so that a database that is as it should be need not be written to.
 * Throws StoreTrouble "newer".
 */
export async function isBehind(access: Access, kind: DatabaseKind, migrations = MIGRATIONS): Promise<boolean> {
  const version = await access.read(async (db) => ((await hasVersions(db, kind)) ? schemaVersion(db) : 0));
  refuseNewer(version, migrations, access.location);
  return version < migrations.length;
}

/** Runs what is due, all of it or nothing. Whoever starts at the same time waits, and then finds it done. */
export async function migrate(access: Access, kind: DatabaseKind, migrations = MIGRATIONS): Promise<void> {
  await access.write(async (trx) => {
    // SQLite's transaction is the only one that writes; PostgreSQL has no such thing, and "if not exists" is no lock.
    if (kind === "postgres") await sql`select pg_advisory_xact_lock(hashtext('maildiag.migrate'))`.execute(trx);
    await trx.schema
      .createTable("maildiag_schema")
      .ifNotExists()
      .addColumn("version", "integer", (column) => column.primaryKey().notNull())
      .addColumn("name", "text", (column) => column.notNull())
      .execute();
    const before = await schemaVersion(trx);
    refuseNewer(before, migrations, access.location);
    for (const [index, { name, up }] of migrations.entries()) {
      const version = index + 1;
      if (version <= before) continue;
      await up(trx, kind);
      await trx.insertInto("maildiag_schema").values({ version, name }).execute();
    }
  });
}

/** 0 = no migration has run. */
export async function schemaVersion(db: Kysely<Tables>): Promise<number> {
  const row = await db
    .selectFrom("maildiag_schema")
    .select((each) => each.fn.max("version").as("version"))
    .executeTakeFirst();
  return row?.version ?? 0;
}

async function hasVersions(db: Kysely<Tables>, kind: DatabaseKind): Promise<boolean> {
  const found =
    kind === "postgres"
      ? await sql<{ found: string | null }>`select to_regclass('maildiag_schema')::text as found`.execute(db)
      : await sql<{ found: string | null }>`select name as found from sqlite_schema
          where type = 'table' and name = 'maildiag_schema'`.execute(db);
  return typeof found.rows[0]?.found === "string";
}

function refuseNewer(version: number, migrations: readonly Migration[], location: string): void {
  if (version <= migrations.length) return;
  const detail = `its tables are of version ${version}, this program knows them up to version ${migrations.length}`;
  throw new StoreTrouble("newer", location, detail);
}
