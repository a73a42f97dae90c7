import { sql } from "kysely";
import type { DatabaseKind, Migration, Steps } from "./migration.ts";

export const reports = { name: "0001-reports", up } satisfies Migration;

async function up(trx: Steps, kind: DatabaseKind): Promise<void> {
  // PostgreSQL's integer ends in January 1970; SQLite's has 64 bits.
  const time = kind === "postgres" ? "bigint" : "integer";
  // Without it SQLite stores any type in any column (https://www.sqlite.org/stricttables.html).
  const ending = kind === "postgres" ? sql`` : sql`strict`;
  await trx.schema
    .createTable("reports")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("command", "text", (column) => column.notNull())
    .addColumn("team", "text", (column) => column.notNull())
    .addColumn("channel", "text", (column) => column.notNull())
    .addColumn("ts", "text")
    .addColumn("thread_ts", "text")
    .addColumn("asked_by", "text", (column) => column.notNull())
    .addColumn("instance", "text", (column) => column.notNull())
    .addColumn("life", "text", (column) => column.notNull())
    .addColumn("claims", "integer", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("opened_at", time, (column) => column.notNull())
    .addColumn("settled_at", time)
    // Last: SQLite reads over what is large to reach the columns behind it.
    .addColumn("document", "text")
    .modifyEnd(ending)
    .execute();
  await trx.schema.createIndex("reports_opened_at").on("reports").column("opened_at").execute();
  await trx.schema.createIndex("reports_settled_at").on("reports").column("settled_at").execute();
  await sql`create index reports_open on reports (instance) where state = 'open'`.execute(trx);
  await trx.schema
    .createTable("instances")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("beat_at", time, (column) => column.notNull())
    .modifyEnd(ending)
    .execute();
}
