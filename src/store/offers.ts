import type { Transaction } from "kysely";
import type { Offer } from "../ports/removals.ts";
import { storable } from "./storable.ts";
import type { Tables } from "./tables.ts";

/** The same offer again only becomes younger. */
export async function addOffer(trx: Transaction<Tables>, { id, entries, at }: Offer): Promise<void> {
  const row = { id, at: at.getTime(), entries: storable(JSON.stringify(entries)) };
  await trx
    .insertInto("removal_offers")
    .values(row)
    .onConflict((it) => it.column("id").doUpdateSet({ at: row.at }))
    .execute();
}
