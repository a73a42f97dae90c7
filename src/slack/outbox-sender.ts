import type { Outbox, OutboxEntry } from "../ports/outbox.ts";
import type { BotParts } from "./bot-parts.ts";
import { createLookBack } from "./look-back.ts";
import { createSaying } from "./outbox-say.ts";
import { createWays } from "./outbox-ways.ts";
import { pause } from "./timing.ts";

/** Says what waits in the outbox, in order per channel, beside any number of others that do the same. */
export type OutboxSender = {
  /** What is refused for good is tried again; from now on the outbox is looked at. */
  start: () => Promise<void>;
  /** Something may wait: it is looked now. */
  soon: () => void;
  /** Says what is due, and what becomes due, until nothing is left that anything is known to help, or the time is over. */
  drain: (mostMs: number) => Promise<void>;
  /** Counts what waits. Never throws. */
  round: () => Promise<void>;
  /** Takes nothing more; resolves when what is under way has ended. */
  stop: () => Promise<void>;
};

type SenderParts = { now: () => Date } & Pick<
  BotParts,
  "calls" | "posts" | "edits" | "identity" | "timing" | "metrics" | "log"
>;

const AT_ONCE = 8;
/** The message stands in Slack: the store is asked this often to take it down, before it is left to be found again. */
const MOST_STORING = 5;

export function createOutboxSender(parts: SenderParts, outbox: Outbox): OutboxSender {
  const { calls, timing, metrics, log, identity, now } = parts;
  const say = createSaying(createWays(parts, createLookBack(calls, identity.scopes)), { timing, log });
  const underWay = new Set<Promise<void>>();
  const paces = createPaces(timing.outboxPaceMs);
  const stopping = new AbortController();
  let looking: NodeJS.Timeout | null = null;
  let taking: Promise<void> | null = null;
  let isAskedAgain = false;

  /** Takes what is due as far as there is room, and once more where it was asked to meanwhile. */
  function turn(): Promise<void> {
    isAskedAgain = true;
    taking ??= takeAll().finally(() => {
      taking = null;
    });
    return taking;
  }

  async function takeAll(): Promise<void> {
    try {
      do {
        isAskedAgain = false;
        const room = AT_ONCE - underWay.size;
        if (room <= 0 || stopping.signal.aborted) return;
        for (const entry of await outbox.take(now(), timing.outboxHoldMs, room)) begin(entry);
      } while (isAskedAgain);
    } catch (error) {
      log.error({ err: error }, "the outbox cannot be read");
    }
  }

  function begin(entry: OutboxEntry): void {
    const run: Promise<void> = handle(entry)
      .catch((error: unknown) => log.error({ err: error, outbox: entry.id }, "a fault in what is said"))
      .finally(() => {
        underWay.delete(run);
        void turn();
      });
    underWay.add(run);
  }

  async function handle(entry: OutboxEntry): Promise<void> {
    const until = performance.now() + timing.outboxHoldMs - timing.callMs;
    const mayGo = () => {
      if (performance.now() > until) throw new TooLate(entry.id);
    };
    await paces.wait(entry.channel, stopping.signal);
    if (stopping.signal.aborted) {
      await outbox.later(entry, { at: now(), maybeSent: entry.maybeSent, complaint: null });
      return;
    }
    const outcome = await say(entry, mayGo).catch((error: unknown) => broken(entry, error));
    paces.said(entry.channel);
    if (outcome === null) return;
    metrics.outbox.tries.inc({ outcome: outcome.how });
    if (outcome.kind === "said") {
      await stored(() => outbox.sent(entry, outcome.message, now()), until);
    } else {
      const { inMs, maybeSent, complaint } = outcome;
      await stored(() => outbox.later(entry, { at: new Date(now().getTime() + inMs), maybeSent, complaint }), until);
    }
  }

  /** Null where it is somebody else's by now. */
  function broken(entry: OutboxEntry, error: unknown) {
    if (error instanceof TooLate) {
      log.warn(
        { outbox: entry.id, channel: entry.channel },
        "what is to be said took too long, and is left to be taken again",
      );
      return null;
    }
    log.error({ err: error, outbox: entry.id }, "a fault in maildiag");
    const complaint = "a fault in maildiag";
    return { kind: "later", how: "failed", inMs: timing.outboxAgainMostMs, maybeSent: true, complaint } as const;
  }

  async function stored(store: () => Promise<boolean>, until: number): Promise<void> {
    for (let tried = 1; ; tried += 1) {
      try {
        await store();
        return;
      } catch (error) {
        if (tried >= MOST_STORING || performance.now() > until) throw error;
        await pause(timing.outboxAgainMs);
      }
    }
  }

  return {
    async start() {
      await outbox.retryRefused(now()).catch((error: unknown) => log.error({ err: error }, "the store does not work"));
      looking = setInterval(() => void turn(), timing.outboxMs);
      void turn();
    },

    soon() {
      void turn();
    },

    async drain(mostMs) {
      const until = performance.now() + mostMs;
      while (!stopping.signal.aborted && performance.now() < until) {
        await turn();
        if (underWay.size > 0) {
          await Promise.race([...underWay, pause(Math.max(1, until - performance.now()))]);
          continue;
        }
        const due = await outbox.nextDue();
        const inMs = due === null ? Number.POSITIVE_INFINITY : due.getTime() - now().getTime();
        if (inMs > until - performance.now()) break;
        // Where another holds it, it may be said before that.
        await pause(Math.max(20, Math.min(inMs, timing.outboxMs)), stopping.signal);
      }
      await Promise.all(underWay);
    },

    async round() {
      try {
        const [{ count, since }, complaints] = await Promise.all([outbox.waiting(), outbox.complaints()]);
        metrics.outbox.waiting.set(count);
        metrics.outbox.oldestSeconds.set(since ? Math.max(0, (now().getTime() - since.getTime()) / 1_000) : 0);
        metrics.outbox.refused.set(complaints.length);
      } catch (error) {
        log.error({ err: error }, "the store does not work");
      }
    },

    async stop() {
      if (looking) clearInterval(looking);
      stopping.abort();
      await taking;
      await Promise.all(underWay);
    },
  };
}

/** Somebody else may have it by now: nothing of it may be said any more. */
class TooLate extends Error {
  constructor(id: string) {
    super(`${id} took longer than it was held`);
    this.name = "TooLate";
  }
}

/** When each channel may have its next message. */
function createPaces(paceMs: number) {
  const next = new Map<string, number>();
  return {
    async wait(channel: string, signal: AbortSignal): Promise<void> {
      const wait = (next.get(channel) ?? 0) - performance.now();
      if (wait > 0) await pause(wait, signal);
    },
    said(channel: string): void {
      const at = performance.now();
      for (const [each, free] of next) if (free <= at) next.delete(each);
      next.set(channel, at + paceMs);
    },
  };
}
