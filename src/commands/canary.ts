import type { EventStore } from "../ports/event-store.ts";
import { StoreTrouble } from "../ports/store.ts";
import { type Command, type Context, UsageMistake } from "./command.ts";

const DEFAULT_WAIT = 90;
const LONGEST_WAIT = 600;

export const CANARY_IS_OFF = "The canary is off. Switch it on with canary: { from: ADDRESS } in maildiag.yaml.";

export const canary: Command = {
  name: "canary",
  usage: "canary [--wait SECONDS]",
  summary: "Sends to SES's mailbox simulator, and waits for the events: which link is missing?",
  details: [
    "Off until the configuration has canary: { from: ADDRESS }. In every region of canary.regions, or of regions, it sends one mail to each of the simulator's addresses (success, bounce, complaint, suppressionlist) and to nobody else, then waits for their events for --wait seconds (90). While it waits it takes events off the queue into the store, as the bot does.",
    "Exit status: 0 every link holds, 1 one is missing, 2 wrong input or configuration, 3 something could not be determined.",
  ],
  where: "terminal",
  options: { wait: { type: "string" } },
  run: async ({ positionals, values }, context) => {
    if (positionals.length > 0) throw new UsageMistake("canary takes no words.", canary);
    const waitMs = secondsIn(values.wait) * 1_000;
    const { config, deps } = context;
    const { sendCanary } = context;
    if (!config.canary || !sendCanary) throw new UsageMistake(CANARY_IS_OFF, canary);
    const regions = config.canary.regions ?? config.regions;
    const [{ canaryResults }, { runCanary }] = await Promise.all([
      import("../events/canary.ts"),
      import("../events/run-canary.ts"),
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
    const results = canaryResults(run);
    const target = { typed: `Canary from ${config.canary.from}`, regions };
    const tookMs = Math.round(performance.now() - began);
    return { kind: "reports", reports: [{ target, at, tookMs, results }] };
  },
};

function secondsIn(word: unknown): number {
  if (word === undefined) return DEFAULT_WAIT;
  const seconds = /^\d{1,3}$/.test(String(word)) ? Number(word) : 0;
  if (seconds >= 1 && seconds <= LONGEST_WAIT) return seconds;
  throw new UsageMistake(`--wait takes seconds, 1 to ${LONGEST_WAIT}.`, canary);
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
