import { type Selectable, sql, type Transaction } from "kysely";
import type { DeadLetter, EventDetail, EventStore, StoredEvent } from "../ports/event-store.ts";
import type { Access } from "./access.ts";
import { IS_OWN_BOUNCE } from "./own-bounces.ts";
import { storable } from "./storable.ts";
import type { Tables } from "./tables.ts";

/** SQLite takes 32,766 parameters of one statement, PostgreSQL 65,535; a row has seven. */
const ROWS = 500;

const MS_OF_DAY = 86_400_000;
const DAY = sql<number>`at / ${sql.lit(MS_OF_DAY)}`;
/** What follows the last @: both databases cut from the right whatever is not one, and take away what is left. */
const DOMAIN = sql<string>`replace(recipient, rtrim(recipient, replace(recipient, '@', '')), '')`;
const HAS_ENDED = sql<boolean>`(type = 'Delivery' or (type = 'Bounce' and not ${IS_OWN_BOUNCE}))`;

export function createEvents(access: Access): EventStore {
  return {
    async add({ events, deadLetters }) {
      // In one order everywhere: two instances that write the same rows at once then wait, and never for each other.
      const rows = inIdOrder(events.map(rowOf));
      const dead = inIdOrder(deadLetters.map(deadRowOf));
      if (rows.length === 0 && dead.length === 0) return { added: 0 };
      return access.write(async (trx) => {
        let added = 0;
        for (const some of inPieces(rows)) {
          const inserting = trx.insertInto("events").values([...some]);
          const { numInsertedOrUpdatedRows } = await inserting.onConflict((it) => it.doNothing()).executeTakeFirst();
          added += Number(numInsertedOrUpdatedRows ?? 0);
        }
        for (const some of inPieces(dead)) {
          const inserting = trx.insertInto("events_dead").values([...some]);
          await inserting.onConflict((it) => it.doNothing()).execute();
        }
        // Last, as all instances want these few rows: they are held no longer than the commit takes.
        await noteSeen(trx, rows);
        return { added };
      });
    },

    async byMessage(messageId, limit) {
      const rows = await access.read((db) =>
        db
          .selectFrom("events")
          .selectAll()
          .where("message_id", "=", storable(messageId))
          .orderBy("at")
          .orderBy("id")
          .limit(limit)
          .execute(),
      );
      return rows.map(eventOf);
    },

    async byRecipient(address, limit) {
      const rows = await access.read((db) =>
        db
          .selectFrom("events")
          .selectAll()
          .where("recipient", "=", storable(address.toLowerCase()))
          .orderBy("at", "desc")
          .orderBy("id", "desc")
          .limit(limit)
          .execute(),
      );
      return rows.toReversed().map(eventOf);
    },

    async lastSeen() {
      const rows = await access.read((db) =>
        db.selectFrom("events_seen").selectAll().orderBy("region").orderBy("type").execute(),
      );
      return rows.map(({ region, type, at }) => ({ region, type, at: new Date(at) }));
    },

    async outcomes(from, limit) {
      const rows = await access.read((db) =>
        db
          .selectFrom("events")
          .select([DAY.as("day"), DOMAIN.as("domain")])
          .select((it) => [
            it.fn.sum<number>(sql<number>`case when type = 'Delivery' then 1 else 0 end`).as("delivered"),
            it.fn.sum<number>(sql<number>`case when type = 'Bounce' then 1 else 0 end`).as("refused"),
          ])
          .where("at", ">=", from.getTime())
          .where("recipient", "is not", null)
          // What canaries come to is nobody's mail.
          .where("recipient", "not like", "%@simulator.amazonses.com")
          .where(HAS_ENDED)
          .groupBy([DAY, DOMAIN])
          .orderBy(sql`count(*)`, "desc")
          .orderBy(DAY)
          .orderBy(DOMAIN)
          .limit(limit)
          .execute(),
      );
      return rows.map(({ day, domain, delivered, refused }) => ({
        day: new Date(Number(day) * MS_OF_DAY).toISOString().slice(0, 10),
        domain,
        // PostgreSQL's sums are wider than a number, and come as text.
        delivered: Number(delivered),
        refused: Number(refused),
      }));
    },

    async bouncesAt(domains, from, limit) {
      if (domains.length === 0) return [];
      const rows = await access.read((db) =>
        db
          .selectFrom("events")
          .selectAll()
          .where("at", ">=", from.getTime())
          .where("type", "=", "Bounce")
          .where(HAS_ENDED)
          .where(DOMAIN, "in", domains.map(storable))
          .orderBy("at", "desc")
          .orderBy("id", "desc")
          .limit(limit)
          .execute(),
      );
      return rows.map(eventOf);
    },

    async deadLetters(limit) {
      const rows = await access.read((db) =>
        db.selectFrom("events_dead").selectAll().orderBy("at", "desc").orderBy("id").limit(limit).execute(),
      );
      return rows.map(({ id, at, reason, body }) => ({ id, at: new Date(at), reason, body }));
    },

    async deadLetterReasons(limit) {
      const rows = await access.read((db) =>
        db
          .selectFrom("events_dead")
          .select(({ fn }) => ["reason", fn.countAll().as("count"), fn.max("at").as("latest")])
          .groupBy("reason")
          .orderBy("count", "desc")
          .orderBy("reason")
          .limit(limit)
          .execute(),
      );
      return rows.map(({ reason, count, latest }) => ({ reason, count: Number(count), latest: new Date(latest) }));
    },

    async types() {
      // From one type to the next by the index: a million rows are as quick as ten (`distinct` reads every one).
      const { rows } = await access.read((db) =>
        sql<{ type: string }>`with recursive known (type) as (
          select min(type) from events
          union all select (select min(type) from events where events.type > known.type) from known where known.type is not null
        ) select type from known where type is not null`.execute(db),
      );
      return rows.map(({ type }) => type);
    },

    async forget(type, before, limit) {
      return access.write(async (trx) => {
        const oldest = trx
          .selectFrom("events")
          .select("id")
          .where("type", "=", storable(type))
          .where("at", "<", before.getTime())
          .orderBy("at")
          .limit(limit);
        const { numDeletedRows } = await trx.deleteFrom("events").where("id", "in", oldest).executeTakeFirst();
        return Number(numDeletedRows);
      });
    },

    async forgetDeadLetters(before, limit) {
      return access.write(async (trx) => {
        const oldest = trx
          .selectFrom("events_dead")
          .select("id")
          .where("at", "<", before.getTime())
          .orderBy("at")
          .limit(limit);
        const { numDeletedRows } = await trx.deleteFrom("events_dead").where("id", "in", oldest).executeTakeFirst();
        return Number(numDeletedRows);
      });
    },
  };
}

type Row = Tables["events"];

async function noteSeen(trx: Transaction<Tables>, rows: readonly Row[]): Promise<void> {
  const latest = new Map<string, { region: string; type: string; at: number }>();
  for (const { region, type, at } of rows) {
    if (region === null) continue;
    const key = `${region}\n${type}`;
    if ((latest.get(key)?.at ?? Number.NEGATIVE_INFINITY) < at) latest.set(key, { region, type, at });
  }
  for (const [, seen] of [...latest].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    await trx
      .insertInto("events_seen")
      .values(seen)
      .onConflict((it) =>
        it.columns(["region", "type"]).doUpdateSet({ at: seen.at }).where("events_seen.at", "<", seen.at),
      )
      .execute();
  }
}

function inIdOrder<R extends { id: string }>(rows: readonly R[]): readonly R[] {
  // Within one statement PostgreSQL does not look for equal rows.
  const distinct = new Map(rows.map((row) => [row.id, row]));
  return [...distinct.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function* inPieces<R>(rows: readonly R[]): Iterable<readonly R[]> {
  for (let at = 0; at < rows.length; at += ROWS) yield rows.slice(at, at + ROWS);
}

function rowOf({ id, at, type, messageId, recipient, region, detail }: StoredEvent): Row {
  return {
    id,
    message_id: storable(messageId),
    recipient: recipient === null ? null : storable(recipient.toLowerCase()),
    region: region === null ? null : storable(region),
    type: storable(type),
    at: at.getTime(),
    detail: JSON.stringify(detail),
  };
}

function deadRowOf({ id, at, reason, body }: DeadLetter): Tables["events_dead"] {
  return { id, at: at.getTime(), reason: storable(reason), body: storable(body) };
}

function eventOf(row: Selectable<Row>): StoredEvent {
  const { id, message_id: messageId, recipient, region, type, at, detail } = row;
  return { id, at: new Date(at), type, messageId, recipient, region, detail: detailOf(detail) };
}

/** Written by `rowOf`; a damaged one must not hide the rest of the time line. */
function detailOf(text: string): EventDetail {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
  } catch {
    return {};
  }
}
