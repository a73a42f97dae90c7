import type { CanaryRecord } from "../../ports/canary-records.ts";
import type { EventStore } from "../../ports/event-store.ts";
import { StoreTrouble } from "../../ports/store.ts";
import type { Answer } from "../answer.ts";
import { type Command, type Context, UsageMistake, type Words } from "../command.ts";
import { requireCanary } from "./require-canary.ts";

const DEFAULT_WAIT = 90;
const LONGEST_WAIT = 600;

/** To SES's mailbox simulator: a report on which link holds. */
export async function simulated({ values }: Words, context: Context, command: Command): Promise<Answer> {
  const waitMs = secondsIn(values.wait, command) * 1_000;
  const { config, deps, sendCanary } = context;
  const { from, regions } = requireCanary(config, command);
  if (!sendCanary) throw new Error("a canary is configured, and nothing sends it");
  const [{ canaryRecord, canaryResults }, { runCanary }] = await Promise.all([
    import("../../events/canary.ts"),
    import("../../events/run-canary.ts"),
  ]);
  const began = performance.now();
  const at = deps.now();
  const { events, keep, close } = openedLate(context);
  const run = await runCanary({
    regions,
    waitMs,
    send: sendCanary,
    events,
    queue: context.installation.queue,
    hearing: context.hearing,
    now: deps.now,
    signal: new AbortController().signal,
  })
    .then(async (ran) => {
      await keep(regions.map((region) => canaryRecord(region, at, ran)));
      return ran;
    })
    .finally(close);
  const target = { typed: `Canary from ${from}`, regions };
  const tookMs = Math.round(performance.now() - began);
  return { kind: "reports", reports: [{ target, at, tookMs, results: canaryResults(run) }] };
}

function secondsIn(word: unknown, command: Command): number {
  if (word === undefined) return DEFAULT_WAIT;
  const seconds = /^\d{1,3}$/.test(String(word)) ? Number(word) : 0;
  if (seconds >= 1 && seconds <= LONGEST_WAIT) return seconds;
  throw new UsageMistake(`--wait takes seconds, 1 to ${LONGEST_WAIT}.`, command);
}

/** Opened with the first question to it: where nothing can be sent, none is asked. */
function openedLate({ openStore }: Context): {
  events: Pick<EventStore, "byMessage" | "add">;
  /** The report is the answer: it is given where the store keeps no record of it too. */
  keep: (records: readonly CanaryRecord[]) => Promise<void>;
  close: () => Promise<void>;
} {
  let opened: ReturnType<Context["openStore"]> | null = null;
  const open = () => {
    opened ??= openStore();
    return opened;
  };
  return {
    events: {
      byMessage: async (...asked) => (await open()).events.byMessage(...asked),
      add: async (...asked) => (await open()).events.add(...asked),
    },
    keep: async (records) => {
      const { canaryRecords } = (await open().catch(noneInTrouble)) ?? {};
      for (const record of records) await canaryRecords?.add(record).catch(noneInTrouble);
    },
    close: async () => {
      const store = await opened?.catch(noneInTrouble);
      await store?.close();
    },
  };
}

function noneInTrouble(error: unknown): null {
  if (error instanceof StoreTrouble) return null;
  throw error;
}
