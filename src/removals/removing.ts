import { isToPutBack, isToRemove } from "../approvals/click.ts";
import { endOf, endOfUndo } from "../approvals/outcome.ts";
import type { Hold, Removal, RemovalChange, RemovalItem, Removals } from "../ports/removals.ts";
import { type PerformDeps, type Performed, removeOne, restoreOne } from "./perform.ts";
import { changedBy, edited, toldAsker, toldThread } from "./told.ts";

export type RemovingDeps = Omit<PerformDeps, "holdMs" | "callMs" | "removals"> & {
  removals: Removals;
  /** Differs among all that run at the same time, and is the same after a restart. */
  instance: string;
  /** Channels where people's addresses may be shown. */
  allowed: readonly string[];
  /** What went wrong with the store, or is a bug; it is tried again. */
  onTrouble: (error: unknown) => void;
  /** The outbox has something new. */
  onTold: () => void;
  holdMs?: number;
  callMs?: number;
};

/** Does what was approved, and puts back what is to be undone. */
export type Removing = {
  /** Something was approved: looks for it at once, and does it. */
  soon: () => void;
  /** What is there to do is done when this resolves, but for what others hold. Never throws. */
  round: () => Promise<void>;
  /** Ends what is under way after the address that it is at; the rest is anybody's at once. */
  stop: () => Promise<void>;
};

/** With a beat of ten seconds, what a dead instance held is taken over within the minute. */
const HOLD_MS = 40_000;
const CALL_MS = 15_000;
/** Before what another request is at is looked at again. */
const BUSY_MS = 1_000;

export function createRemoving(given: RemovingDeps): Removing {
  const deps = { ...given, holdMs: given.holdMs ?? HOLD_MS, callMs: given.callMs ?? CALL_MS };
  const { removals, instance, now, onTrouble, onTold } = deps;
  const running = new Set<Promise<void>>();
  let isStopping = false;
  let timer: NodeJS.Timeout | null = null;

  async function takeAll(): Promise<void> {
    try {
      for (;;) {
        const taken = isStopping ? null : await removals.take(instance, now(), deps.holdMs);
        if (!taken) return;
        start(run(taken.removal, taken.hold));
      }
    } catch (error) {
      onTrouble(error);
    }
  }

  function start(work: Promise<void>): void {
    const guarded = work.catch(onTrouble).finally(() => running.delete(guarded));
    running.add(guarded);
  }

  async function run(removal: Removal, hold: Hold): Promise<void> {
    const isUndo = removal.state === "undoing";
    const todo = removal.items.filter(({ outcome }) => (isUndo ? isToPutBack(outcome) : isToRemove(outcome)));
    const one = isUndo ? restoreOne : removeOne;
    // SES takes one call of an action a second and region: regions go at once, addresses in line.
    const lines = [...Map.groupBy(todo, ({ region }) => region).values()];
    const results = (
      await Promise.all(lines.map((items) => inLine(items, (item) => one(removal, item, hold, deps))))
    ).flat();
    if (results.includes("lost")) return;
    if (isStopping && results.length < todo.length) return removals.release(hold, now());
    if (results.includes("busy")) return later(hold);
    await finish(removal, hold, isUndo);
  }

  async function inLine(items: readonly RemovalItem[], act: (item: RemovalItem) => Promise<Performed>) {
    const results: Performed[] = [];
    for (const item of items) {
      if (isStopping || results.includes("lost")) break;
      results.push(await act(item));
    }
    return results;
  }

  async function later(hold: Hold): Promise<void> {
    await removals.release(hold, new Date(now().getTime() + BUSY_MS));
    if (isStopping) return;
    timer ??= setTimeout(() => {
      timer = null;
      start(takeAll());
    }, BUSY_MS);
  }

  async function finish({ id }: Removal, hold: Hold, isUndo: boolean): Promise<void> {
    const removal = await removals.find(id);
    if (!removal) return;
    const at = now();
    const change = isUndo ? endedUndo(removal) : ended(removal, at);
    const next = changedBy(removal, change);
    const calls = next.state !== "done" && next.state !== "undone";
    const tell = [edited(next, at), ...(calls ? [toldThread(next, at)] : []), toldAsker(next, deps.allowed, at)];
    if (await removals.finish(hold, change, { audit: [], tell })) onTold();
  }

  async function settled(): Promise<void> {
    while (running.size > 0) await Promise.all(running);
  }

  return {
    soon: () => start(takeAll()),
    round: async () => {
      await takeAll();
      await settled();
    },
    stop: async () => {
      isStopping = true;
      if (timer) clearTimeout(timer);
      await settled();
    },
  };
}

function ended({ items }: Removal, at: Date): RemovalChange {
  const state = endOf(items);
  return state === "pending" ? { state, pendingSince: at, endedAt: null } : { state, endedAt: at };
}

/** The day in which it can be undone is counted from the removal. */
function endedUndo({ items }: Removal): RemovalChange {
  return { state: endOfUndo(items) };
}
