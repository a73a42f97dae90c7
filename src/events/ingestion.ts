import type { EventStore, StoredEvent } from "../ports/event-store.ts";
import type { Queue, QueueMessage } from "../ports/queue.ts";
import { StoreTrouble } from "../ports/store.ts";
import { type ReadMessage, readMessage } from "./read-message.ts";

export type IngestionDeps = {
  queue: Queue;
  store: Pick<EventStore, "add">;
  now: () => Date;
  /** Resolves after so many milliseconds, or at once when `signal` is aborted. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Told of trouble at the queue or the store; it is tried again by itself. */
  onTrouble: (error: unknown) => void;
  /** Told of what is stored, before it is taken off the queue. */
  onStored?: (stored: StoredBatch) => void;
  /** Told of what is stored and could not be taken off the queue: it comes again, and is known then. */
  onLeft?: (left: { messages: number; codes: readonly string[] }) => void;
  /** The queue had nothing. */
  onIdle?: () => void;
};

export type StoredBatch = {
  messages: number;
  /** New ones and known ones. */
  events: readonly StoredEvent[];
  /** How many of them were new. */
  added: number;
  deadLetters: number;
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

async function run(deps: IngestionDeps, stop: AbortSignal): Promise<void> {
  const { queue, now, wait, onTrouble, onIdle } = deps;
  let lanes = 1;
  let failures = 0;
  while (!stop.aborted) {
    try {
      const begun = now().getTime();
      const messages = await receive(queue, lanes, stop);
      // One asker while there is little; more of them as long as all come back full.
      lanes = messages.length >= lanes * FULL ? Math.min(lanes * 2, MOST_LANES) : 1;
      if (messages.length > 0) await takeIn(messages, deps);
      else {
        onIdle?.();
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

/** What some lanes have is stored though others fail: it would come again only after a while. */
async function receive(queue: Queue, lanes: number, stop: AbortSignal): Promise<readonly QueueMessage[]> {
  const answers = await Promise.allSettled(Array.from({ length: lanes }, () => queue.receive(stop)));
  const messages = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  const failed = answers.find((answer) => answer.status === "rejected");
  if (messages.length === 0 && failed) throw failed.reason;
  return messages;
}

type Batch = readonly { message: QueueMessage; read: ReadMessage }[];

async function takeIn(messages: readonly QueueMessage[], deps: IngestionDeps): Promise<void> {
  const { queue, store, now, onStored, onLeft, onTrouble } = deps;
  const batch = messages.map((message) => ({ message, read: readMessage(message.body, now(), queue) }));
  const { kept, added } = await storeAll(store, batch, onTrouble);
  onStored?.({
    messages: kept.length,
    events: kept.flatMap(({ read }) => read.events),
    added,
    deadLetters: kept.reduce((sum, { read }) => sum + read.deadLetters.length, 0),
  });
  const receipts = kept.map(({ message }) => message.receipt);
  const left = await queue.remove(receipts, AbortSignal.timeout(DELETE_MS));
  if (left.length > 0) onLeft?.({ messages: left.length, codes: [...new Set(left.map(({ code }) => code))] });
}

/**
 * All in one transaction. Where the database refuses what is in it, each message by itself, so that one that it will
 * never take does not hold up the others; that one stays in the queue, whose own dead-letter queue takes it in the end.
 */
async function storeAll(
  store: Pick<EventStore, "add">,
  batch: Batch,
  onTrouble: (error: unknown) => void,
): Promise<{ kept: Batch; added: number }> {
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
      const stored = await storeAll(store, [one], onTrouble).catch((refusal: unknown) => {
        onTrouble(refusal);
        return null;
      });
      if (stored) kept.push(one);
      added += stored?.added ?? 0;
    }
    if (kept.length === 0) throw error;
    return { kept, added };
  }
}
