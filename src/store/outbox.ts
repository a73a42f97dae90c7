import { randomUUID } from "node:crypto";
import type { Selectable, Transaction } from "kysely";
import type { Message, NewOutboxEntry, Outbox, OutboxAim, OutboxEntry } from "../ports/outbox.ts";
import type { Access } from "./access.ts";
import { storable } from "./storable.ts";
import type { Tables } from "./tables.ts";

const ID = /^[\w:.-]{1,80}$/;

export function createOutbox(access: Access): Outbox {
  return {
    async add(entries) {
      for (const { id } of entries) requireId(id);
      if (entries.length > 0) await access.write((trx) => addToOutbox(trx, entries));
    },

    async take(now, holdMs, limit) {
      const rows = await access.write(async (trx) => {
        const taken: Taken[] = [];
        for (const head of await heads(trx)) {
          if (taken.length >= limit) break;
          if (head.due_at > now.getTime() || head.held_until > now.getTime()) continue;
          taken.push(...(await take(trx, head, now.getTime() + holdMs)));
        }
        return Promise.all(taken.map(async (row) => ({ row, about: await messageOf(trx, row.of_id) })));
      });
      return rows.map(({ row, about }) => entryOf(row, about));
    },

    async sent({ id, hold }, message, at) {
      requireId(id);
      return access.write(async (trx) => {
        const updating = trx.updateTable("outbox").set({
          state: "sent",
          sent_at: at.getTime(),
          sent_channel: message?.channel ?? null,
          sent_ts: message?.ts ?? null,
          complaint: null,
          maybe_sent: 0,
          hold: null,
          held_until: 0,
        });
        const theirs = updating.where("id", "=", id).where("hold", "=", hold).where("state", "=", "waiting");
        const [settled] = await theirs.returning(["aim", "of_id"]).execute();
        if (settled?.aim === "edit" && message) await moved(trx, settled.of_id, message);
        return settled !== undefined;
      });
    },

    async later({ id, hold }, { at, maybeSent, complaint }) {
      requireId(id);
      return access.write(async (trx) => {
        const updating = trx.updateTable("outbox").set({
          due_at: at.getTime(),
          maybe_sent: maybeSent ? 1 : 0,
          complaint: complaint === null ? null : storable(complaint),
          hold: null,
          held_until: 0,
        });
        const theirs = updating.where("id", "=", id).where("hold", "=", hold).where("state", "=", "waiting");
        const { numUpdatedRows } = await theirs.executeTakeFirst();
        return numUpdatedRows === 1n;
      });
    },

    async retryRefused(now) {
      await access.write((trx) =>
        trx
          .updateTable("outbox")
          .set({ due_at: now.getTime() })
          .where("state", "=", "waiting")
          .where("complaint", "is not", null)
          .execute(),
      );
    },

    async message(id) {
      requireId(id);
      return access.read((db) => messageOf(db, id));
    },

    async complaints() {
      const rows = await access.read(async (db) => {
        const refused = (await heads(db)).filter(({ complaint }) => complaint !== null);
        return Promise.all(refused.map(async (head) => ({ head, waiting: await waitingIn(db, head.channel) })));
      });
      return rows.map(({ head: { channel, complaint, at, due_at }, waiting }) => ({
        channel,
        error: complaint ?? "",
        since: new Date(at),
        again: new Date(due_at),
        waiting,
      }));
    },

    async waiting() {
      const found = await access.read((db) =>
        db
          .selectFrom("outbox")
          .select((is) => [is.fn.countAll().as("count"), is.fn.min("at").as("since")])
          .where("state", "=", "waiting")
          .executeTakeFirst(),
      );
      return { count: Number(found?.count ?? 0), since: found?.since == null ? null : new Date(Number(found.since)) };
    },

    async nextDue() {
      const due = (await access.read(heads)).map(({ due_at, held_until }) => Math.max(due_at, held_until));
      return due.length > 0 ? new Date(Math.min(...due)) : null;
    },

    async forget(before, limit) {
      return access.write(async (trx) => {
        const old = trx
          .selectFrom("outbox")
          .select("place")
          .where("state", "<>", "waiting")
          .where("sent_at", "<", before.getTime())
          // What is still to be edited and answered, however long ago it was said.
          .where("id", "not in", trx.selectFrom("alert_messages").select("id"))
          .orderBy("sent_at")
          .limit(limit);
        const { numDeletedRows } = await trx.deleteFrom("outbox").where("place", "in", old).executeTakeFirst();
        return Number(numDeletedRows);
      });
    },
  };
}

/** For whatever writes what it tells of, in the same transaction. The ids are the caller's own, and right. */
export async function addToOutbox(trx: Transaction<Tables>, entries: readonly NewOutboxEntry[]): Promise<void> {
  for (const entry of entries) {
    if (entry.aim.to === "edit" && (await editUntold(trx, entry, entry.aim.of))) continue;
    await trx
      .insertInto("outbox")
      .values(rowOf(entry))
      .onConflict((it) => it.column("id").doNothing())
      .execute();
  }
}

/** Whether nothing need be said beside: the message stands in the outbox itself, and is posted as edited. */
async function editUntold(trx: Transaction<Tables>, { id, kind, body, at }: NewOutboxEntry, of: string) {
  const known = await trx.selectFrom("outbox").select("id").where("id", "=", id).executeTakeFirst();
  if (known) return true;
  const { numUpdatedRows } = await trx
    .updateTable("outbox")
    .set({ kind, body: storable(body) })
    .where("id", "=", of)
    .where("state", "=", "waiting")
    .where("tries", "=", 0)
    .executeTakeFirst();
  if (numUpdatedRows === 1n) return true;
  await trx
    .updateTable("outbox")
    .set({ state: "dropped", sent_at: at.getTime() })
    .where("of_id", "=", of)
    .where("aim", "=", "edit")
    .where("state", "=", "waiting")
    .where("hold", "is", null)
    .execute();
  return false;
}

/** What was to be edited was gone, and was posted anew: what is said about it from now on goes there. */
async function moved(trx: Transaction<Tables>, id: string | null, { channel, ts }: Message): Promise<void> {
  await trx.updateTable("outbox").set({ sent_channel: channel, sent_ts: ts }).where("id", "=", id).execute();
}

type Row = Selectable<Tables["outbox"]>;
type Taken = Row & { hold: string; wasMaybeSent: boolean };
type Reading = Pick<Transaction<Tables>, "selectFrom">;

/** The oldest that waits for each channel, held or not. */
function heads(db: Reading) {
  return db
    .selectFrom("outbox")
    .selectAll()
    .where("place", "in", (is) =>
      is
        .selectFrom("outbox as each")
        .select((each) => each.fn.min("each.place").as("place"))
        .where("each.state", "=", "waiting")
        .groupBy("each.channel"),
    )
    .orderBy("place")
    .execute();
}

/** By what stands in its own row, which PostgreSQL looks at anew after it has waited for another who takes it. */
async function take(trx: Transaction<Tables>, head: Row, heldUntil: number): Promise<readonly Taken[]> {
  const hold = randomUUID();
  const rows = await trx
    .updateTable("outbox")
    .set({ hold, held_until: heldUntil, tries: head.tries + 1, maybe_sent: 1 })
    .where("id", "=", head.id)
    .where("state", "=", "waiting")
    .where("tries", "=", head.tries)
    .where("due_at", "=", head.due_at)
    .where("held_until", "=", head.held_until)
    .returningAll()
    .execute();
  return rows.map((row) => ({ ...row, hold, wasMaybeSent: head.maybe_sent === 1 }));
}

async function messageOf(db: Reading, id: string | null): Promise<Message | null> {
  if (id === null) return null;
  const found = await db
    .selectFrom("outbox")
    .select(["sent_channel", "sent_ts"])
    .where("id", "=", id)
    .executeTakeFirst();
  return found?.sent_channel && found.sent_ts ? { channel: found.sent_channel, ts: found.sent_ts } : null;
}

async function waitingIn(db: Reading, channel: string): Promise<number> {
  const found = await db
    .selectFrom("outbox")
    .select((is) => is.fn.countAll().as("count"))
    .where("channel", "=", channel)
    .where("state", "=", "waiting")
    .executeTakeFirst();
  return Number(found?.count ?? 0);
}

function rowOf({ id, channel, aim, kind, body, at }: NewOutboxEntry) {
  return {
    id,
    channel: storable(channel),
    aim: aim.to,
    of_id: "of" in aim ? aim.of : null,
    person: "user" in aim ? storable(aim.user) : null,
    thread_ts: "threadTs" in aim && aim.threadTs !== null ? storable(aim.threadTs) : null,
    kind: storable(kind),
    at: at.getTime(),
    state: "waiting" as const,
    due_at: at.getTime(),
    tries: 0,
    maybe_sent: 0,
    hold: null,
    held_until: 0,
    complaint: null,
    sent_at: null,
    sent_channel: null,
    sent_ts: null,
    body: storable(body),
  };
}

function entryOf(
  { id, channel, kind, body, at, tries, wasMaybeSent, hold, ...row }: Taken,
  about: Message | null,
): OutboxEntry {
  return {
    id,
    channel,
    aim: aimOf(row),
    kind,
    body,
    at: new Date(at),
    about,
    tries: tries - 1,
    maybeSent: wasMaybeSent,
    hold,
  };
}

function aimOf({ aim, of_id, person, thread_ts }: Pick<Row, "aim" | "of_id" | "person" | "thread_ts">): OutboxAim {
  if (aim === "person") return { to: aim, user: person ?? "", threadTs: thread_ts };
  return aim === "channel" ? { to: aim, threadTs: thread_ts } : { to: aim, of: of_id ?? "" };
}

function requireId(id: string): void {
  if (!ID.test(id)) throw new RangeError("the id of what is to be said is 1 to 80 characters of [A-Za-z0-9_:.-]");
}
