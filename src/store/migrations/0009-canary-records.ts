import { sql } from "kysely";
import type { DatabaseKind, Migration, Steps } from "./migration.ts";

export const canaryRecords = { name: "0009-canary-records", up } satisfies Migration;

async function up(trx: Steps, kind: DatabaseKind): Promise<void> {
  const time = kind === "postgres" ? "bigint" : "integer";
  const ending = kind === "postgres" ? sql`` : sql`strict`;
  await trx.schema
    .createTable("canary_records")
    .addColumn("region", "text", (column) => column.notNull())
    .addColumn("at", time, (column) => column.notNull())
    .addColumn("sent", "integer", (column) => column.notNull())
    .addColumn("outcome", "text", (column) => column.notNull())
    .addColumn("missing", "text", (column) => column.notNull())
    .addColumn("whole_after_ms", "integer")
    .addPrimaryKeyConstraint("canary_records_key", ["region", "at"])
    .modifyEnd(ending)
    .execute();
  await trx.schema.createIndex("canary_records_at").on("canary_records").column("at").execute();
}
