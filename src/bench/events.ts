import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Config, loadConfig } from "../config.ts";
import { startIngestion } from "../events/ingestion.ts";
import { readMessage } from "../events/read-message.ts";
import type { Queue } from "../ports/queue.ts";
import type { Store } from "../ports/store.ts";
import { openStoreOf } from "../wiring.ts";

const COUNT = 30_000;
const STORED = 1_000_000;
/** As `events import` stores them. */
const BATCH = 1_000;
const TRACES = 200;

/**
 * Events a second from a queue in memory to disk, beside bare inserts of the same rows; then how long a trace's question
 * takes among a million. On SQLite, or where `MAILDIAG_DATABASE_URL` names PostgreSQL, on an empty database there.
 */
export async function benchEvents(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "maildiag-bench-"));
  try {
    const named = loadConfig();
    const onDisk = (name: string): Config =>
      named.database.kind === "postgres"
        ? named
        : { ...named, database: { kind: "sqlite", path: join(folder, name), shown: name } };
    await withStore(onDisk("bare.db"), async (store) => {
      const rows = bodies(0, COUNT).flatMap((body) => readMessage(body, new Date()).events);
      const took = await timed(async () => {
        for (let at = 0; at < rows.length; at += 100)
          await store.events.add({ events: rows.slice(at, at + 100), deadLetters: [] });
      });
      say("bare inserts, 100 a transaction", COUNT, took);
    });
    await withStore(onDisk("queue.db"), async (store) => {
      const took = await timed(() => ingest(bodies(COUNT, COUNT), store));
      say("queue to disk", COUNT, took);
    });
    await withStore(onDisk("million.db"), async (store) => {
      const took = await timed(async () => {
        for (let at = 0; at < STORED; at += BATCH) {
          const events = bodies(at + 2 * COUNT, BATCH).flatMap((body) => readMessage(body, new Date()).events);
          await store.events.add({ events, deadLetters: [] });
          // SQLite answers without a turn of the event loop, and V8 frees its statements only in one.
          await turn();
          if ((at + BATCH) % (STORED / 5) === 0) say(`  ${at + BATCH} stored, ${memory()}`);
        }
      });
      say(`${STORED} events, ${BATCH} a transaction`, STORED, took);
      const numbers = Array.from({ length: TRACES }, (_, n) => 2 * COUNT + Math.floor((n * STORED) / TRACES));
      await spread("by message id", numbers, (n) => store.events.byMessage(idOf(n), 2_000));
      await spread("by address", numbers, (n) => store.events.byRecipient(addressOf(n), 2_000));
      say(`after the traces: ${memory()}`);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function withStore(config: Config, work: (store: Store) => Promise<void>): Promise<void> {
  const store = await openStoreOf(config);
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

async function ingest(all: readonly string[], store: Store): Promise<void> {
  let given = 0;
  let removed = 0;
  const done = Promise.withResolvers<void>();
  const queue: Queue = {
    region: "us-east-1",
    receive: async () => {
      const some = all.slice(given, given + 10).map((body, index) => ({ receipt: String(given + index), body }));
      given += some.length;
      return some;
    },
    remove: async (receipts) => {
      removed += receipts.length;
      if (removed === all.length) done.resolve();
      return [];
    },
    size: async () => null,
    tryReceive: async () => {},
    tryRemove: async () => {},
  };
  const { stop } = startIngestion({
    queue,
    store: store.events,
    now: () => new Date(),
    wait: async () => {},
    onTrouble: done.reject,
  });
  await done.promise;
  await stop();
}

/** What is in use, once what is not has been swept up. */
function memory(): string {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  const { heapUsed, rss } = process.memoryUsage();
  return `heap ${Math.round(heapUsed / 1_048_576)} MiB, resident ${Math.round(rss / 1_048_576)} MiB`;
}

function idOf(n: number): string {
  return `0100019a-${String(n >> 1).padStart(12, "0")}-000000`;
}

function addressOf(n: number): string {
  return `p${(n >> 1) % 100_000}@example.net`;
}

/** A send and a delivery of each message, as SNS hands them to a queue. */
function bodies(from: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const n = from + index;
    const timestamp = new Date(Date.UTC(2026, 0, 1) + n * 1_000).toISOString();
    const sourceArn = "arn:aws:ses:us-east-1:123456789012:identity/example.com";
    const mail = { timestamp, messageId: idOf(n), sourceArn, destination: [addressOf(n)] };
    const event =
      n % 2 === 0
        ? { eventType: "Send", mail, send: {} }
        : { eventType: "Delivery", mail, delivery: { timestamp, recipients: [addressOf(n)], smtpResponse: "250 OK" } };
    return JSON.stringify({ Type: "Notification", MessageId: String(n), Message: JSON.stringify(event) });
  });
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

async function spread(name: string, numbers: readonly number[], ask: (n: number) => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  for (const n of numbers) times.push(await timed(async () => void (await ask(n))));
  times.sort((a, b) => a - b);
  const at = (share: number) => (times[Math.floor((times.length - 1) * share)] ?? 0).toFixed(2);
  say(`${name}: median ${at(0.5)} ms, 99 % ${at(0.99)} ms, worst ${at(1)} ms`);
}

function say(what: string, count?: number, tookMs = 0): void {
  const rate = count === undefined ? "" : `: ${Math.round((count / tookMs) * 1_000)} events/s`;
  process.stdout.write(`${what}${rate}\n`);
}
