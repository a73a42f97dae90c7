import { hostname } from "node:os";
import { tellsAlerts } from "../alerts/tells.ts";
import type { Context } from "../commands/command.ts";
import { ConfigError } from "../config.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import { type Store, StoreTrouble } from "../ports/store.ts";
import { inert } from "../render/inert.ts";
import { masked } from "../secret.ts";
import { WITHOUT_CHANNEL } from "../watches/channel-for.ts";
import { startBot } from "./bot.ts";
import { SlackRefused, type SlackTrouble } from "./trouble.ts";

const FAILED = 1;

/** Longer than a signal may take in all, whatever hangs. */
const MOST_MS = 9_800;

/** npm hands on a signal that the whole process group has had already: the same one so soon is one. */
const ECHO_MS = 2_000;

export type StartOptions = {
  context: Context;
  log: Log;
  metrics: Metrics;
  openStore: () => Promise<Store>;
  /** Takes SES's events in, where a queue is configured, and forgets old ones; stopped before the store closes. */
  startIngestion: (store: Store) => Promise<{ stop: () => Promise<void> }>;
  /** Watches when it is time; `onSaved` is called when something may wait to be said. Stopped beside the bot: what a sweep saves by then waits in the outbox for the next start. */
  startWatches: (
    store: Store,
    onSaved: () => void,
    workspaceUrl: string | null,
  ) => Promise<{ stop: () => Promise<void> }>;
};

/**
 * Runs the bot until SIGTERM or SIGINT; a second one ends the process at once. Resolves with the exit status: 0 after a
 * signal, 1 where Slack or the store refuses; the last line on stderr then says what to do.
 */
export async function start({
  context,
  log,
  metrics,
  openStore,
  startIngestion,
  startWatches,
}: StartOptions): Promise<number> {
  const { botToken, appToken } = context.config.slack;
  if (!botToken || !appToken) throw new ConfigError([]);
  process.on("unhandledRejection", (reason) => log.error({ err: reason }, "a fault that nobody waited for"));
  for (const warning of context.config.warnings) log.warn(warning);
  if (!tellsAlerts(context.config.channels)) log.warn(`${WITHOUT_CHANNEL}; /maildiag alerts answers nevertheless`);
  const signalled = firstSignal();
  const { address, port } = context.config.bind;
  try {
    const store = await openStore();
    const ingestion = await startIngestion(store);
    try {
      const starting = startBot({
        context,
        store,
        log,
        metrics,
        instance: `${hostname()}/${address}:${port === 0 ? process.pid : port}`,
        tokens: { bot: botToken, app: appToken },
      });
      const bot = await Promise.race([starting, signalled]);
      if (bot === "signal") return 0;
      const watches = await startWatches(store, bot.sayWhatWaits, bot.workspaceUrl);
      const ended = await Promise.race([signalled, bot.revoked]);
      setTimeout(() => process.exit(ended === "signal" ? 0 : FAILED), MOST_MS).unref();
      await Promise.all([watches.stop(), bot.stop()]);
      if (ended === "signal") return 0;
      return lastLine(log, refusedLine(ended));
    } finally {
      await ingestion
        .stop()
        .catch((error: unknown) => log.warn({ err: error }, "the ingestion of events did not stop"));
      await store.close().catch((error: unknown) => log.warn({ err: error }, "the store did not close"));
    }
  } catch (error) {
    if (error instanceof SlackRefused) return lastLine(log, refusedLine(error.trouble));
    if (error instanceof StoreTrouble)
      return lastLine(log, `The store cannot be opened: ${error.message}. MAILDIAG_DATABASE_URL says where it is.`);
    if (isAddressTaken(error))
      return lastLine(log, `MAILDIAG_BIND: ${address}:${port} cannot be listened on: ${error.code}.`);
    throw error;
  }
}

function firstSignal(): Promise<"signal"> {
  const first = Promise.withResolvers<"signal">();
  let heard: { signal: NodeJS.Signals; at: number } | null = null;
  const hear = (signal: NodeJS.Signals) => {
    const now = performance.now();
    const isEcho = heard?.signal === signal && now - heard.at < ECHO_MS;
    if (heard && !isEcho) process.exit(FAILED);
    heard ??= { signal, at: now };
    first.resolve("signal");
  };
  process.on("SIGTERM", hear);
  process.on("SIGINT", hear);
  return first.promise;
}

function refusedLine({ error }: SlackTrouble): string {
  return `Slack refuses the tokens (${error}): look at SLACK_BOT_TOKEN and SLACK_APP_TOKEN, at their scopes (the app token needs connections:write), and at whether the app is still installed.`;
}

function lastLine(log: Log, line: string): number {
  log.fatal(line);
  process.stderr.write(`${inert(masked(line), 2_000)}\n`);
  return FAILED;
}

function isAddressTaken(error: unknown): error is Error & { code: string } {
  return error instanceof Error && "syscall" in error && error.syscall === "listen" && "code" in error;
}
