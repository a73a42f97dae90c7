import { sql } from "kysely";
import type { DatabaseKind, Migration, Steps } from "./migration.ts";

export const logins = { name: "0004-logins", up } satisfies Migration;

async function up(trx: Steps, kind: DatabaseKind): Promise<void> {
  const time = kind === "postgres" ? "bigint" : "integer";
  const ending = kind === "postgres" ? sql`` : sql`strict`;
  await trx.schema
    .createTable("logins")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("claim", "text", (column) => column.notNull())
    .addColumn("key_state", "text")
    .addColumn("at", time, (column) => column.notNull())
    .addColumn("outcome", "text")
    .modifyEnd(ending)
    .execute();
  await trx.schema
    .createTable("logins_salt")
    .addColumn("place", "integer", (column) => column.primaryKey().notNull())
    .addColumn("salt", "text", (column) => column.notNull())
    .modifyEnd(ending)
    .execute();
}
