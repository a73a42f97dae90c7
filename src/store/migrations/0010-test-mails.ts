import { sql } from "kysely";
import type { DatabaseKind, Migration, Steps } from "./migration.ts";

export const testMails = { name: "0010-test-mails", up } satisfies Migration;

async function up(trx: Steps, kind: DatabaseKind): Promise<void> {
  const time = kind === "postgres" ? "bigint" : "integer";
  const ending = kind === "postgres" ? sql`` : sql`strict`;
  await trx.schema
    .createTable("test_mails")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("version", "integer", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("asked_by", "text", (column) => column.notNull())
    .addColumn("asked_at", time, (column) => column.notNull())
    .addColumn("why", "text", (column) => column.notNull())
    .addColumn("origin_channel", "text")
    .addColumn("origin_thread_ts", "text")
    .addColumn("channel", "text", (column) => column.notNull())
    .addColumn("region", "text", (column) => column.notNull())
    .addColumn("sender", "text", (column) => column.notNull())
    .addColumn("recipient", "text", (column) => column.notNull())
    .addColumn("folded", "text", (column) => column.notNull())
    .addColumn("subject", "text", (column) => column.notNull())
    .addColumn("content", "text", (column) => column.notNull())
    .addColumn("note", "text")
    .addColumn("decided_by", "text")
    .addColumn("decided_at", time)
    .addColumn("sent_at", time)
    .addColumn("message_id", "text")
    .addColumn("trouble", "text")
    .addColumn("told", "text")
    .addColumn("ended_at", time)
    .addColumn("holder", "text")
    .addColumn("life", "text")
    .addColumn("held_until", time, (column) => column.notNull())
    .modifyEnd(ending)
    .execute();
  // One at a time for an address, however many ask for it at once.
  await sql`create unique index test_mails_open on test_mails (folded) where state in ('pending', 'approved', 'sending')`.execute(
    trx,
  );
  await sql`create index test_mails_left on test_mails (state, asked_at) where ended_at is null`.execute(trx);
}
