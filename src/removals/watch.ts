import { expiredAt, UNDOABLE } from "../approvals/click.ts";
import { EXPIRES_AFTER_MS, REBOUND_WITHIN_MS, UNDO_WITHIN_MS } from "../approvals/rules.ts";
import type { Outbox } from "../ports/outbox.ts";
import type { Rebound, RemovalItem, Removals } from "../ports/removals.ts";
import { besideOf } from "./clicks.ts";
import { changedBy, editedWithoutUndo, messageId, REMOVAL_REBOUND, type ToldRebound } from "./told.ts";

/** Of each kind, in one round; the next round goes on. */
const MOST = 50;
/** All of a week: what one round leaves, no other looks for. */
const MOST_CLOSED = 1_000;

export type WatchDeps = {
  removals: Removals;
  outbox: Pick<Outbox, "add">;
  allowed: readonly string[];
  now: () => Date;
  keepMs: number;
  /** The round before this one; null at the first. */
  before: Date | null;
};

/** So far back the first round looks for buttons that nobody took away. */
const FIRST_LOOK_MS = 7 * 86_400_000;

/**
 * One round over the requests: ends what nobody decided in time, takes `Undo` away where its day is over, tells of addresses
 * that bounce again, and forgets what is older than the trail is kept. Tells whether the outbox has something new. Throws
 * StoreTrouble.
 */
export async function watchRemovals(deps: WatchDeps): Promise<boolean> {
  const { removals, now, keepMs } = deps;
  const expired = await expire(deps);
  const closed = await takeUndoAway(deps);
  const rebounded = await tellRebounds(deps);
  await removals.forget(new Date(now().getTime() - keepMs), MOST * 10);
  return expired + closed + rebounded > 0;
}

async function expire({ removals, now, allowed }: WatchDeps): Promise<number> {
  const at = now();
  const overdue = await removals.overdue(new Date(at.getTime() - EXPIRES_AFTER_MS), MOST);
  for (const removal of overdue) {
    const change = expiredAt(at);
    const line = { action: "expired", actor: "maildiag", at, message: null } as const;
    await removals.move(removal, change, besideOf(changedBy(removal, change), line, allowed));
  }
  return overdue.length;
}

async function takeUndoAway({ removals, outbox, now, before }: WatchDeps): Promise<number> {
  const at = now();
  const until = new Date(at.getTime() - UNDO_WITHIN_MS);
  const after = new Date((before?.getTime() ?? at.getTime() - FIRST_LOOK_MS) - UNDO_WITHIN_MS);
  const over = await removals.endedBetween(UNDOABLE, after, until, MOST_CLOSED);
  // Who began another click in between has told what is the case by then, or will.
  const removed = over.filter(({ items }) => items.some(({ outcome }) => outcome === "removed"));
  await outbox.add(removed.map((removal) => editedWithoutUndo(removal, at)));
  return removed.length;
}

async function tellRebounds({ removals, now }: WatchDeps): Promise<number> {
  const at = now();
  const found = await removals.rebounds(new Date(at.getTime() - REBOUND_WITHIN_MS), MOST);
  const once = new Map(found.toReversed().map((each) => [`${each.removal.id} ${each.item.address}`, each]));
  for (const rebound of once.values()) {
    const { removal, item, event } = rebound;
    const of = messageId(removal);
    const body: ToldRebound = {
      address: item.address,
      removedAt: settledAt(rebound).toISOString(),
      bouncedAt: event.at.toISOString(),
    };
    const place = removal.items.findIndex(({ address }) => address === item.address);
    await removals.toldRebound({ ...item, removal: removal.id }, at, [
      {
        id: `${of}:again:${place}`,
        channel: removal.channel,
        aim: { to: "thread", of },
        kind: REMOVAL_REBOUND,
        body: JSON.stringify(body),
        at,
      },
    ]);
  }
  return once.size;
}

function settledAt({ removal, item }: Rebound): Date {
  const isIt = (each: RemovalItem) => each.address === item.address && each.region === item.region;
  return removal.items.find(isIt)?.settledAt ?? removal.askedAt;
}
