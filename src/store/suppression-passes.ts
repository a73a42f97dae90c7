import { type Selectable, sql, type Transaction } from "kysely";
import type { SuppressionEntry } from "../ports/ses.ts";
import type { MirrorHold } from "../ports/suppressions.ts";
import { storable } from "./storable.ts";
import type { Tables } from "./tables.ts";

/** SQLite takes 32,766 parameters of one statement; a row has eight. */
const ROWS = 500;
/** PostgreSQL indexes at most some 2,700 bytes; no address is so long. */
const LONGEST_ADDRESS = 600;
/** The list may show an entry for a while after it was deleted; what it shows longer than this is there. */
const AFTERGLOW_MS = 15 * 60_000;

type Change = Omit<Tables["suppression_changes"], "place" | "region">;

/** One page of a pass; null where the region is no longer theirs. */
export async function writePage(
  trx: Transaction<Tables>,
  hold: MirrorHold,
  entries: readonly SuppressionEntry[],
  now: Date,
  holdMs: number,
): Promise<{ added: number; renewed: number } | null> {
  // First, so that nobody else writes to the region until this is committed.
  const mine = await ours(trx, hold)
    .set({ held_until: now.getTime() + holdMs })
    .returningAll()
    .executeTakeFirst();
  if (!mine) return null;
  const changes: Change[] = [];
  const rows = rowsOf(hold, entries);
  for (let at = 0; at < rows.length; at += ROWS) {
    const some = rows.slice(at, at + ROWS);
    changes.push(...(await writeRows(trx, some, now)));
  }
  if (mine.baseline_at !== null) await note(trx, hold, mine.place, changes);
  const count = (kind: Change["kind"]) => changes.filter((change) => change.kind === kind).length;
  return { added: count("added"), renewed: count("renewed") };
}

function ours(trx: Transaction<Tables>, { region, holder, pass }: MirrorHold) {
  return trx
    .updateTable("suppression_regions")
    .where("region", "=", region)
    .where("holder", "=", holder)
    .where("pass", "=", pass);
}

type Row = Tables["suppressions"];

function rowsOf({ region, pass }: MirrorHold, entries: readonly SuppressionEntry[]): readonly Row[] {
  // A list that changes while it is read may show an address twice: the later one stands.
  const newest = new Map<string, Row>();
  for (const { address: typed, reason, lastUpdate } of entries) {
    const address = storable(typed.slice(0, LONGEST_ADDRESS));
    const folded = address.toLowerCase();
    const domain = folded.slice(folded.lastIndexOf("@") + 1);
    const row = {
      region,
      address,
      folded,
      domain,
      reason: storable(reason),
      last_update: lastUpdate.getTime(),
      pass,
      gone_at: null,
    };
    if ((newest.get(address)?.last_update ?? Number.NEGATIVE_INFINITY) <= row.last_update) newest.set(address, row);
  }
  return [...newest.values()];
}

async function writeRows(trx: Transaction<Tables>, rows: readonly Row[], now: Date): Promise<readonly Change[]> {
  const [{ region } = { region: "" }] = rows;
  const addresses = rows.map(({ address }) => address);
  const known = await trx
    .selectFrom("suppressions")
    .selectAll()
    .where("region", "=", region)
    .where("address", "in", addresses)
    .execute();
  const was = new Map(known.map((row) => [row.address, row]));
  const stepped = rows.map((row) => step(was.get(row.address), row, now));
  await trx
    .insertInto("suppressions")
    .values(stepped.map(({ row }) => row))
    .onConflict((it) =>
      it.columns(["region", "address"]).doUpdateSet((is) => ({
        reason: is.ref("excluded.reason"),
        last_update: is.ref("excluded.last_update"),
        pass: is.ref("excluded.pass"),
        gone_at: is.ref("excluded.gone_at"),
      })),
    )
    .execute();
  return stepped.flatMap(({ row, kind }) => (kind ? [changeOf(row, kind, now)] : []));
}

function step(was: Selectable<Row> | undefined, row: Row, now: Date): { row: Row; kind: "added" | "renewed" | null } {
  if (!was) return { row, kind: "added" };
  const isLater = row.last_update > was.last_update;
  if (was.gone_at !== null) {
    const isAfterglow = !isLater && now.getTime() - was.gone_at < AFTERGLOW_MS;
    return isAfterglow ? { row: { ...row, gone_at: was.gone_at }, kind: null } : { row, kind: "added" };
  }
  // A page that was read before the entry was written anew.
  if (row.last_update < was.last_update) return { row: { ...was, pass: row.pass }, kind: null };
  return { row, kind: isLater || row.reason !== was.reason ? "renewed" : null };
}

function changeOf({ address, reason, last_update }: Row, kind: Change["kind"], now: Date): Change {
  return { kind, address, reason, last_update, seen_at: now.getTime() };
}

/** The region's row is locked: its places have no gaps, and none is seen before a smaller one. */
async function note(
  trx: Transaction<Tables>,
  { region }: MirrorHold,
  place: number,
  changes: readonly Change[],
): Promise<void> {
  if (changes.length === 0) return;
  for (let at = 0; at < changes.length; at += ROWS) {
    const some = changes
      .slice(at, at + ROWS)
      .map((change, index) => ({ ...change, region, place: place + at + index + 1 }));
    await trx.insertInto("suppression_changes").values(some).execute();
  }
  await trx
    .updateTable("suppression_regions")
    .set({ place: place + changes.length })
    .where("region", "=", region)
    .execute();
}

/** The end of a pass; null where the region is no longer theirs. */
export async function finishPass(
  trx: Transaction<Tables>,
  hold: MirrorHold,
  { whole, cursor, now }: { whole: boolean; cursor: Date | null; now: Date },
): Promise<{ removed: number } | null> {
  const at = now.getTime();
  const mine = await ours(trx, hold)
    .set({
      holder: null,
      held_until: 0,
      refreshed_at: at,
      ...(cursor && { cursor: cursor.getTime() }),
      ...(whole && { reconciled_at: at }),
    })
    .returningAll()
    .executeTakeFirst();
  if (!mine) return null;
  if (!whole) return { removed: 0 };
  const { region, pass } = hold;
  const removed = mine.baseline_at === null ? 0 : await noteRemovals(trx, hold, mine.place, at);
  await trx.deleteFrom("suppressions").where("region", "=", region).where("pass", "<", pass).execute();
  await trx
    .updateTable("suppression_regions")
    .set({ place: mine.place + removed, baseline_at: mine.baseline_at ?? at })
    .where("region", "=", region)
    .execute();
  return { removed };
}

/** In one statement, as there may be as many as there were entries. */
async function noteRemovals(
  trx: Transaction<Tables>,
  { region, pass }: MirrorHold,
  place: number,
  at: number,
): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into suppression_changes (region, place, kind, address, reason, last_update, seen_at)
    select region, ${sql.lit(place)} + row_number() over (order by last_update, address), 'removed', address, reason,
      last_update, ${sql.lit(at)}
    from suppressions
    where region = ${region} and pass < ${pass} and gone_at is null
  `.execute(trx);
  return Number(numAffectedRows ?? 0n);
}
