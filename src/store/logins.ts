import type { Selectable, Transaction } from "kysely";
import type { KnownLogin, LoginClaim, Logins } from "../ports/logins.ts";
import type { Access } from "./access.ts";
import { storable } from "./storable.ts";
import type { Tables } from "./tables.ts";

export function createLogins(access: Access): Logins {
  return {
    async salt(offered) {
      return access.write(async (trx) => {
        const offer = trx.insertInto("logins_salt").values({ place: 1, salt: offered });
        await offer.onConflict((it) => it.doNothing()).execute();
        return (await trx.selectFrom("logins_salt").select("salt").executeTakeFirstOrThrow()).salt;
      });
    },

    async claim(claim) {
      return access.write(async (trx) => {
        await deleteOld(trx, claim);
        if ((await insert(trx, claim)) || (await renew(trx, claim))) return null;
        const known = await trx.selectFrom("logins").selectAll().where("id", "=", claim.id).executeTakeFirst();
        if (known) return knownOf(known);
        // Forgotten at this very moment.
        return (await insert(trx, claim)) ? null : { at: claim.at, outcome: null };
      });
    },

    async find(id) {
      const found = await access.read((db) =>
        db.selectFrom("logins").selectAll().where("id", "=", id).executeTakeFirst(),
      );
      return found ? knownOf(found) : null;
    },

    async settle(id, claim, outcome) {
      await access.write((trx) =>
        trx
          .updateTable("logins")
          .set({ outcome: storable(outcome) })
          .where("id", "=", id)
          .where("claim", "=", claim)
          .execute(),
      );
    },

    async forget(id) {
      await access.write((trx) => trx.deleteFrom("logins").where("id", "=", id).execute());
    },
  };
}

/** A time that lies too far ahead is of a clock that was wrong: it would count for too long. */
async function deleteOld(trx: Transaction<Tables>, { at, since }: LoginClaim): Promise<void> {
  const ahead = 2 * at.getTime() - since.getTime();
  await trx
    .deleteFrom("logins")
    .where((is) => is.or([is("at", "<=", since.getTime()), is("at", ">", ahead)]))
    .execute();
}

async function insert(trx: Transaction<Tables>, { id, claim, keyState, at }: LoginClaim): Promise<boolean> {
  const row = { id, claim, key_state: keyState, at: at.getTime(), outcome: null };
  const inserting = trx
    .insertInto("logins")
    .values(row)
    .onConflict((it) => it.doNothing());
  const { numInsertedOrUpdatedRows } = await inserting.executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** Two who see the same change wait for each other's row here, and the second finds the state as it knows it. */
async function renew(trx: Transaction<Tables>, { id, claim, keyState, at }: LoginClaim): Promise<boolean> {
  if (keyState === null) return false;
  const own = trx.updateTable("logins").where("id", "=", id);
  const anew = own.set({ claim, key_state: keyState, at: at.getTime(), outcome: null });
  const { numUpdatedRows } = await anew.where("key_state", "<>", keyState).executeTakeFirst();
  if (numUpdatedRows === 1n) return true;
  await own.set({ key_state: keyState }).where("key_state", "is", null).execute();
  return false;
}

function knownOf({ at, outcome }: Selectable<Tables["logins"]>): KnownLogin {
  return { at: new Date(at), outcome };
}
