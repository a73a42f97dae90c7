import { randomUUID } from "node:crypto";
import type { Transaction } from "kysely";
import type { Hold, ItemKey, Rebound, Removals } from "../ports/removals.ts";
import type { Access } from "./access.ts";
import { addToOutbox } from "./outbox.ts";
import { IS_OWN_BOUNCE } from "./own-bounces.ts";
import { addToAudit, changedColumns, columnsOf, removalsOf } from "./removal-rows.ts";
import { storable } from "./storable.ts";
import type { Tables } from "./tables.ts";

/** Requests in somebody's hands, and what is done with them there. */
export function createRemovalHands(
  access: Access,
  life: string,
): Pick<Removals, "take" | "claim" | "settle" | "finish" | "release" | "rebounds" | "toldRebound"> {
  return {
    async take(instance, now, holdMs) {
      return access.write(async (trx) => {
        for (const { id, version, state, held_until } of await free(trx, instance, life, now.getTime())) {
          const hold = randomUUID();
          const rows = await trx
            .updateTable("removals")
            .set({
              state: state === "approved" ? "executing" : state,
              version: version + 1,
              holder: storable(instance),
              life,
              hold,
              held_until: now.getTime() + holdMs,
            })
            .where("id", "=", id)
            .where("version", "=", version)
            // Whoever holds it may have said in between that they still do.
            .where("held_until", "=", held_until)
            .returningAll()
            .execute();
          const [removal] = await removalsOf(trx, rows);
          if (removal) return { removal, hold: { removal: id, hold } };
        }
        return null;
      });
    },

    async claim(hold, { address, region }, until, doing) {
      return access.write(async (trx) => {
        if (!(await keeps(trx, hold, until))) return "lost";
        const claim = { address: storable(address), region: storable(region), removal_id: hold.removal };
        const inserting = trx.insertInto("removal_claims").values(claim);
        await inserting.onConflict((it) => it.columns(["address", "region"]).doNothing()).execute();
        const whose = await trx
          .selectFrom("removal_claims")
          .select("removal_id")
          .where("address", "=", claim.address)
          .where("region", "=", claim.region)
          .executeTakeFirst();
        if (whose?.removal_id !== hold.removal) return "busy";
        if (doing !== "look") {
          const began =
            doing === "delete" ? ({ outcome: "claimed", is_tried: 1 } as const) : { outcome: "putting" as const };
          await itemIn(trx, hold, claim).set(began).execute();
        }
        return "ours";
      });
    },

    async settle(hold, item, change, audit) {
      return access.write(async (trx) => {
        if (!(await keeps(trx, hold, null))) return false;
        await itemIn(trx, hold, item).set(changedColumns(change)).execute();
        await trx
          .deleteFrom("removal_claims")
          .where("address", "=", storable(item.address))
          .where("region", "=", storable(item.region))
          .where("removal_id", "=", hold.removal)
          .execute();
        await addToAudit(trx, hold.removal, audit);
        return true;
      });
    },

    async finish({ removal, hold }, change, { audit, tell }) {
      return access.write(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable("removals")
          .set((is) => ({
            ...columnsOf(change),
            version: is("version", "+", 1),
            holder: null,
            life: null,
            hold: null,
            held_until: 0,
          }))
          .where("id", "=", removal)
          .where("hold", "=", hold)
          .executeTakeFirst();
        if (numUpdatedRows !== 1n) return false;
        await addToAudit(trx, removal, audit);
        await addToOutbox(trx, tell);
        return true;
      });
    },

    async release({ removal, hold }, notBefore) {
      await access.write((trx) =>
        trx
          .updateTable("removals")
          .set({ holder: null, life: null, hold: null, held_until: notBefore.getTime() })
          .where("id", "=", removal)
          .where("hold", "=", hold)
          .execute(),
      );
    },

    async rebounds(since, limit) {
      return access.read(async (db) => {
        const found = await db
          .selectFrom("removal_items as item")
          .innerJoin("events as event", "event.recipient", "item.folded")
          .select(["item.removal_id", "item.address", "item.region", "event.id", "event.at", "event.detail"])
          .where("item.outcome", "=", "removed")
          .where("item.settled_at", ">=", since.getTime())
          .where("item.rebound_at", "is", null)
          .where("event.type", "=", "Bounce")
          // As JSON.stringify writes it: a full mailbox says nothing against the address.
          .where("event.detail", "not like", '%"bounceType":"Transient"%')
          // A region where it stands on the list still drops mail to it: that says nothing of the one where it was removed.
          .where(({ not }) => not(IS_OWN_BOUNCE))
          .where((is) => is.or([is("event.region", "is", null), is("event.region", "=", is.ref("item.region"))]))
          .whereRef("event.at", ">", "item.settled_at")
          .orderBy("event.at")
          .limit(limit)
          .execute();
        const ids = [...new Set(found.map(({ removal_id }) => removal_id))];
        const rows = ids.length > 0 ? await db.selectFrom("removals").selectAll().where("id", "in", ids).execute() : [];
        const removals = new Map((await removalsOf(db, rows)).map((each) => [each.id, each]));
        return found.flatMap((row): Rebound[] => {
          const removal = removals.get(row.removal_id);
          const event = { id: row.id, at: new Date(row.at), detail: row.detail };
          return removal ? [{ removal, item: { address: row.address, region: row.region }, event }] : [];
        });
      });
    },

    async toldRebound({ removal, address }, at, tell) {
      return access.write(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable("removal_items")
          .set({ rebound_at: at.getTime() })
          .where("removal_id", "=", removal)
          .where("address", "=", storable(address))
          .where("rebound_at", "is", null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        await addToOutbox(trx, tell);
        return true;
      });
    },
  };
}

/** In an order of its own, so that two who take at once seldom want the same. */
function free(trx: Transaction<Tables>, instance: string, life: string, now: number) {
  return trx
    .selectFrom("removals")
    .select(["id", "version", "state", "held_until"])
    .where("state", "in", ["approved", "executing", "undoing"])
    .where((is) =>
      is.or([is("held_until", "<=", now), is.and([is("holder", "=", storable(instance)), is("life", "<>", life)])]),
    )
    .orderBy("decided_at")
    .orderBy("id")
    .limit(10)
    .execute();
}

/** Whether it still is in these hands; until then, where a time is given. Locks the row to the end of the transaction. */
async function keeps(trx: Transaction<Tables>, { removal, hold }: Hold, until: Date | null): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable("removals")
    .set((is) => ({ held_until: until ? until.getTime() : is.ref("held_until") }))
    .where("id", "=", removal)
    .where("hold", "=", hold)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

function itemIn(trx: Transaction<Tables>, { removal }: Hold, { address, region }: ItemKey) {
  return trx
    .updateTable("removal_items")
    .where("removal_id", "=", removal)
    .where("address", "=", storable(address))
    .where("region", "=", storable(region));
}
