import type { EventStore } from "../ports/event-store.ts";
import type { Queue, QueueMessage } from "../ports/queue.ts";
import { StoreTrouble } from "../ports/store.ts";
import { type ReadMessage, readMessage } from "./read-message.ts";

export type IngestionDeps = {
  queue: Queue;
  store: EventStore;
  /** Milliseconds that events and dead letters are kept. */
  keepMs: number;
  now: () => Date;
  /** Resolves after so many milliseconds, or at once when `signal` is aborted. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Told of trouble at the queue or the store; it is tried again by itself. */
  onTrouble: (error: unknown) => void;
  /** Told of what is stored and off the queue; `messages` 0: the queue had none. */
  onStored?: (stored: { messages: number; events: number; added: number; deadLetters: number }) => void;
};

export type Ingestion = {
  /** Ends after what was received has been stored and deleted; what SQS is being asked for is given up. */
  stop(): Promise<void>;
};

/** So many are received at once where the queue is full: a hundred messages a transaction. */
const MOST_LANES = 10;
const FULL = 10;
/** A queue that answers at once with nothing is not asked again at once. */
const PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
const SWEEP_MS = 3_600_000;
/** Of one transaction: who writes beside it waits no longer than it takes. */
const SWEPT_AT_ONCE = 500;
const DELETE_MS = 20_000;

/**
 * Takes SES's events off the queue: receive, read, one transaction, and only then delete. What dies in between comes
 * again and is known. Nothing is received while something is being stored, so that a slow disk slows the queue down and
 * not memory up. Any number of instances may share the queue.
 */
export function startIngestion(deps: IngestionDeps): Ingestion {
  const stopping = new AbortController();
  const running = run(deps, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function run(
  { queue, store, keepMs, now, wait, onTrouble, onStored }: IngestionDeps,
  stop: AbortSignal,
): Promise<void> {
  let lanes = 1;
  let failures = 0;
  let swept = Number.NEGATIVE_INFINITY;
  while (!stop.aborted) {
    try {
      if (now().getTime() - swept >= SWEEP_MS) {
        await forgetBefore(store, new Date(now().getTime() - keepMs), stop);
        swept = now().getTime();
      }
      const begun = now().getTime();
      const messages = await receive(queue, lanes, stop);
      // One asker while there is little; more of them as long as all come back full.
      lanes = messages.length >= lanes * FULL ? Math.min(lanes * 2, MOST_LANES) : 1;
      if (messages.length > 0) {
        const batch = messages.map((message) => ({ message, read: readMessage(message.body, now(), queue) }));
        const { kept, added } = await storeAll(store, batch);
        const receipts = kept.map(({ message }) => message.receipt);
        await queue.remove(receipts, AbortSignal.timeout(DELETE_MS));
        onStored?.({ messages: kept.length, added, ...countsOf(kept) });
      } else {
        onStored?.({ messages: 0, events: 0, added: 0, deadLetters: 0 });
        if (now().getTime() - begun < PAUSE_MS) await wait(PAUSE_MS, stop);
      }
      failures = 0;
    } catch (error) {
      if (stop.aborted) return;
      onTrouble(error);
      lanes = 1;
      await wait(Math.min(PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS), stop);
      failures += 1;
    }
  }
}

async function forgetBefore(store: EventStore, before: Date, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) if ((await store.forget(before, SWEPT_AT_ONCE)) === 0) return;
}

/** What some lanes have is stored though others fail: it would come again only after a while. */
async function receive(queue: Queue, lanes: number, stop: AbortSignal): Promise<readonly QueueMessage[]> {
  const answers = await Promise.allSettled(Array.from({ length: lanes }, () => queue.receive(stop)));
  const messages = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  const failed = answers.find((answer) => answer.status === "rejected");
  if (messages.length === 0 && failed) throw failed.reason;
  return messages;
}

type Batch = readonly { message: QueueMessage; read: ReadMessage }[];

function countsOf(batch: Batch): { events: number; deadLetters: number } {
  return {
    events: batch.reduce((sum, { read }) => sum + read.events.length, 0),
    deadLetters: batch.reduce((sum, { read }) => sum + read.deadLetters.length, 0),
  };
}

/**
 * All in one transaction. Where the database refuses what is in it, each message by itself, so that one that it will
 * never take does not hold up the others; that one stays in the queue, whose own dead-letter queue takes it in the end.
 */
async function storeAll(store: EventStore, batch: Batch): Promise<{ kept: Batch; added: number }> {
  const add = (some: Batch) =>
    store.add({
      events: some.flatMap(({ read }) => read.events),
      deadLetters: some.flatMap(({ read }) => read.deadLetters),
    });
  try {
    return { kept: batch, added: (await add(batch)).added };
  } catch (error) {
    if (!(error instanceof StoreTrouble && error.reason === "error") || batch.length === 1) throw error;
    let added = 0;
    const kept: Batch[number][] = [];
    for (const one of batch) {
      const stored = await storeAll(store, [one]).catch(() => null);
      if (stored) kept.push(one);
      added += stored?.added ?? 0;
    }
    if (kept.length === 0) throw error;
    return { kept, added };
  }
}
