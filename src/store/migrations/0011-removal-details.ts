import { sql } from "kysely";
import type { DatabaseKind, Migration, Steps } from "./migration.ts";

export const removalDetails = { name: "0011-removal-details", up } satisfies Migration;

/** Addresses that are folded between two looks. */
const AT_ONCE = 1_000;

async function up(trx: Steps, kind: DatabaseKind): Promise<void> {
  await trx.schema.alterTable("removals").addColumn("removed_by", "text").execute();
  await sql`update removals set removed_by = decided_by where state not in ('pending', 'denied', 'expired')`.execute(
    trx,
  );
  // What nobody approved was left as it stood, and could be taken for what is still to be done.
  for (const end of ["denied", "expired"]) {
    await sql`update removal_items set outcome = ${end} where outcome in ('open', 'changed')
      and removal_id in (select id from removals where state = ${end})`.execute(trx);
  }
  await addFolded(trx, "removal_items");
  await sql`drop trigger audit_append_only ${kind === "postgres" ? sql`on audit` : sql``}`.execute(trx);
  await addFolded(trx, "audit");
  await appendOnly(trx, kind);
  await trx.schema.dropIndex("audit_address").execute();
  await trx.schema.createIndex("audit_folded").on("audit").columns(["folded", "place"]).execute();
  await trx.schema.createIndex("removal_offers_at").on("removal_offers").column("at").execute();
}

/** The address in lower case, as this program makes it: the databases' own `lower` differ beyond ASCII. */
async function addFolded(trx: Steps, name: "audit" | "removal_items"): Promise<void> {
  const table = sql.table(name);
  await sql`alter table ${table} add column folded text not null default ''`.execute(trx);
  for (let after = ""; ; ) {
    const { rows } = await sql<{ address: string }>`select distinct address from ${table} where address > ${after}
      order by address limit ${sql.lit(AT_ONCE)}`.execute(trx);
    for (const { address } of rows) {
      await sql`update ${table} set folded = ${address.toLowerCase()} where address = ${address}`.execute(trx);
      after = address;
    }
    if (rows.length < AT_ONCE) return;
  }
}

/** As when the trail was made. */
async function appendOnly(trx: Steps, kind: DatabaseKind): Promise<void> {
  if (kind === "sqlite") {
    await sql`create trigger audit_append_only before update on audit begin select raise(abort, 'the audit trail is append-only'); end`.execute(
      trx,
    );
    return;
  }
  await sql`create trigger audit_append_only before update on audit for each row execute function audit_append_only()`.execute(
    trx,
  );
}
