import type { Transaction } from "kysely";
import type { Offer, Removals } from "../ports/removals.ts";
import type { Access } from "./access.ts";
import { addOffer } from "./offers.ts";
import { addToOutbox } from "./outbox.ts";
import { createRemovalHands } from "./removal-hands.ts";
import { addToAudit, auditEntryOf, columnsOf, newItemRow, newRow, removalsOf } from "./removal-rows.ts";
import { storable } from "./storable.ts";
import type { Tables } from "./tables.ts";

const ID = /^[\w:.-]{1,80}$/;
const REMOVAL_ID = /^[\w:.-]{1,60}$/;
const ENDED = ["done", "partly", "failed", "denied", "expired", "undone"] as const;
/** Rows of one statement: SQLite takes 32,766 values. */
const AT_ONCE = 100;

/** `life`: of this store's instances. */
export function createRemovals(access: Access, life: string): Removals {
  return {
    ...createRemovalHands(access, life),

    async offer(offer) {
      requireId(offer.id, ID);
      await access.write((trx) => addOffer(trx, offer));
    },

    async offered(id) {
      requireId(id, ID);
      const row = await access.read((db) =>
        db.selectFrom("removal_offers").selectAll().where("id", "=", id).executeTakeFirst(),
      );
      return row ? { id: row.id, at: new Date(row.at), entries: JSON.parse(row.entries) as Offer["entries"] } : null;
    },

    async ask(removal, { audit, tell }) {
      requireId(removal.id, REMOVAL_ID);
      return access.write(async (trx) => {
        const inserting = trx.insertInto("removals").values(newRow(removal));
        const { numInsertedOrUpdatedRows } = await inserting.onConflict((it) => it.doNothing()).executeTakeFirst();
        if (numInsertedOrUpdatedRows !== 1n) return false;
        const rows = removal.items.map((item, place) => newItemRow(removal.id, place, item));
        for (let from = 0; from < rows.length; from += AT_ONCE) {
          await trx
            .insertInto("removal_items")
            .values(rows.slice(from, from + AT_ONCE))
            .execute();
        }
        await addToAudit(trx, removal.id, audit);
        await addToOutbox(trx, tell);
        return true;
      });
    },

    async find(id) {
      requireId(id, REMOVAL_ID);
      return access.read(async (db) => {
        const rows = await db.selectFrom("removals").selectAll().where("id", "=", id).execute();
        return (await removalsOf(db, rows))[0] ?? null;
      });
    },

    async openFor(items) {
      const addresses = [...new Set(items.map(({ address }) => storable(address)))];
      if (addresses.length === 0) return [];
      const rows = await access.read((db) =>
        db
          .selectFrom("removal_items as item")
          .innerJoin("removals as one", "one.id", "item.removal_id")
          .select(["one.id", "one.asked_by", "one.asked_at", "item.address", "item.region"])
          .where("item.address", "in", addresses)
          .where("one.state", "in", ["pending", "approved", "executing"])
          .orderBy("one.asked_at")
          .orderBy("one.id")
          .execute(),
      );
      return rows
        .filter((row) => items.some(({ address, region }) => address === row.address && region === row.region))
        .map(({ id, asked_by, asked_at, address, region }) => ({
          id,
          askedBy: asked_by,
          askedAt: new Date(asked_at),
          item: { address, region },
        }));
    },

    async move({ id, version }, change, { audit, tell }) {
      requireId(id, REMOVAL_ID);
      return access.write(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable("removals")
          .set({ ...columnsOf(change), version: version + 1 })
          .where("id", "=", id)
          .where("version", "=", version)
          .executeTakeFirst();
        if (numUpdatedRows !== 1n) return false;
        const { rest } = change;
        if (rest) {
          await trx
            .updateTable("removal_items")
            .set({ outcome: rest.to })
            .where("removal_id", "=", id)
            .where("outcome", "in", rest.from)
            .execute();
        }
        await addToAudit(trx, id, audit);
        await addToOutbox(trx, tell);
        return true;
      });
    },

    async overdue(before, limit) {
      return access.read(async (db) => {
        const rows = await db
          .selectFrom("removals")
          .selectAll()
          .where("state", "=", "pending")
          .where("pending_since", "<=", before.getTime())
          .orderBy("pending_since")
          .limit(limit)
          .execute();
        return removalsOf(db, rows);
      });
    },

    async endedBetween(states, after, until, limit) {
      return access.read(async (db) => {
        const rows = await db
          .selectFrom("removals")
          .selectAll()
          .where("state", "in", states)
          .where("ended_at", ">", after.getTime())
          .where("ended_at", "<=", until.getTime())
          .orderBy("ended_at")
          .limit(limit)
          .execute();
        return removalsOf(db, rows);
      });
    },

    async history({ address, limit }) {
      const rows = await access.read((db) => {
        const all = db.selectFrom("audit").selectAll().orderBy("place", "desc").limit(limit);
        return (address === null ? all : all.where("folded", "=", storable(address.toLowerCase()))).execute();
      });
      return rows.map(auditEntryOf);
    },

    async forget(before, limit) {
      return access.write(async (trx) => {
        const old = trx
          .selectFrom("audit")
          .select("place")
          .where("at", "<", before.getTime())
          .orderBy("at")
          .limit(limit);
        const { numDeletedRows } = await trx.deleteFrom("audit").where("place", "in", old).executeTakeFirst();
        await forgetRemovals(trx, before.getTime(), limit);
        return Number(numDeletedRows);
      });
    },

    async forgetOffers(before, limit) {
      return access.write(async (trx) => {
        const old = trx
          .selectFrom("removal_offers")
          .select("id")
          .where("at", "<", before.getTime())
          .orderBy("at")
          .limit(limit);
        const { numDeletedRows } = await trx.deleteFrom("removal_offers").where("id", "in", old).executeTakeFirst();
        return Number(numDeletedRows);
      });
    },
  };
}

async function forgetRemovals(trx: Transaction<Tables>, before: number, limit: number): Promise<void> {
  const ended = await trx
    .selectFrom("removals")
    .select("id")
    .where("ended_at", "<", before)
    .where("state", "in", ENDED)
    .limit(limit)
    .execute();
  const ids = ended.map(({ id }) => id);
  if (ids.length > 0) {
    await trx.deleteFrom("removal_items").where("removal_id", "in", ids).execute();
    await trx.deleteFrom("removals").where("id", "in", ids).execute();
  }
}

function requireId(id: string, form: RegExp): void {
  if (!form.test(id)) throw new RangeError(`an id of a removal or an offer is ${form}`);
}
