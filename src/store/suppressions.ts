import { type ExpressionBuilder, type Selectable, sql } from "kysely";
import type {
  ListedSuppression,
  MirrorState,
  SuppressionFilter,
  SuppressionMirror,
  SuppressionPlace,
} from "../ports/suppressions.ts";
import type { Access } from "./access.ts";
import { storable } from "./storable.ts";
import { finishPass, writePage } from "./suppression-passes.ts";
import type { Tables } from "./tables.ts";

const DAY_MS = 86_400_000;

export function createSuppressionMirror(access: Access): SuppressionMirror {
  return {
    async state(region) {
      const row = await access.read((db) =>
        db.selectFrom("suppression_regions").selectAll().where("region", "=", storable(region)).executeTakeFirst(),
      );
      return row ? stateOf(row) : null;
    },

    async hold(named, holder, now, holdMs) {
      const region = storable(named);
      return access.write(async (trx) => {
        const fresh = { region, place: 0, pass: 0, held_until: 0 };
        await trx
          .insertInto("suppression_regions")
          .values(fresh)
          .onConflict((it) => it.doNothing())
          .execute();
        const free = trx
          .updateTable("suppression_regions")
          .set((is) => ({ holder, held_until: now.getTime() + holdMs, pass: is("pass", "+", 1) }))
          .where("region", "=", region)
          .where((is) => is.or([is("holder", "is", null), is("held_until", "<=", now.getTime())]));
        const row = await free.returningAll().executeTakeFirst();
        if (row) return { region, holder, pass: row.pass, state: stateOf(row) };
        const held = await trx
          .selectFrom("suppression_regions")
          .select("held_until")
          .where("region", "=", region)
          .executeTakeFirst();
        return { until: new Date(held?.held_until ?? now) };
      });
    },

    write: (hold, entries, now, holdMs) => access.write((trx) => writePage(trx, hold, entries, now, holdMs)),

    finish: (hold, done) => access.write((trx) => finishPass(trx, hold, done)),

    async release({ region, holder, pass }) {
      await access.write((trx) =>
        trx
          .updateTable("suppression_regions")
          .set({ holder: null, held_until: 0 })
          .where("region", "=", region)
          .where("holder", "=", holder)
          .where("pass", "=", pass)
          .execute(),
      );
    },

    async newSince(region, place, limit) {
      const rows = await access.read((db) =>
        db
          .selectFrom("suppression_changes")
          .selectAll()
          .where("region", "=", storable(region))
          .where("place", ">", place)
          .orderBy("place")
          .limit(limit)
          .execute(),
      );
      return rows.map(({ last_update, seen_at, ...row }) => ({
        ...row,
        lastUpdate: new Date(last_update),
        seenAt: new Date(seen_at),
      }));
    },

    async noteRemoved(region, address, at) {
      await access.write((trx) =>
        trx
          .updateTable("suppressions")
          .set({ gone_at: at.getTime() })
          .where("region", "=", storable(region))
          .where("folded", "=", storable(address.toLowerCase()))
          .execute(),
      );
    },

    async list(filter, behind, limit) {
      // Each region by itself, so that its index gives the newest without sorting the whole list.
      const found = await access.read((db) =>
        Promise.all(
          filter.regions.map((region) =>
            db
              .selectFrom("suppressions")
              .select(["region", "address", "reason", "last_update"])
              .where(fits({ ...filter, regions: [region] }))
              .$if(behind !== null, (query) => query.where(isBehind(behind, region)))
              .orderBy("last_update", "desc")
              .orderBy("address", "desc")
              .limit(limit)
              .execute(),
          ),
        ),
      );
      const newest = found
        .flat()
        .sort(
          (a, b) => b.last_update - a.last_update || (a.region < b.region ? 1 : -1) * Number(a.region !== b.region),
        );
      return newest.slice(0, limit).map(listedOf);
    },

    async spellings(address) {
      const rows = await access.read((db) =>
        db
          .selectFrom("suppressions")
          .select("address")
          .distinct()
          .where("folded", "=", storable(address.toLowerCase()))
          .orderBy("address")
          .limit(10)
          .execute(),
      );
      return rows.map((row) => row.address);
    },

    async countByReason(filter) {
      const rows = await access.read((db) =>
        db
          .selectFrom("suppressions")
          .select((is) => ["region", "reason", is.fn.countAll().as("count")])
          .where(fits(filter))
          .groupBy(["region", "reason"])
          .orderBy("region")
          .orderBy("reason")
          .execute(),
      );
      return rows.map(({ region, reason, count }) => ({ region, reason, count: Number(count) }));
    },

    async countByDomain(filter, limit) {
      return access.read(async (db) => {
        const rows = await db
          .selectFrom("suppressions")
          .select((is) => ["domain", is.fn.countAll().as("count")])
          .where(fits(filter))
          .groupBy("domain")
          .orderBy("count", "desc")
          .orderBy("domain")
          .limit(limit)
          .execute();
        const all = await db
          .selectFrom("suppressions")
          .select((is) => is.fn.count("domain").distinct().as("count"))
          .where(fits(filter))
          .executeTakeFirst();
        return {
          domains: rows.map(({ domain, count }) => ({ domain, count: Number(count) })),
          all: Number(all?.count ?? 0),
        };
      });
    },

    async countByDay(filter, from, days) {
      const rows = await access.read((db) =>
        db
          .selectFrom("suppressions")
          .select((is) => [
            sql<number>`(last_update - cast(${from.getTime()} as bigint)) / ${sql.lit(DAY_MS)}`.as("day"),
            is.fn.countAll().as("count"),
          ])
          .where(fits(filter))
          .where("last_update", ">=", from.getTime())
          .where("last_update", "<", from.getTime() + days * DAY_MS)
          .groupBy(sql`1`)
          .execute(),
      );
      const counts = new Map(rows.map(({ day, count }) => [Number(day), Number(count)]));
      return Array.from({ length: days }, (_, day) => counts.get(day) ?? 0);
    },

    async busiestDays(filter, limit) {
      const rows = await access.read((db) =>
        db
          .selectFrom("suppressions")
          .select((is) => [sql<number>`last_update / ${sql.lit(DAY_MS)}`.as("day"), is.fn.countAll().as("count")])
          .where(fits(filter))
          .groupBy(sql`1`)
          .orderBy("count", "desc")
          .orderBy("day", "desc")
          .limit(limit)
          .execute(),
      );
      return rows.map(({ day, count }) => ({ day: new Date(Number(day) * DAY_MS), count: Number(count) }));
    },

    async countBetween(region, after, until) {
      const row = await access.read((db) =>
        db
          .selectFrom("suppressions")
          .select((is) => is.fn.countAll().as("count"))
          .where("region", "=", storable(region))
          .where("gone_at", "is", null)
          .where("last_update", ">", after.getTime())
          .where("last_update", "<=", until.getTime())
          .executeTakeFirst(),
      );
      return Number(row?.count ?? 0);
    },

    async forget(before, limit) {
      return access.write(async (trx) => {
        const old = await trx
          .selectFrom("suppression_changes")
          .select(["region", "place"])
          .where("seen_at", "<", before.getTime())
          .orderBy("seen_at")
          .orderBy("region")
          .orderBy("place")
          .limit(limit)
          .execute();
        // The oldest of a region are its first: everything up to the last of them goes.
        const last = new Map(old.map(({ region, place }) => [region, place]));
        let gone = 0n;
        for (const [region, place] of last) {
          const deleting = trx.deleteFrom("suppression_changes").where("region", "=", region);
          gone += (await deleting.where("place", "<=", place).executeTakeFirst()).numDeletedRows;
        }
        return Number(gone);
      });
    },
  };
}

function fits({ regions, reason, since }: SuppressionFilter) {
  return (is: ExpressionBuilder<Tables, "suppressions">) =>
    is.and([
      is("region", "in", regions.length > 0 ? regions.map(storable) : [""]),
      is("gone_at", "is", null),
      ...(reason === null ? [] : [is("reason", "=", storable(reason))]),
      ...(since === null ? [] : [is("last_update", ">=", since.getTime())]),
    ]);
}

/** Of entries of the same moment the regions come one after the other, the last first. */
function isBehind(place: SuppressionPlace | null, region: string) {
  const { lastUpdate, region: placed, address } = place ?? { lastUpdate: new Date(0), region: "", address: "" };
  const at = lastUpdate.getTime();
  if (region === placed) return sql<boolean>`(last_update, address) < (${at}, ${storable(address)})`;
  return region < placed ? sql<boolean>`last_update <= ${at}` : sql<boolean>`last_update < ${at}`;
}

type Row = Pick<Tables["suppressions"], "region" | "address" | "reason" | "last_update">;

function listedOf({ last_update, ...row }: Row): ListedSuppression {
  return { ...row, lastUpdate: new Date(last_update) };
}

function stateOf(row: Selectable<Tables["suppression_regions"]>): MirrorState {
  const time = (at: number | null) => (at === null ? null : new Date(at));
  return {
    region: row.region,
    baselineAt: time(row.baseline_at),
    refreshedAt: time(row.refreshed_at),
    reconciledAt: time(row.reconciled_at),
    cursor: time(row.cursor),
    place: row.place,
  };
}
