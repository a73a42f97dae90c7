import { sql } from "kysely";
import type { DatabaseKind, Migration, Steps } from "./migration.ts";

export const schedule = { name: "0007-schedule", up } satisfies Migration;

async function up(trx: Steps, kind: DatabaseKind): Promise<void> {
  const time = kind === "postgres" ? "bigint" : "integer";
  const ending = kind === "postgres" ? sql`` : sql`strict`;
  await trx.schema
    .createTable("schedule")
    .addColumn("kind", "text", (column) => column.primaryKey().notNull())
    .addColumn("done_slot", time)
    .addColumn("slot", time, (column) => column.notNull())
    .addColumn("tries", "integer", (column) => column.notNull())
    .addColumn("hold", "text")
    .addColumn("held_until", time, (column) => column.notNull())
    .addColumn("started_at", time, (column) => column.notNull())
    .addColumn("ended_at", time)
    .addColumn("looked", "text")
    .modifyEnd(ending)
    .execute();
}
