import { sql } from "kysely";
import type { Migration, Steps } from "./migration.ts";

export const removalDetails = { name: "0011-removal-details", up } satisfies Migration;

async function up(trx: Steps): Promise<void> {
  await trx.schema.alterTable("removals").addColumn("removed_by", "text").execute();
  await sql`update removals set removed_by = decided_by where state not in ('pending', 'denied', 'expired')`.execute(
    trx,
  );
  // What nobody approved was left as it stood, and could be taken for what is still to be done.
  for (const end of ["denied", "expired"]) {
    await sql`update removal_items set outcome = ${end} where outcome in ('open', 'changed')
      and removal_id in (select id from removals where state = ${end})`.execute(trx);
  }
}
