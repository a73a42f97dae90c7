import type { Selectable, Transaction } from "kysely";
import type {
  AuditEntry,
  ItemChange,
  ListedEntry,
  NewAuditEntry,
  NewRemoval,
  Removal,
  RemovalChange,
  RemovalItem,
} from "../ports/removals.ts";
import { dateOf, textOf, timeOf } from "./nullable.ts";
import { storable } from "./storable.ts";
import type { Tables } from "./tables.ts";

type Row = Selectable<Tables["removals"]>;
type ItemRow = Selectable<Tables["removal_items"]>;

/** What reads run on: the database, or a transaction. */
export type Reading = Pick<Transaction<Tables>, "selectFrom">;

export async function removalsOf(db: Reading, rows: readonly Row[]): Promise<readonly Removal[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const items = await db
    .selectFrom("removal_items")
    .selectAll()
    .where("removal_id", "in", ids)
    .orderBy("place")
    .execute();
  const byId = Map.groupBy(items, ({ removal_id }) => removal_id);
  return rows.map((row) => removalOf(row, byId.get(row.id) ?? []));
}

function removalOf(row: Row, items: readonly ItemRow[]): Removal {
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    askedBy: row.asked_by,
    askedAt: new Date(row.asked_at),
    why: row.why,
    origin: row.origin_channel === null ? null : { channel: row.origin_channel, threadTs: row.origin_thread_ts },
    channel: row.channel,
    items: items.map(itemOf),
    pendingSince: new Date(row.pending_since),
    decidedBy: row.decided_by,
    decidedAt: dateOf(row.decided_at),
    removedBy: row.removed_by,
    undoneBy: row.undone_by,
    undoneAt: dateOf(row.undone_at),
    endedAt: dateOf(row.ended_at),
  };
}

function itemOf(row: ItemRow): RemovalItem {
  const { was_reason, was_since } = row;
  return {
    address: row.address,
    region: row.region,
    entry: { reason: row.reason, since: new Date(row.since), messageId: row.message_id },
    was:
      was_reason === null || was_since === null
        ? null
        : { reason: was_reason, since: new Date(was_since), messageId: row.was_message_id },
    acts: row.acts === null ? null : row.acts === 1,
    cause: row.cause,
    outcome: row.outcome,
    isTried: row.is_tried === 1,
    awsRequestId: row.aws_request_id,
    trouble: row.trouble,
    settledAt: dateOf(row.settled_at),
  };
}

export function newRow({ id, askedBy, askedAt, why, origin, channel }: NewRemoval): Row {
  return {
    id,
    version: 1,
    state: "pending",
    asked_by: storable(askedBy),
    asked_at: askedAt.getTime(),
    why: storable(why),
    origin_channel: textOf(origin?.channel ?? null),
    origin_thread_ts: textOf(origin?.threadTs ?? null),
    channel: storable(channel),
    pending_since: askedAt.getTime(),
    decided_by: null,
    decided_at: null,
    removed_by: null,
    undone_by: null,
    undone_at: null,
    ended_at: null,
    holder: null,
    life: null,
    hold: null,
    held_until: 0,
  };
}

export function newItemRow(removalId: string, place: number, item: RemovalItem): ItemRow {
  return {
    removal_id: removalId,
    place,
    address: storable(item.address),
    folded: storable(item.address.toLowerCase()),
    region: storable(item.region),
    reason: storable(item.entry.reason),
    since: item.entry.since.getTime(),
    message_id: textOf(item.entry.messageId),
    ...wasColumns(item.was),
    acts: item.acts === null ? null : Number(item.acts),
    cause: textOf(item.cause),
    outcome: item.outcome,
    is_tried: Number(item.isTried),
    aws_request_id: textOf(item.awsRequestId),
    trouble: textOf(item.trouble),
    settled_at: timeOf(item.settledAt),
    rebound_at: null,
  };
}

/** The columns that a change names, and no others. */
export function changedColumns(change: ItemChange): Partial<ItemRow> {
  return {
    outcome: change.outcome,
    ...(change.entry && {
      reason: storable(change.entry.reason),
      since: change.entry.since.getTime(),
      message_id: textOf(change.entry.messageId),
    }),
    ...(change.was !== undefined && wasColumns(change.was)),
    ...(change.acts !== undefined && { acts: change.acts === null ? null : Number(change.acts) }),
    ...(change.cause !== undefined && { cause: textOf(change.cause) }),
    ...(change.isTried !== undefined && { is_tried: Number(change.isTried) }),
    ...(change.awsRequestId !== undefined && { aws_request_id: textOf(change.awsRequestId) }),
    ...(change.trouble !== undefined && { trouble: textOf(change.trouble) }),
    ...(change.settledAt !== undefined && { settled_at: timeOf(change.settledAt) }),
  };
}

function wasColumns(was: ListedEntry | null) {
  return {
    was_reason: textOf(was?.reason ?? null),
    was_since: was ? was.since.getTime() : null,
    was_message_id: textOf(was?.messageId ?? null),
  };
}

/** What a change of state writes; what it does not name stays. */
export function columnsOf({ state, decided, removedBy, undone, pendingSince, endedAt }: RemovalChange) {
  return {
    state,
    ...(decided && { decided_by: storable(decided.by), decided_at: decided.at.getTime() }),
    ...(removedBy && { removed_by: storable(removedBy) }),
    ...(undone && { undone_by: storable(undone.by), undone_at: undone.at.getTime() }),
    ...(pendingSince && { pending_since: pendingSince.getTime() }),
    ...(endedAt !== undefined && { ended_at: endedAt === null ? null : endedAt.getTime() }),
  };
}

/** Lines of the trail, in the caller's transaction. Ten columns and more a row: PostgreSQL takes 65,535 values at once. */
export async function addToAudit(
  trx: Transaction<Tables>,
  removal: string,
  entries: readonly NewAuditEntry[],
): Promise<void> {
  for (let from = 0; from < entries.length; from += 100) {
    const rows = entries.slice(from, from + 100).map((entry) => ({
      removal_id: removal,
      at: entry.at.getTime(),
      actor: storable(entry.actor),
      action: entry.action,
      outcome: entry.outcome,
      address: storable(entry.address),
      folded: storable(entry.address.toLowerCase()),
      region: storable(entry.region),
      reason: textOf(entry.reason),
      before: textOf(entry.before),
      after: textOf(entry.after),
      aws_request_id: textOf(entry.awsRequestId),
      note: textOf(entry.note),
      channel: textOf(entry.message?.channel ?? null),
      ts: textOf(entry.message?.ts ?? null),
    }));
    await trx.insertInto("audit").values(rows).execute();
  }
}

export function auditEntryOf(row: Selectable<Tables["audit"]>): AuditEntry {
  return {
    removal: row.removal_id,
    at: new Date(row.at),
    actor: row.actor,
    action: row.action,
    outcome: row.outcome,
    address: row.address,
    region: row.region,
    reason: row.reason,
    before: row.before,
    after: row.after,
    awsRequestId: row.aws_request_id,
    note: row.note,
    message: row.channel !== null && row.ts !== null ? { channel: row.channel, ts: row.ts } : null,
  };
}
