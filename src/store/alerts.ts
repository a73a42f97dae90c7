import type { Transaction } from "kysely";
import type { Alert, AlertMessage, Alerts, TargetMemory, Watch, WatchChange } from "../ports/alerts.ts";
import type { Access } from "./access.ts";
import { addCanaryRecord } from "./canary-records.ts";
import { addOffer } from "./offers.ts";
import { addToOutbox } from "./outbox.ts";
import { storable } from "./storable.ts";
import type { Tables } from "./tables.ts";

const ID = /^[\w:.-]{1,80}$/;
/** SQLite takes 32,766 parameters of one statement. */
const ROWS = 500;

export function createAlerts(access: Access): Alerts {
  return {
    async read(kind) {
      // Each of them is of one moment, and whoever saves from what does not fit together is told so by the revision.
      return access.read(async (db) => {
        const watch = await db.selectFrom("watches").selectAll().where("kind", "=", kind).executeTakeFirst();
        const alerts = await db
          .selectFrom("alerts")
          .select("document")
          .where("kind", "=", kind)
          .orderBy("id")
          .execute();
        const messages = await db
          .selectFrom("alert_messages")
          .select("document")
          .where("kind", "=", kind)
          .orderBy("id")
          .execute();
        return {
          watch: watch ? watchOf(watch) : { kind, revision: 0, last: null, spots: [], cursor: null },
          alerts: alerts.map(({ document }) => alertOf(document)),
          messages: messages.map(({ document }) => messageOf(document)),
        };
      });
    },

    async save(kind, revision, change) {
      requireIds(change);
      return access.write(async (trx) => {
        if (!(await raise(trx, kind, revision, change.watch))) return false;
        for (const alert of change.alerts) await putAlert(trx, kind, alert);
        for (const message of change.messages) await putMessage(trx, kind, message);
        for (let at = 0; at < change.memories.length; at += ROWS) {
          await putMemories(trx, kind, change.memories.slice(at, at + ROWS));
        }
        await addToOutbox(trx, change.outbox);
        for (const offer of change.offers ?? []) await addOffer(trx, offer);
        for (const record of change.canaryRecords ?? []) await addCanaryRecord(trx, record);
        return true;
      });
    },

    async watches() {
      const rows = await access.read((db) => db.selectFrom("watches").selectAll().orderBy("kind").execute());
      return rows.map(watchOf);
    },

    async current(endedAfter) {
      const rows = await access.read((db) =>
        db
          .selectFrom("alerts")
          .select(["kind", "document"])
          .where((is) => is.or([is("ended_at", "is", null), is("ended_at", ">", endedAfter.getTime())]))
          .orderBy("kind")
          .orderBy("id")
          .execute(),
      );
      return rows.map(({ kind, document }) => ({ ...alertOf(document), kind }));
    },

    async message(id) {
      requireId(id);
      const found = await access.read((db) =>
        db.selectFrom("alert_messages").select(["kind", "document"]).where("id", "=", id).executeTakeFirst(),
      );
      return found ? { kind: found.kind, message: messageOf(found.document) } : null;
    },

    async memory(kind, target) {
      const found = await access.read((db) =>
        db
          .selectFrom("watch_targets")
          .select("document")
          .where("kind", "=", kind)
          .where("target", "=", storable(target))
          .executeTakeFirst(),
      );
      return found?.document ?? null;
    },

    async memories(kind, targets) {
      const names = [...new Set(targets.map(storable))].toSorted();
      const found: TargetMemory[] = [];
      for (let at = 0; at < names.length; at += ROWS) {
        const some = names.slice(at, at + ROWS);
        const rows = access.read((db) =>
          db
            .selectFrom("watch_targets")
            .select(["target", "document"])
            .where("kind", "=", kind)
            .where("target", "in", some)
            .orderBy("target")
            .execute(),
        );
        found.push(...(await rows));
      }
      return found;
    },

    async forget(before, limit) {
      return access.write(async (trx) => {
        const ended = trx
          .selectFrom("alerts")
          .select(["kind", "id"])
          .where("ended_at", "<", before.getTime())
          .orderBy("ended_at")
          .limit(limit);
        let count = 0;
        for (const { kind, id } of await ended.execute()) {
          const deleting = trx.deleteFrom("alerts").where("kind", "=", kind).where("id", "=", id);
          // It may have begun anew meanwhile.
          const { numDeletedRows } = await deleting.where("ended_at", "<", before.getTime()).executeTakeFirst();
          count += Number(numDeletedRows);
        }
        const closed = trx
          .selectFrom("alert_messages")
          .select("id")
          .where("closed_at", "<", before.getTime())
          .orderBy("closed_at")
          .limit(limit);
        const gone = await trx.deleteFrom("alert_messages").where("id", "in", closed).executeTakeFirst();
        return count + Number(gone.numDeletedRows);
      });
    },
  };
}

/** First of all, so that whoever else saves this kind waits here, and then finds it raised. */
async function raise(
  trx: Transaction<Tables>,
  kind: string,
  revision: number,
  watch: WatchChange["watch"],
): Promise<boolean> {
  const document = storable(JSON.stringify(watch));
  if (revision === 0) {
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto("watches")
      .values({ kind: storable(kind), revision: 1, document })
      .onConflict((it) => it.doNothing())
      .executeTakeFirst();
    return numInsertedOrUpdatedRows === 1n;
  }
  const { numUpdatedRows } = await trx
    .updateTable("watches")
    .set({ revision: revision + 1, document })
    .where("kind", "=", kind)
    .where("revision", "=", revision)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

async function putAlert(trx: Transaction<Tables>, kind: string, alert: Alert): Promise<void> {
  const { id, state, ended } = alert;
  const row = {
    state,
    ended_at: state === "resolved" ? (ended?.at.getTime() ?? null) : null,
    document: storable(JSON.stringify(alert)),
  };
  await trx
    .insertInto("alerts")
    .values({ kind, id, ...row })
    .onConflict((it) => it.columns(["kind", "id"]).doUpdateSet(row))
    .execute();
}

async function putMessage(trx: Transaction<Tables>, kind: string, message: AlertMessage): Promise<void> {
  const row = { closed_at: message.closedAt?.getTime() ?? null, document: storable(JSON.stringify(message)) };
  await trx
    .insertInto("alert_messages")
    .values({ kind, id: message.id, ...row })
    .onConflict((it) => it.column("id").doUpdateSet(row))
    .execute();
}

async function putMemories(trx: Transaction<Tables>, kind: string, memories: readonly TargetMemory[]): Promise<void> {
  await trx
    .insertInto("watch_targets")
    .values(memories.map(({ target, document }) => ({ kind, target: storable(target), document: storable(document) })))
    .onConflict((it) => it.columns(["kind", "target"]).doUpdateSet((is) => ({ document: is.ref("excluded.document") })))
    .execute();
}

/** Times stand as ISO 8601 in the documents. */
const TIMES = new Set(["since", "seenAt", "at", "until", "openedAt", "closedAt"]);

function parsed(document: string): unknown {
  return JSON.parse(document, (key, value: unknown) =>
    TIMES.has(key) && typeof value === "string" ? new Date(value) : value,
  );
}

function alertOf(document: string): Alert {
  return parsed(document) as Alert;
}

function messageOf(document: string): AlertMessage {
  return parsed(document) as AlertMessage;
}

function watchOf({ kind, revision, document }: Tables["watches"]): Watch {
  return { kind, revision, ...(parsed(document) as WatchChange["watch"]) };
}

function requireIds({ alerts, messages, outbox, offers = [] }: WatchChange): void {
  for (const { id } of [...alerts, ...messages, ...outbox, ...offers]) requireId(id);
}

function requireId(id: string): void {
  if (!ID.test(id)) throw new RangeError("the id of an alert or a message is 1 to 80 characters of [A-Za-z0-9_:.-]");
}
