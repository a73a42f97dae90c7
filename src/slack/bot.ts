import type { Context } from "../commands/command.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { Store } from "../ports/store.ts";
import { calendarOf } from "../schedule/calendar.ts";
import type { Secret } from "../secret.ts";
import { createDailyForgetting } from "../watches/forget-old.ts";
import { WATCHES } from "../watches/index.ts";
import { listsOf } from "../watches/lists.ts";
import { createSweep } from "../watches/sweep.ts";
import type { WatchKind } from "../watches/watch.ts";
import { createAccess } from "./access.ts";
import { createAlertDesk } from "./alert-desk.ts";
import { createApp } from "./app.ts";
import { boltLog } from "./bolt-log.ts";
import type { BotParts } from "./bot-parts.ts";
import { type Calls, createCalls, webClient } from "./calls.ts";
import { createDesk } from "./desk.ts";
import { createEdits } from "./edits.ts";
import { createHome } from "./home.ts";
import { identityOf } from "./identity.ts";
import { createOffering } from "./offering.ts";
import { createRounds } from "./orphans.ts";
import { createOutboxSender } from "./outbox-sender.ts";
import { createPosts } from "./posts.ts";
import { createPrivately } from "./privately.ts";
import { type Probes, startProbes } from "./probes.ts";
import { createRecords } from "./records.ts";
import { createRemovalDesk } from "./removal-desk.ts";
import { createRuns } from "./runs.ts";
import { Sockets } from "./sockets.ts";
import { createTestMailDesk } from "./test-mail-desk.ts";
import { pause, TIMING, type Timing } from "./timing.ts";
import { SlackRefused, type SlackTrouble } from "./trouble.ts";

export type BotOptions = {
  context: Context;
  store: Store;
  log: Log;
  metrics: Metrics;
  /** Differs among all that run at the same time, and is the same after a restart. */
  instance: string;
  tokens: { bot: Secret; app: Secret };
  timing?: Partial<Timing>;
};

export type Bot = {
  /** Of `/healthz`, `/readyz`, `/metrics`: `http://address:port`. */
  address: string;
  /** What waits to be said is looked at now. */
  sayWhatWaits: () => void;
  /** `https://….slack.com/`; null where Slack does not say. */
  workspaceUrl: string | null;
  /** Resolves when the first socket hears. Watches and what waits to be said need none. */
  connected: Promise<void>;
  /** Resolves where Slack takes a token no more: the bot cannot go on. */
  revoked: Promise<SlackTrouble>;
  /** Resolves when nothing that was heard is under way. */
  idle: () => Promise<void>;
  /** Hears nothing more, finishes what is under way, and lets go of everything but the store. */
  stop: () => Promise<void>;
};

/**
 * Starts the bot; when this resolves, Slack has told who it is, and what waits is being said. The probes answer from the
 * beginning, also while Slack is away. Throws SlackRefused where Slack refuses the bot token.
 */
export async function startBot({ store, log, metrics, instance, tokens, ...options }: BotOptions): Promise<Bot> {
  const timing = { ...TIMING, ...options.timing };
  const context: Context = { ...options.context, onBug: (bug) => bugIn(log, bug) };
  const { config } = context;
  const { apiUrl } = config.slack;
  const logger = boltLog(log);
  const revoked = Promise.withResolvers<SlackTrouble>();
  const calls = createCalls(webClient(tokens.bot, apiUrl, timing, logger), timing, metrics, revoked.resolve);
  let isStopping = false;
  const hearing = { sockets: 0 };
  const probes: Probes = await startProbes(config.bind, metrics, {
    store: () => store.instances.beat(instance, context.deps.now()),
    isReady: () => !isStopping && hearing.sockets > 0,
  });
  const identity = await identified(calls, timing, log).catch(async (error: unknown) => {
    await probes.close();
    throw error;
  });
  warnOfScopes(identity.scopes, log);

  const posts = createPosts(calls, identity.scopes);
  const parts: BotParts = {
    context,
    log,
    metrics,
    timing,
    identity,
    instance,
    calls,
    posts,
    edits: createEdits(calls, timing, metrics),
    privately: createPrivately(calls, { timing, metrics, log }),
    access: createAccess(config, identity, calls, { timing, metrics, log }),
    records: createRecords(store, timing, log),
    offering: createOffering(store.removals, context.deps.now, log),
    runs: createRuns(context, metrics),
    isStopping: () => isStopping,
  };
  const desk = createDesk(parts);
  const sender = createOutboxSender({ ...parts, now: context.deps.now }, store.outbox);
  const onTold = sender.soon;
  const removing = context.removing({
    removals: store.removals,
    mirror: store.suppressions,
    instance,
    onTold,
    onTrouble: (error) => log.error({ err: error }, "what was approved could not be done now"),
  });
  const removals = createRemovalDesk(parts, { store, removing, onTold });
  const testMails = createTestMailDesk(parts, { store, onTold });
  const workspaceUrl = () => identity.url;
  const calendar = calendarOf(
    config.schedules,
    WATCHES.map(({ kind }) => kind),
  );
  const nextOf = (kind: WatchKind) => calendar.get(kind)?.next(context.deps.now()) ?? null;
  const sweep = createSweep({
    context,
    store,
    workspaceUrl,
    onSaved: sender.soon,
    suppressions: listsOf(context, store),
    isOffering: true,
  });
  const alerts = createAlertDesk(parts, { store, sweep, workspaceUrl, onSaved: sender.soon });
  const sockets: Sockets = new Sockets({
    appToken: tokens.app.reveal(),
    apiUrl,
    logger,
    timing,
    changed: () => {
      hearing.sockets = sockets.connected;
      metrics.sockets.set(sockets.connected);
    },
    revoked: revoked.resolve,
  });
  createApp(
    parts,
    desk,
    { alerts, removals, testMails, showHome: createHome(parts, store, nextOf), onTold },
    { token: tokens.bot, botId: identity.botId, apiUrl, receiver: sockets, logger },
  );
  const round = createRounds(parts, store);
  const forgetting = createDailyForgetting(store);
  const forget = () =>
    forgetting(context.deps.now()).catch((error: unknown) => log.error({ err: error }, "the store does not work"));
  const firstRound = round();
  const beat = setInterval(() => {
    void round();
    void forget();
    void desk.again();
    void sender.round();
    void removals.round();
    void testMails.round();
  }, timing.beatMs);
  const connected = sockets.start().then(() => {
    if (hearing.sockets === 0) return;
    log.info({ team: identity.team, bot: identity.userId, probes: probes.address }, "connected to Slack");
  });
  await sender.start();
  void sender.round();
  void removals.round();
  void testMails.round();

  return {
    address: probes.address,
    sayWhatWaits: sender.soon,
    workspaceUrl: identity.url,
    connected,
    revoked: revoked.promise,
    idle: () => sockets.idle(),
    async stop() {
      isStopping = true;
      clearInterval(beat);
      await sockets.stop();
      parts.runs.stop();
      log.info({ underWay: sockets.busy }, "stopping: nothing new is taken");
      const idle = Promise.all([sockets.idle(), firstRound, removing.stop(), testMails.stop(), sender.stop()]).then(
        () => undefined,
      );
      await within(timing.drainMs, idle);
      desk.interrupt();
      parts.edits.hurry();
      await within(timing.lastWordsMs, idle);
      await store.instances
        .leave(instance)
        .catch((error: unknown) => log.warn({ err: error }, "the store did not let go"));
      await probes.close();
    },
  };
}

/** Slack, or the way to it, may be down when the bot starts: that is waited for. */
async function identified(calls: Calls, timing: Timing, log: Log): ReturnType<typeof identityOf> {
  for (let wait = timing.reconnectMs; ; wait = Math.min(wait * 2, timing.reconnectMostMs)) {
    try {
      return await identityOf(calls);
    } catch (error) {
      const kind = error instanceof SlackRefused ? error.trouble.kind : null;
      if (kind !== "transient" && kind !== "limited") throw error;
      log.warn({ err: error, again: wait }, "Slack cannot be asked who we are");
      await pause(wait);
    }
  }
}

async function within(ms: number, done: Promise<void>): Promise<void> {
  const patience = new AbortController();
  await Promise.race([done, pause(ms, patience.signal)]);
  patience.abort();
}

/** An id of its own for each, which people are told. */
function bugIn(log: Log, bug: unknown): string {
  const { log: own, id } = log.job("fault");
  own.error({ err: bug }, "a fault in maildiag");
  return id;
}

function warnOfScopes(scopes: readonly string[], log: Log): void {
  if (!scopes.includes("users:read")) {
    log.warn("without the scope users:read guests cannot be told from members: name `operators`, or grant it");
  }
}
