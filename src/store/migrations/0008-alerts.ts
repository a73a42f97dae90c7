import { sql } from "kysely";
import type { DatabaseKind, Migration, Steps } from "./migration.ts";

export const alerts = { name: "0008-alerts", up } satisfies Migration;

async function up(trx: Steps, kind: DatabaseKind): Promise<void> {
  const time = kind === "postgres" ? "bigint" : "integer";
  const ending = kind === "postgres" ? sql`` : sql`strict`;
  await trx.schema
    .createTable("watches")
    .addColumn("kind", "text", (column) => column.primaryKey().notNull())
    .addColumn("revision", "integer", (column) => column.notNull())
    .addColumn("document", "text", (column) => column.notNull())
    .modifyEnd(ending)
    .execute();
  await trx.schema
    .createTable("watch_targets")
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("target", "text", (column) => column.notNull())
    .addColumn("document", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("watch_targets_key", ["kind", "target"])
    .modifyEnd(ending)
    .execute();
  await trx.schema
    .createTable("alerts")
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("ended_at", time)
    .addColumn("document", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("alerts_key", ["kind", "id"])
    .modifyEnd(ending)
    .execute();
  await trx.schema
    .createTable("alert_messages")
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("closed_at", time)
    .addColumn("document", "text", (column) => column.notNull())
    .modifyEnd(ending)
    .execute();
  await trx.schema.createIndex("alert_messages_kind").on("alert_messages").column("kind").execute();
}
