import type { EventStore, StoredEvent } from "../ports/event-store.ts";
import type { Queue } from "../ports/queue.ts";
import { StoreTrouble } from "../ports/store.ts";
import { PortTrouble } from "../ports/trouble.ts";
import {
  type Blindness,
  type CanaryMail,
  type CanaryRun,
  hasEnded,
  isOver,
  type SendCanary,
  SIMULATED,
} from "./canary.ts";
import { createHearing, type Hearing } from "./hearing.ts";
import { startIngestion } from "./ingestion.ts";

export type CanaryGiven = {
  regions: readonly string[];
  /** Events are waited for that long, from the last mail on. */
  waitMs: number;
  send: SendCanary;
  events: Pick<EventStore, "byMessage" | "add">;
  /** Null where none is configured. */
  queue: () => Promise<Queue | null>;
  /** Of the ingestion that runs in this process; null where none does: then one runs as long as events are waited for. */
  hearing: Hearing | null;
  now: () => Date;
  /** Cuts it short: what is not seen by then is not known. */
  signal: AbortSignal;
};

/** Milliseconds for handing over all mails: SES takes one a second of an account in its sandbox. */
export const SEND_LIMIT = 60_000;
const AGAIN_MS = 500;
const MOST_EVENTS = 50;

/** Sends a mail from every region to every address of the simulator, and waits for their events. */
export async function runCanary(given: CanaryGiven): Promise<CanaryRun> {
  const { regions, send } = given;
  const limit = AbortSignal.any([given.signal, AbortSignal.timeout(SEND_LIMIT)]);
  const sentAt = new Map<CanaryMail, number>();
  const mails = await Promise.all(
    regions.flatMap((region) =>
      SIMULATED.map(async ({ to }): Promise<CanaryMail> => {
        const submitted = await send(region, to, limit).catch(asTrouble);
        const mail = { region, to, submitted };
        sentAt.set(mail, performance.now());
        return mail;
      }),
    ),
  );
  const begun = performance.now();
  const seenAfter = new Map<CanaryMail, number>();
  const look = (events: readonly StoredEvent[]) => {
    for (const mail of mails) {
      if (!seenAfter.has(mail) && hasEnded(mail, events))
        seenAfter.set(mail, Math.round(performance.now() - (sentAt.get(mail) ?? begun)));
    }
  };
  const { events, blindness } = await watched(mails, given, look);
  const waitedMs = Math.round(performance.now() - begun);
  return { mails, events, blindness, waitedMs, seenAfterMs: [...seenAfter.values()] };
}

function asTrouble(error: unknown): { trouble: PortTrouble } {
  if (error instanceof PortTrouble) return { trouble: error };
  throw error;
}

type Watched = { events: readonly StoredEvent[]; blindness: Blindness };

async function watched(
  mails: readonly CanaryMail[],
  given: CanaryGiven,
  look: (events: readonly StoredEvent[]) => void,
): Promise<Watched> {
  const queue = await given.queue();
  if (!queue) return { events: [], blindness: { kind: "no-queue", why: "No queue of events is configured" } };
  const ids = mails.flatMap(({ submitted }) => ("messageId" in submitted ? [submitted.messageId] : []));
  if (ids.length === 0) return { events: [], blindness: null };
  const { hearing, stop } = given.hearing ? { hearing: given.hearing, stop: async () => {} } : listen(queue, given);
  try {
    const until = performance.now() + given.waitMs;
    for (;;) {
      const events = (await Promise.all(ids.map((id) => given.events.byMessage(id, MOST_EVENTS)))).flat();
      look(events);
      if (isOver(mails, events)) return { events, blindness: null };
      if (given.signal.aborted)
        return { events, blindness: { kind: "time", why: "It was cut short before events could come" } };
      if (performance.now() >= until) {
        // What the queue did not tell may be why nothing came.
        const why = hearing.trouble();
        return { events, blindness: why === null ? null : { kind: hearing.place(), why } };
      }
      await pause(AGAIN_MS, given.signal);
    }
  } catch (error) {
    if (!(error instanceof StoreTrouble)) throw error;
    return { events: [], blindness: { kind: "store", why: `The store cannot be used: ${error.message}` } };
  } finally {
    await stop();
  }
}

/** Takes events off the queue meanwhile, as a bot does. */
function listen(queue: Queue, { events: store, now }: CanaryGiven): { hearing: Hearing; stop: () => Promise<void> } {
  const { heard, ...hearing } = createHearing();
  const wait = (ms: number, signal: AbortSignal) => pause(Math.min(ms, AGAIN_MS), signal);
  const ingestion = startIngestion({ queue, store, now, wait, ...heard });
  return { hearing, stop: ingestion.stop };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    if (signal.aborted) end();
    else signal.addEventListener("abort", end);
  });
}
