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
  const [{ canaryResults }, { runCanary }] = await Promise.all([
    import("../../events/canary.ts"),
    import("../../events/run-canary.ts"),
  ]);
  const began = performance.now();
  const at = deps.now();
  const { events, close } = openedLate(context);
  const run = await runCanary({
    regions,
    waitMs,
    send: sendCanary,
    events,
    queue: context.installation.queue,
    hearing: context.hearing,
    now: deps.now,
    signal: new AbortController().signal,
  }).finally(close);
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

/** Opened with the first question to it: where nothing was sent, no store is needed. */
function openedLate({ openStore }: Context): {
  events: Pick<EventStore, "byMessage" | "add">;
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
    close: async () => {
      const store = await opened?.catch((error: unknown) => {
        if (!(error instanceof StoreTrouble)) throw error;
        return null;
      });
      await store?.close();
    },
  };
}
