import type { Selectable, Transaction } from "kysely";
import type { Reports, StoredReport } from "../ports/store.ts";
import type { Access } from "./access.ts";
import type { Tables } from "./tables.ts";

const ID = /^[\w:.-]{1,80}$/;

/** `life`: of this store's instances. */
export function createReports(access: Access, life: string): Reports {
  return {
    async open(report) {
      requireId(report.id);
      const row = { ...rowOf(report), life };
      return access.write(async (trx) => {
        const inserting = trx.insertInto("reports").values(row);
        const { numInsertedOrUpdatedRows } = await inserting.onConflict((it) => it.doNothing()).executeTakeFirst();
        return numInsertedOrUpdatedRows === 1n;
      });
    },

    async posted(id, ts) {
      requireId(id);
      return access.write(async (trx) => {
        const updating = trx.updateTable("reports").set({ ts: storable(ts) });
        const { numUpdatedRows } = await updating.where("id", "=", id).executeTakeFirst();
        return numUpdatedRows === 1n;
      });
    },

    async settle(id, { state, document, at }) {
      requireId(id);
      return access.write(async (trx) => {
        const updating = trx
          .updateTable("reports")
          .set({ state, document: document === null ? null : storable(document), settled_at: at.getTime() });
        const open = updating.where("id", "=", id).where("state", "=", "open");
        const { numUpdatedRows } = await open.executeTakeFirst();
        return numUpdatedRows === 1n;
      });
    },

    async find(id) {
      requireId(id);
      const found = await access.read((db) =>
        db.selectFrom("reports").selectAll().where("id", "=", id).executeTakeFirst(),
      );
      return found ? reportOf(found) : null;
    },

    async takeOver(instance, now, deadAfterMs) {
      const dead = { instance, life, aliveAfter: now.getTime() - deadAfterMs };
      const rows = await access.write(async (trx) => {
        const claimed: Selectable<Tables["reports"]>[] = [];
        for (const orphan of await orphans(trx, dead)) claimed.push(...(await claim(trx, orphan, instance, life)));
        // Nothing of theirs is open any more.
        await trx.deleteFrom("instances").where("beat_at", "<=", dead.aliveAfter).execute();
        return claimed;
      });
      return rows.map(reportOf);
    },

    async forget(before, limit) {
      return access.write(async (trx) => {
        const old = trx
          .selectFrom("reports")
          .select("id")
          .where("opened_at", "<", before.getTime())
          .where("state", "<>", "open")
          .orderBy("opened_at")
          .limit(limit);
        const { numDeletedRows } = await trx.deleteFrom("reports").where("id", "in", old).executeTakeFirst();
        return Number(numDeletedRows);
      });
    },
  };
}

type Dead = { instance: string; life: string; aliveAfter: number };

/** In an order of their own, so that two who claim at once never wait for each other. */
function orphans(trx: Transaction<Tables>, { instance, life, aliveAfter }: Dead) {
  return trx
    .selectFrom("reports")
    .select(["id", "claims"])
    .where("state", "=", "open")
    .where((is) =>
      is.or([
        is.and([is("instance", "=", instance), is("life", "<>", life)]),
        is.and([
          is("instance", "<>", instance),
          is("instance", "not in", is.selectFrom("instances").select("id").where("beat_at", ">", aliveAfter)),
        ]),
      ]),
    )
    .orderBy("opened_at")
    .orderBy("id")
    .execute();
}

/**
 * By what stands in the report's own row. PostgreSQL looks at that anew after it has waited for another who claims, but
 * not at the instances (https://www.postgresql.org/docs/current/transaction-iso.html, "Read Committed").
 */
function claim(trx: Transaction<Tables>, orphan: { id: string; claims: number }, instance: string, life: string) {
  return trx
    .updateTable("reports")
    .set({ instance, life, claims: orphan.claims + 1 })
    .where("id", "=", orphan.id)
    .where("state", "=", "open")
    .where("claims", "=", orphan.claims)
    .returningAll()
    .execute();
}

function rowOf(report: Parameters<Reports["open"]>[0]) {
  return {
    id: report.id,
    command: storable(report.command),
    team: storable(report.team),
    channel: storable(report.channel),
    ts: report.ts === null ? null : storable(report.ts),
    thread_ts: report.threadTs === null ? null : storable(report.threadTs),
    asked_by: storable(report.askedBy),
    instance: storable(report.instance),
    claims: 0,
    state: "open" as const,
    document: null,
    opened_at: report.at.getTime(),
    settled_at: null,
  };
}

function reportOf(row: Selectable<Tables["reports"]>): StoredReport {
  return {
    id: row.id,
    command: row.command,
    team: row.team,
    channel: row.channel,
    ts: row.ts,
    threadTs: row.thread_ts,
    askedBy: row.asked_by,
    instance: row.instance,
    at: new Date(row.opened_at),
    state: row.state,
    document: row.document,
    settledAt: row.settled_at === null ? null : new Date(row.settled_at),
  };
}

function requireId(id: string): void {
  if (!ID.test(id)) throw new RangeError("a report's id is 1 to 80 characters of [A-Za-z0-9_:.-]");
}

/** PostgreSQL refuses NUL in text; neither keeps a lone surrogate, which is no character of UTF-8. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\uFFFD");
}
