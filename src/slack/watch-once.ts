import type { WatchedAnswer } from "../commands/answer.ts";
import type { Context } from "../commands/command.ts";
import { ConfigError, type ScheduleName } from "../config.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { Store } from "../ports/store.ts";
import type { Scheduler } from "../schedule/scheduler.ts";
import { forgetOld } from "../watches/forget-old.ts";
import { boltLog } from "./bolt-log.ts";
import { createCalls, webClient } from "./calls.ts";
import { createEdits } from "./edits.ts";
import { identityOf } from "./identity.ts";
import { createOutboxSender, type OutboxSender } from "./outbox-sender.ts";
import { createPosts } from "./posts.ts";
import { TIMING, type Timing } from "./timing.ts";
import { SlackRefused } from "./trouble.ts";

export type WatchOnceOptions = {
  context: Context;
  log: Log;
  metrics: Metrics;
  openStore: () => Promise<Store>;
  /** What could not be looked at is told to `onTroubles`. */
  schedulerFor: (
    store: Store,
    onTroubles: (kind: string, troubles: readonly string[]) => void,
  ) => Promise<Scheduler<ScheduleName>>;
  /** Those that run whether they are due or not; with none, all that is due. */
  named: readonly ScheduleName[];
  timing?: Partial<Timing>;
};

/** What another instance is at is waited for so long. */
const PATIENCE_MS = 120_000;
/** What waits from before need not keep the watches waiting; what is left of it is said at the end. */
const FIRST_MS = 30_000;
const LAST_MS = 120_000;

/**
 * Says what waits, looks at what is due, says what came of it. Slack is asked by the bot's token alone. Throws
 * StoreTrouble.
 */
export async function watchOnce(options: WatchOnceOptions): Promise<WatchedAnswer> {
  const store = await options.openStore();
  try {
    return await watchOn(store, options);
  } finally {
    await store.close();
  }
}

async function watchOn(store: Store, options: WatchOnceOptions): Promise<WatchedAnswer> {
  const troubles = new Map<string, readonly string[]>();
  const scheduler = await options.schedulerFor(store, (kind, lines) => troubles.set(kind, lines));
  await sendWhatWaits(store, options, FIRST_MS);
  const ran = await scheduler.once(options.named, PATIENCE_MS);
  await scheduler.stop();
  const trouble = await sendWhatWaits(store, options, LAST_MS);
  await forgetOld(store, options.context.deps.now());
  const [{ count, since }, complaints] = await Promise.all([store.outbox.waiting(), store.outbox.complaints()]);
  return {
    kind: "watched",
    watches: [...ran].map(([kind, how]) => ({ kind, ran: how, troubles: troubles.get(kind) ?? [] })),
    outbox: { waiting: count, since, trouble, complaints },
  };
}

/** Slack's word where nothing could be said at all; the watches are run nevertheless. */
async function sendWhatWaits(store: Store, options: WatchOnceOptions, mostMs: number): Promise<string | null> {
  const { log } = options;
  if ((await store.outbox.waiting()).count === 0) return null;
  try {
    const sender = await senderFor(store, options);
    await store.outbox.retryRefused(options.context.deps.now());
    await sender.drain(mostMs);
    await sender.stop();
    return null;
  } catch (error) {
    if (!(error instanceof SlackRefused)) throw error;
    log.error({ err: error }, "Slack cannot be asked");
    return error.trouble.error;
  }
}

async function senderFor(store: Store, options: WatchOnceOptions): Promise<OutboxSender> {
  const { context, log, metrics } = options;
  const { botToken } = context.config.slack;
  if (!botToken) throw new ConfigError([]);
  const timing = { ...TIMING, ...options.timing };
  const client = webClient(botToken, context.config.slack.apiUrl, timing, boltLog(log));
  const calls = createCalls(client, timing, metrics, () => {});
  const identity = await calls.call("auth.test", () => identityOf({ client, once: (_, ask) => ask() }));
  const posts = createPosts(calls, identity.scopes);
  const edits = createEdits(calls, timing, metrics);
  return createOutboxSender(
    { calls, identity, posts, edits, timing, metrics, log, now: context.deps.now },
    store.outbox,
  );
}
