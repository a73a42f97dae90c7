import type { Metrics } from "../metrics.ts";
import type { SlackMessage } from "../render/slack-message.ts";
import type { Calls } from "./calls.ts";
import { messageArguments, type Posted } from "./posts.ts";
import type { Timing } from "./timing.ts";
import { SlackRefused, type SlackTrouble } from "./trouble.ts";

/** A message that changes; what it says is asked for when its turn comes. */
export type Editable = Posted & { message: () => SlackMessage };

export type Edits = {
  /** Some time: not before the last edit of this message is some seconds old, and only where the budget allows. */
  soon: (target: Editable) => void;
  /** For good: before all that is only soon, tried again until Slack takes it. Throws SlackRefused. */
  final: (target: Editable) => Promise<void>;
  /** In the same turn, but tried once. Throws SlackRefused, and what `message` throws. */
  once: (target: Editable) => Promise<void>;
  /** Waits are over: whatever is left is tried now, once. */
  hurry: () => void;
};

type Waiting = {
  target: Editable;
  since: number;
  done: PromiseWithResolvers<void> | null;
  isOnce: boolean;
  failed: number;
};

/** Of the budget, kept for messages that come to their end. */
const RESERVE = 5;

/**
 * One budget for the edits of all messages. A message has at most one edit under way, so that an older state never
 * overtakes a newer one.
 */
export function createEdits({ client, once }: Calls, timing: Timing, metrics: Metrics): Edits {
  const waiting = new Map<Editable, Waiting>();
  const busy = new Set<Editable>();
  const edited = new WeakMap<Editable, number>();
  const perMs = timing.editsPerMinute / 60_000;
  let budget = { left: timing.editBurst, at: performance.now() };
  let notBefore = 0;
  let timer: NodeJS.Timeout | null = null;
  let isHurried = false;

  function refill(now: number): number {
    budget = { left: Math.min(timing.editBurst, budget.left + (now - budget.at) * perMs), at: now };
    return budget.left;
  }

  /** When this one may go, by the clock alone. */
  function dueAt({ target, since, done }: Waiting): number {
    if (isHurried) return 0;
    return done ? since : Math.max(since, (edited.get(target) ?? since) + timing.editEveryMs);
  }

  function neededFor({ done }: Waiting): number {
    return done ? 1 : Math.min(RESERVE + 1, timing.editBurst);
  }

  function turn(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    metrics.waiting.set({ what: "edits" }, waiting.size);
    const free = [...waiting.values()].filter(({ target }) => !busy.has(target));
    const inOrder = [...free.filter(({ done }) => done), ...free.filter(({ done }) => !done)];
    for (const each of inOrder) {
      const now = performance.now();
      if (isHurried || (now >= notBefore && now >= dueAt(each) && refill(now) >= neededFor(each))) start(each, now);
    }
    const rest = inOrder.filter(({ target }) => waiting.has(target));
    if (rest.length > 0) timer = setTimeout(turn, untilNext(rest));
  }

  function untilNext(rest: readonly Waiting[]): number {
    const now = performance.now();
    const left = refill(now);
    const moments = rest.map((each) => {
      const affordable = now + Math.max(0, neededFor(each) - left) / perMs;
      return Math.max(notBefore, dueAt(each), affordable);
    });
    return Math.max(5, Math.min(...moments) - now);
  }

  function start(each: Waiting, now: number): void {
    waiting.delete(each.target);
    busy.add(each.target);
    budget.left -= 1;
    edited.set(each.target, now);
    void update(each).finally(() => {
      busy.delete(each.target);
      turn();
    });
  }

  async function update(each: Waiting): Promise<void> {
    const { target, done, isOnce } = each;
    try {
      const { channel, ts } = target;
      await once("chat.update", () => client.chat.update({ ...messageArguments(target.message()), channel, ts }));
      done?.resolve();
    } catch (error) {
      const trouble = error instanceof SlackRefused ? error.trouble : null;
      if (trouble?.kind === "limited") notBefore = performance.now() + trouble.seconds * timing.secondMs;
      const wait = trouble && again(trouble, each);
      if (done && wait !== null && !isOnce && !isHurried) later(each, wait, trouble);
      else done?.reject(error);
    }
  }

  /** Milliseconds until it is tried again; null where that is of no use. */
  function again(trouble: SlackTrouble, { failed }: Waiting): number | null {
    if (trouble.kind === "limited") return trouble.seconds * timing.secondMs;
    return trouble.kind === "transient" ? (timing.retryMs[failed] ?? null) : null;
  }

  function later(each: Waiting, wait: number, trouble: SlackTrouble | null): void {
    const failed = each.failed + (trouble?.kind === "transient" ? 1 : 0);
    waiting.set(each.target, { ...each, failed, since: performance.now() + wait });
  }

  async function awaited(target: Editable, isOnce: boolean): Promise<void> {
    const done = Promise.withResolvers<void>();
    waiting.set(target, { target, since: performance.now(), done, isOnce, failed: 0 });
    turn();
    await done.promise;
  }

  return {
    soon(target) {
      if (waiting.has(target)) return;
      waiting.set(target, { target, since: performance.now(), done: null, isOnce: false, failed: 0 });
      turn();
    },
    final: (target) => awaited(target, false),
    once: (target) => awaited(target, true),
    hurry() {
      isHurried = true;
      turn();
    },
  };
}
