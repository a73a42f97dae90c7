import { sql } from "kysely";
import type { DatabaseKind, Migration, Steps } from "./migration.ts";

export const outbox = { name: "0003-outbox", up } satisfies Migration;

async function up(trx: Steps, kind: DatabaseKind): Promise<void> {
  const time = kind === "postgres" ? "bigint" : "integer";
  const ending = kind === "postgres" ? sql`` : sql`strict`;
  const order = kind === "postgres" ? "bigserial" : "integer";
  await trx.schema
    .createTable("outbox")
    // SQLite gives an integer primary key its number; it never uses one again that stands behind others.
    .addColumn("place", order, (column) => column.primaryKey().notNull())
    .addColumn("id", "text", (column) => column.notNull().unique())
    .addColumn("channel", "text", (column) => column.notNull())
    .addColumn("aim", "text", (column) => column.notNull())
    .addColumn("of_id", "text")
    .addColumn("person", "text")
    .addColumn("thread_ts", "text")
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("at", time, (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("due_at", time, (column) => column.notNull())
    .addColumn("tries", "integer", (column) => column.notNull())
    .addColumn("maybe_sent", "integer", (column) => column.notNull())
    .addColumn("hold", "text")
    .addColumn("held_until", time, (column) => column.notNull())
    .addColumn("complaint", "text")
    .addColumn("sent_at", time)
    .addColumn("sent_channel", "text")
    .addColumn("sent_ts", "text")
    .addColumn("body", "text", (column) => column.notNull())
    .modifyEnd(ending)
    .execute();
  await sql`create index outbox_waiting on outbox (channel, place) where state = 'waiting'`.execute(trx);
  await sql`create index outbox_sent on outbox (sent_at) where state <> 'waiting'`.execute(trx);
}
