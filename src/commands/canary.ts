import type { Blindness, CanaryMail } from "../events/canary.ts";
import type { StoredEvent } from "../ports/event-store.ts";
import { type Store, StoreTrouble } from "../ports/store.ts";
import { PortTrouble } from "../ports/trouble.ts";
import { type Command, type Context, UsageMistake } from "./command.ts";

const DEFAULT_WAIT = 90;
const LONGEST_WAIT = 600;
const AGAIN_MS = 500;
/** Milliseconds for handing over all mails: SES takes one a second of an account in its sandbox. */
const SEND_LIMIT = 60_000;
const MOST_EVENTS = 50;

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
    if (!config.canary || !sendCanary)
      throw new UsageMistake(
        "The canary is off. Switch it on with canary: { from: ADDRESS } in maildiag.yaml.",
        canary,
      );
    const regions = config.canary.regions ?? config.regions;
    const { canaryResults, SIMULATED } = await import("../events/canary.ts");
    const began = performance.now();
    const at = deps.now();
    const limit = AbortSignal.timeout(SEND_LIMIT);
    const mails = await Promise.all(
      regions.flatMap((region) =>
        SIMULATED.map(async ({ to }): Promise<CanaryMail> => {
          try {
            return { region, to, submitted: await sendCanary(region, to, limit) };
          } catch (error) {
            if (!(error instanceof PortTrouble)) throw error;
            return { region, to, submitted: { trouble: error } };
          }
        }),
      ),
    );
    const sentAt = performance.now();
    const { events, blindness } = await watched(mails, waitMs, context);
    const results = canaryResults(mails, events, { blindness, waitedMs: Math.round(performance.now() - sentAt) });
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

type Watched = { events: readonly StoredEvent[]; blindness: Blindness };

async function watched(mails: readonly CanaryMail[], waitMs: number, context: Context): Promise<Watched> {
  const queue = await context.installation.queue();
  if (!queue) return { events: [], blindness: "no-queue" };
  const ids = mails.flatMap(({ submitted }) => ("messageId" in submitted ? [submitted.messageId] : []));
  if (ids.length === 0) return { events: [], blindness: null };
  const [{ startIngestion }, { isOver }] = await Promise.all([
    import("../events/ingestion.ts"),
    import("../events/canary.ts"),
  ]);
  let store: Store;
  try {
    store = await context.openStore();
  } catch (error) {
    return blindBy(error);
  }
  let trouble: string | null = null;
  const ingestion = startIngestion({
    queue,
    store: store.events,
    now: context.deps.now,
    wait: (ms) => pause(Math.min(ms, AGAIN_MS)),
    onTrouble: (error) => {
      trouble = detailOf(error);
    },
    onIdle: () => {
      trouble = null;
    },
    onStored: () => {
      trouble = null;
    },
  });
  try {
    const until = performance.now() + waitMs;
    for (;;) {
      const events = (await Promise.all(ids.map((id) => store.events.byMessage(id, MOST_EVENTS)))).flat();
      if (isOver(mails, events)) return { events, blindness: null };
      // What the queue did not tell may be why nothing came.
      if (performance.now() >= until) return { events, blindness: trouble === null ? null : { trouble } };
      await pause(AGAIN_MS);
    }
  } catch (error) {
    return blindBy(error);
  } finally {
    await ingestion.stop();
    await store.close();
  }
}

function blindBy(error: unknown): Watched {
  if (!(error instanceof StoreTrouble)) throw error;
  return { events: [], blindness: { trouble: `The store cannot be used: ${error.message}` } };
}

function detailOf(error: unknown): string {
  if (error instanceof PortTrouble)
    return `The queue of events could not be read (${[error.reason, error.details.permission, error.details.detail].filter(Boolean).join(", ")})`;
  return error instanceof StoreTrouble
    ? `The store cannot be used: ${error.message}`
    : "The queue of events could not be read";
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
