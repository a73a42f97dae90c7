import { sql } from "kysely";
import type { DatabaseKind, Migration, Steps } from "./migration.ts";

export const removals = { name: "0006-removals", up } satisfies Migration;

async function up(trx: Steps, kind: DatabaseKind): Promise<void> {
  const time = kind === "postgres" ? "bigint" : "integer";
  const ending = kind === "postgres" ? sql`` : sql`strict`;
  const order = kind === "postgres" ? "bigserial" : "integer";
  await trx.schema
    .createTable("removals")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("version", "integer", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("asked_by", "text", (column) => column.notNull())
    .addColumn("asked_at", time, (column) => column.notNull())
    .addColumn("why", "text", (column) => column.notNull())
    .addColumn("origin_channel", "text")
    .addColumn("origin_thread_ts", "text")
    .addColumn("channel", "text", (column) => column.notNull())
    .addColumn("pending_since", time, (column) => column.notNull())
    .addColumn("decided_by", "text")
    .addColumn("decided_at", time)
    .addColumn("undone_by", "text")
    .addColumn("undone_at", time)
    .addColumn("ended_at", time)
    .addColumn("holder", "text")
    .addColumn("life", "text")
    .addColumn("hold", "text")
    .addColumn("held_until", time, (column) => column.notNull())
    .modifyEnd(ending)
    .execute();
  await sql`create index removals_open on removals (state, pending_since) where ended_at is null`.execute(trx);
  await trx.schema
    .createTable("removal_items")
    .addColumn("removal_id", "text", (column) => column.notNull())
    .addColumn("place", "integer", (column) => column.notNull())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("region", "text", (column) => column.notNull())
    .addColumn("reason", "text", (column) => column.notNull())
    .addColumn("since", time, (column) => column.notNull())
    .addColumn("message_id", "text")
    .addColumn("was_reason", "text")
    .addColumn("was_since", time)
    .addColumn("was_message_id", "text")
    .addColumn("acts", "integer")
    .addColumn("cause", "text")
    .addColumn("outcome", "text", (column) => column.notNull())
    .addColumn("is_tried", "integer", (column) => column.notNull())
    .addColumn("aws_request_id", "text")
    .addColumn("trouble", "text")
    .addColumn("settled_at", time)
    .addColumn("rebound_at", time)
    .addPrimaryKeyConstraint("removal_items_key", ["removal_id", "address", "region"])
    .modifyEnd(ending)
    .execute();
  await trx.schema.createIndex("removal_items_address").on("removal_items").columns(["address", "region"]).execute();
  await sql`create index removal_items_removed on removal_items (settled_at) where outcome = 'removed'`.execute(trx);
  // Who writes to the list about that address: one request at a time, whatever instance it runs on.
  await trx.schema
    .createTable("removal_claims")
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("region", "text", (column) => column.notNull())
    .addColumn("removal_id", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("removal_claims_key", ["address", "region"])
    .modifyEnd(ending)
    .execute();
  await trx.schema
    .createTable("removal_offers")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("at", time, (column) => column.notNull())
    .addColumn("entries", "text", (column) => column.notNull())
    .modifyEnd(ending)
    .execute();
  await trx.schema
    .createTable("audit")
    .addColumn("place", order, (column) => column.primaryKey().notNull())
    .addColumn("removal_id", "text", (column) => column.notNull())
    .addColumn("at", time, (column) => column.notNull())
    .addColumn("actor", "text", (column) => column.notNull())
    .addColumn("action", "text", (column) => column.notNull())
    .addColumn("outcome", "text")
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("region", "text", (column) => column.notNull())
    .addColumn("reason", "text")
    .addColumn("before", "text")
    .addColumn("after", "text")
    .addColumn("aws_request_id", "text")
    .addColumn("note", "text")
    .addColumn("channel", "text")
    .addColumn("ts", "text")
    .modifyEnd(ending)
    .execute();
  await trx.schema.createIndex("audit_address").on("audit").columns(["address", "place"]).execute();
  await trx.schema.createIndex("audit_at").on("audit").column("at").execute();
  await appendOnly(trx, kind);
}

/** The trail is never rewritten, by nobody who comes through this database. */
async function appendOnly(trx: Steps, kind: DatabaseKind): Promise<void> {
  if (kind === "sqlite") {
    await sql`create trigger audit_append_only before update on audit begin select raise(abort, 'the audit trail is append-only'); end`.execute(
      trx,
    );
    return;
  }
  await sql`create function audit_append_only() returns trigger language plpgsql as $$ begin raise exception 'the audit trail is append-only'; end $$`.execute(
    trx,
  );
  await sql`create trigger audit_append_only before update on audit for each row execute function audit_append_only()`.execute(
    trx,
  );
}
