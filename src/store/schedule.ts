import { randomUUID } from "node:crypto";
import { type Selectable, sql } from "kysely";
import type { Schedule, WatchTimes } from "../ports/schedule.ts";
import type { Access } from "./access.ts";
import { storable } from "./storable.ts";
import type { Tables } from "./tables.ts";

/** A sweep that ends the process ends so many processes, and waits for its next slot then. */
const MOST_TRIES = 5;
/** What lies further ahead was written under a clock that was wrong. */
const AHEAD_MS = 3_600_000;

export function createSchedule(access: Access): Schedule {
  return {
    async claim(kind, { slot, now, holdMs }) {
      const hold = randomUUID();
      const at = slot.getTime();
      const started = now.getTime();
      const taken = { slot: at, hold, held_until: started + holdMs, started_at: started };
      const rows = await access.write((trx) =>
        trx
          .insertInto("schedule")
          .values({ kind: storable(kind), ...taken, tries: 1, done_slot: null, ended_at: null, looked: null })
          .onConflict((it) =>
            it
              .column("kind")
              .doUpdateSet({
                ...taken,
                tries: sql<number>`case when schedule.slot = ${at} then schedule.tries + 1 else 1 end`,
              })
              .where((is) =>
                is.and([
                  is.or([
                    is("schedule.held_until", "<=", started),
                    is("schedule.held_until", ">", started + holdMs + AHEAD_MS),
                  ]),
                  is.or([
                    is("schedule.done_slot", "is", null),
                    is("schedule.done_slot", "<", at),
                    is("schedule.done_slot", ">", started + AHEAD_MS),
                  ]),
                  is.or([is("schedule.slot", "<>", at), is("schedule.tries", "<", MOST_TRIES)]),
                ]),
              ),
          )
          .returning("hold")
          .execute(),
      );
      return rows.some((row) => row.hold === hold) ? { kind, slot, hold } : null;
    },

    async keep({ kind, hold }, until) {
      const { numUpdatedRows } = await access.write((trx) =>
        trx
          .updateTable("schedule")
          .set({ held_until: until.getTime() })
          .where("kind", "=", kind)
          .where("hold", "=", hold)
          .executeTakeFirst(),
      );
      return numUpdatedRows === 1n;
    },

    async end({ kind, slot, hold }, { at, looked }) {
      const { numUpdatedRows } = await access.write((trx) =>
        trx
          .updateTable("schedule")
          .set({ done_slot: slot.getTime(), ended_at: at.getTime(), looked, hold: null, held_until: 0 })
          .where("kind", "=", kind)
          .where("hold", "=", hold)
          .executeTakeFirst(),
      );
      return numUpdatedRows === 1n;
    },

    async release({ kind, hold }) {
      await access.write((trx) =>
        trx
          .updateTable("schedule")
          .set({ hold: null, held_until: 0, tries: 0 })
          .where("kind", "=", kind)
          .where("hold", "=", hold)
          .execute(),
      );
    },

    async times() {
      return (await access.read((db) => db.selectFrom("schedule").selectAll().orderBy("kind").execute())).map(timesOf);
    },
  };
}

function timesOf(row: Selectable<Tables["schedule"]>): WatchTimes {
  return {
    kind: row.kind,
    doneSlot: row.done_slot === null ? null : new Date(row.done_slot),
    startedAt: new Date(row.started_at),
    endedAt: row.ended_at === null ? null : new Date(row.ended_at),
    looked: row.looked,
    heldUntil: row.hold === null ? null : new Date(row.held_until),
  };
}
