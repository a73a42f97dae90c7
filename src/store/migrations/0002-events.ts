import { sql } from "kysely";
import type { DatabaseKind, Migration, Steps } from "./migration.ts";

export const events = { name: "0002-events", up } satisfies Migration;

async function up(trx: Steps, kind: DatabaseKind): Promise<void> {
  const time = kind === "postgres" ? "bigint" : "integer";
  const ending = kind === "postgres" ? sql`` : sql`strict`;
  await trx.schema
    .createTable("events")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("message_id", "text", (column) => column.notNull())
    .addColumn("recipient", "text")
    .addColumn("region", "text")
    .addColumn("type", "text", (column) => column.notNull())
    .addColumn("at", time, (column) => column.notNull())
    .addColumn("detail", "text", (column) => column.notNull())
    .modifyEnd(ending)
    .execute();
  await trx.schema.createIndex("events_message_id").on("events").column("message_id").execute();
  await sql`create index events_recipient on events (recipient, at) where recipient is not null`.execute(trx);
  await trx.schema.createIndex("events_type").on("events").columns(["type", "at"]).execute();
  await trx.schema
    .createTable("events_seen")
    .addColumn("region", "text", (column) => column.notNull())
    .addColumn("type", "text", (column) => column.notNull())
    .addColumn("at", time, (column) => column.notNull())
    .addPrimaryKeyConstraint("events_seen_key", ["region", "type"])
    .modifyEnd(ending)
    .execute();
  await trx.schema
    .createTable("events_dead")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("at", time, (column) => column.notNull())
    .addColumn("reason", "text", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .modifyEnd(ending)
    .execute();
  await trx.schema.createIndex("events_dead_at").on("events_dead").column("at").execute();
}
