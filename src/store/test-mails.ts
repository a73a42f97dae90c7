import type { Selectable } from "kysely";
import type { NewTestMail, TestMail, TestMailChange, TestMails } from "../ports/test-mails.ts";
import type { Access } from "./access.ts";
import { dateOf, textOf, timeOf } from "./nullable.ts";
import { addToOutbox } from "./outbox.ts";
import { addToAudit } from "./removal-rows.ts";
import { storable } from "./storable.ts";
import type { Tables } from "./tables.ts";

type Row = Selectable<Tables["test_mails"]>;

const ID = /^[\w:.-]{1,60}$/;

/** `life`: of this store's instances. */
export function createTestMails(access: Access, life: string): TestMails {
  return {
    async ask(mail, { audit, tell }) {
      requireId(mail.id);
      return access.write(async (trx) => {
        const inserting = trx.insertInto("test_mails").values(newRow(mail));
        const { numInsertedOrUpdatedRows } = await inserting.onConflict((it) => it.doNothing()).executeTakeFirst();
        if (numInsertedOrUpdatedRows !== 1n) return false;
        await addToAudit(trx, mail.id, audit);
        await addToOutbox(trx, tell);
        return true;
      });
    },

    async find(id) {
      requireId(id);
      const row = await access.read((db) =>
        db.selectFrom("test_mails").selectAll().where("id", "=", id).executeTakeFirst(),
      );
      return row ? testMailOf(row) : null;
    },

    async openFor(to) {
      const row = await access.read((db) =>
        db
          .selectFrom("test_mails")
          .selectAll()
          .where("folded", "=", storable(to.toLowerCase()))
          .where("state", "in", ["pending", "approved", "sending"])
          .executeTakeFirst(),
      );
      return row ? testMailOf(row) : null;
    },

    async move({ id, version }, change, { audit, tell }) {
      requireId(id);
      return access.write(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable("test_mails")
          .set({ ...columnsOf(change), version: version + 1 })
          .where("id", "=", id)
          .where("version", "=", version)
          .executeTakeFirst();
        if (numUpdatedRows !== 1n) return false;
        await addToAudit(trx, id, audit);
        await addToOutbox(trx, tell);
        return true;
      });
    },

    async take(instance, now, holdMs) {
      return access.write(async (trx) => {
        const free = await trx
          .selectFrom("test_mails")
          .select(["id", "version"])
          .where("state", "=", "approved")
          .orderBy("decided_at")
          .orderBy("id")
          .limit(10)
          .execute();
        for (const { id, version } of free) {
          const row = await trx
            .updateTable("test_mails")
            .set({
              state: "sending",
              version: version + 1,
              holder: storable(instance),
              life,
              held_until: now.getTime() + holdMs,
            })
            .where("id", "=", id)
            .where("version", "=", version)
            .where("state", "=", "approved")
            .returningAll()
            .executeTakeFirst();
          if (row) return testMailOf(row);
        }
        return null;
      });
    },

    async abandoned(instance, now, limit) {
      const rows = await access.read((db) =>
        db
          .selectFrom("test_mails")
          .selectAll()
          .where("state", "=", "sending")
          .where((is) =>
            is.or([
              is("held_until", "<=", now.getTime()),
              is.and([is("holder", "=", storable(instance)), is("life", "<>", life)]),
            ]),
          )
          .orderBy("asked_at")
          .limit(limit)
          .execute(),
      );
      return rows.map(testMailOf);
    },

    async overdue(before, limit) {
      const rows = await access.read((db) =>
        db
          .selectFrom("test_mails")
          .selectAll()
          .where("state", "=", "pending")
          .where("asked_at", "<=", before.getTime())
          .orderBy("asked_at")
          .limit(limit)
          .execute(),
      );
      return rows.map(testMailOf);
    },

    async followed(after, limit) {
      const askedAt = after?.askedAt.getTime() ?? Number.MIN_SAFE_INTEGER;
      const rows = await access.read((db) =>
        db
          .selectFrom("test_mails")
          .selectAll()
          .where("state", "=", "sent")
          .where("ended_at", "is", null)
          .where((is) =>
            is.or([
              is("asked_at", ">", askedAt),
              is.and([is("asked_at", "=", askedAt), is("id", ">", after?.id ?? "")]),
            ]),
          )
          .orderBy("asked_at")
          .orderBy("id")
          .limit(limit)
          .execute(),
      );
      return rows.map(testMailOf);
    },

    async forget(before, limit) {
      return access.write(async (trx) => {
        const old = trx
          .selectFrom("test_mails")
          .select("id")
          .where("ended_at", "<", before.getTime())
          .orderBy("ended_at")
          .limit(limit);
        const { numDeletedRows } = await trx.deleteFrom("test_mails").where("id", "in", old).executeTakeFirst();
        return Number(numDeletedRows);
      });
    },
  };
}

function newRow({ id, askedBy, askedAt, origin, ...mail }: NewTestMail): Row {
  return {
    id,
    version: 1,
    state: "pending",
    asked_by: storable(askedBy),
    asked_at: askedAt.getTime(),
    why: storable(mail.why),
    origin_channel: textOf(origin?.channel ?? null),
    origin_thread_ts: textOf(origin?.threadTs ?? null),
    channel: storable(mail.channel),
    region: storable(mail.region),
    sender: storable(mail.from),
    recipient: storable(mail.to),
    folded: storable(mail.to.toLowerCase()),
    subject: storable(mail.subject),
    content: storable(mail.text),
    note: textOf(mail.note),
    decided_by: null,
    decided_at: null,
    sent_at: null,
    message_id: null,
    trouble: null,
    told: null,
    ended_at: null,
    holder: null,
    life: null,
    held_until: 0,
  };
}

function testMailOf(row: Row): TestMail {
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    askedBy: row.asked_by,
    askedAt: new Date(row.asked_at),
    why: row.why,
    origin: row.origin_channel === null ? null : { channel: row.origin_channel, threadTs: row.origin_thread_ts },
    channel: row.channel,
    region: row.region,
    from: row.sender,
    to: row.recipient,
    subject: row.subject,
    text: row.content,
    note: row.note,
    decidedBy: row.decided_by,
    decidedAt: dateOf(row.decided_at),
    sentAt: dateOf(row.sent_at),
    messageId: row.message_id,
    trouble: row.trouble,
    told: row.told,
    endedAt: dateOf(row.ended_at),
  };
}

/** What a change writes; what it does not name stays. */
function columnsOf({ state, decided, sentAt, messageId, trouble, told, endedAt }: TestMailChange) {
  return {
    state,
    ...(decided && { decided_by: storable(decided.by), decided_at: decided.at.getTime() }),
    ...(sentAt && { sent_at: sentAt.getTime() }),
    ...(messageId !== undefined && { message_id: storable(messageId) }),
    ...(trouble !== undefined && { trouble: textOf(trouble) }),
    ...(told !== undefined && { told: storable(told) }),
    ...(endedAt !== undefined && { ended_at: timeOf(endedAt) }),
  };
}

function requireId(id: string): void {
  if (!ID.test(id)) throw new RangeError(`an id of a test mail is ${ID}`);
}
