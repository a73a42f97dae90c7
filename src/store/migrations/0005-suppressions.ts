import { sql } from "kysely";
import type { DatabaseKind, Migration, Steps } from "./migration.ts";

export const suppressions = { name: "0005-suppressions", up } satisfies Migration;

async function up(trx: Steps, kind: DatabaseKind): Promise<void> {
  const time = kind === "postgres" ? "bigint" : "integer";
  const ending = kind === "postgres" ? sql`` : sql`strict`;
  await trx.schema
    .createTable("suppressions")
    .addColumn("region", "text", (column) => column.notNull())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("folded", "text", (column) => column.notNull())
    .addColumn("domain", "text", (column) => column.notNull())
    .addColumn("reason", "text", (column) => column.notNull())
    .addColumn("last_update", time, (column) => column.notNull())
    .addColumn("pass", "integer", (column) => column.notNull())
    .addColumn("gone_at", time)
    .addPrimaryKeyConstraint("suppressions_key", ["region", "address"])
    .modifyEnd(ending)
    .execute();
  await trx.schema.createIndex("suppressions_folded").on("suppressions").column("folded").execute();
  await sql`create index suppressions_newest on suppressions (region, last_update, address)`.execute(trx);
  await trx.schema
    .createTable("suppression_changes")
    .addColumn("region", "text", (column) => column.notNull())
    .addColumn("place", "integer", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("reason", "text", (column) => column.notNull())
    .addColumn("last_update", time, (column) => column.notNull())
    .addColumn("seen_at", time, (column) => column.notNull())
    .addPrimaryKeyConstraint("suppression_changes_key", ["region", "place"])
    .modifyEnd(ending)
    .execute();
  await trx.schema.createIndex("suppression_changes_seen").on("suppression_changes").column("seen_at").execute();
  await trx.schema
    .createTable("suppression_regions")
    .addColumn("region", "text", (column) => column.primaryKey().notNull())
    .addColumn("baseline_at", time)
    .addColumn("refreshed_at", time)
    .addColumn("reconciled_at", time)
    .addColumn("cursor", time)
    .addColumn("place", "integer", (column) => column.notNull())
    .addColumn("pass", "integer", (column) => column.notNull())
    .addColumn("holder", "text")
    .addColumn("held_until", time, (column) => column.notNull())
    .modifyEnd(ending)
    .execute();
}
