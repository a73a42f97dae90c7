import type { Selectable, Transaction } from "kysely";
import type { CanaryRecord, CanaryRecords } from "../ports/canary-records.ts";
import type { Access } from "./access.ts";
import { storable } from "./storable.ts";
import type { Tables } from "./tables.ts";

export function createCanaryRecords(access: Access): CanaryRecords {
  return {
    async add(record) {
      await access.write((trx) => addCanaryRecord(trx, record));
    },

    async since(from, limit) {
      const rows = await access.read((db) =>
        db
          .selectFrom("canary_records")
          .selectAll()
          .where("at", ">=", from.getTime())
          .orderBy("at", "desc")
          .orderBy("region", "desc")
          .limit(limit)
          .execute(),
      );
      return rows.toReversed().map(recordOf);
    },

    async forget(before, limit) {
      return access.write(async (trx) => {
        const old = await trx
          .selectFrom("canary_records")
          .select(["region", "at"])
          .where("at", "<", before.getTime())
          .orderBy("at")
          .limit(limit)
          .execute();
        for (const { region, at } of old)
          await trx.deleteFrom("canary_records").where("region", "=", region).where("at", "=", at).execute();
        return old.length;
      });
    },
  };
}

/** For those who keep more in the same transaction. */
export async function addCanaryRecord(
  trx: Transaction<Tables>,
  { region, at, sent, outcome, missing, wholeAfterMs }: CanaryRecord,
): Promise<void> {
  const key = { region: storable(region), at: at.getTime() };
  const rest = { sent, outcome, missing: storable(JSON.stringify(missing)), whole_after_ms: wholeAfterMs };
  await trx
    .insertInto("canary_records")
    .values({ ...key, ...rest })
    .onConflict((it) => it.columns(["region", "at"]).doUpdateSet(rest))
    .execute();
}

function recordOf(row: Selectable<Tables["canary_records"]>): CanaryRecord {
  const { region, at, sent, outcome, missing, whole_after_ms } = row;
  const names = JSON.parse(missing) as readonly string[];
  return { region, at: new Date(at), sent, outcome, missing: names, wholeAfterMs: whole_after_ms };
}
