import { onTestFinished } from "vitest";
import type { Context } from "../../src/commands/command.ts";
import { type Config, loadConfig } from "../../src/config.ts";
import type { Hearing } from "../../src/events/hearing.ts";
import type { Store } from "../../src/ports/store.ts";
import { toldIn } from "../../src/render/slack-told.ts";
import { type RunningAws, startAws } from "../../src/sandbox/aws/start-aws.ts";
import { startDns } from "../../src/sandbox/dns/start-dns.ts";
import { relaysOf, smtpOptionsFor, startSmtpOf } from "../../src/sandbox/relays.ts";
import type { World } from "../../src/sandbox/world.ts";
import { createSweep } from "../../src/watches/sweep.ts";
import type { SuppressionLists, SweepResult, WatchKind } from "../../src/watches/watch.ts";
import { contextFor, openStoreOf } from "../../src/wiring.ts";
import { readable } from "../render/slack-posted.ts";

const CHANNEL = "C0ALERTS";

const NOWHERE: Context["launch"] = {
  start: async () => 0,
  sandbox: async () => 0,
  watch: () => Promise.reject(new Error("nobody watches here")),
};

export type WatchingOptions = {
  config?: Partial<Config>;
  channel?: string | null;
  store?: Store;
  lists?: SuppressionLists;
  isOffering?: boolean;
  canaryWaitMs?: number;
  hearing?: Hearing;
};

export type Watching = {
  store: Store;
  /** Looks at a world as it is then. */
  sweep: (kind: WatchKind, world: World, at: string, target?: string, signal?: AbortSignal) => Promise<SweepResult>;
  /** What AWS was asked in that world. */
  asked: (world: World) => readonly string[];
  contextIn: <T>(world: World, work: (context: Context) => Promise<T>) => Promise<T>;
  /** Says what stands in the outbox, and tells what was said: `where: text`, with the message as it is read. */
  said: (at?: string) => Promise<readonly string[]>;
};

/** Sweeps of worlds on stand-ins, over one store in memory. */
export async function watching(options: WatchingOptions = {}): Promise<Watching> {
  const base = loadConfig({ env: { MAILDIAG_DATABASE_URL: "sqlite::memory:" }, cwd: import.meta.dirname });
  const store = options.store ?? (await openStoreOf(base));
  if (!options.store) onTestFinished(() => store.close());
  const alerts = options.channel === undefined ? CHANNEL : options.channel;

  const contexts = new Map<World, Promise<Context>>();
  const running = new Map<World, RunningAws>();

  /** The stand-ins of a world stay until the test is over. */
  async function contextIn<T>(world: World, work: (context: Context) => Promise<T>): Promise<T> {
    const known = contexts.get(world) ?? startedIn(world);
    contexts.set(world, known);
    return work(await known);
  }

  async function startedIn(world: World): Promise<Context> {
    const [dns, aws, smtp] = await Promise.all([startDns(world), startAws(world), startSmtpOf(world)]);
    running.set(world, aws);
    onTestFinished(async () => {
      await Promise.all([dns.close(), aws.close(), smtp.close()]);
    });
    const env = {
      MAILDIAG_DNS_SERVERS: dns.resolver,
      MAILDIAG_REGIONS: world.config.regions.join(","),
      MAILDIAG_DOMAINS: world.config.domains.join(","),
    };
    const config: Config = {
      ...loadConfig({ env, cwd: import.meta.dirname }),
      relays: relaysOf(world),
      channels: { alerts, approvals: null, allowed: [] },
      eventsQueueUrl: aws.queueUrl,
      ...options.config,
    };
    const credentials = async () => ({ accessKeyId: "AKIATESTTESTTEST0000", secretAccessKey: "test" });
    const rate = { limit: 1, intervalMs: 1 };
    const faces = { launch: NOWHERE, chatFor: async () => null };
    return contextFor(config, "test", faces, {
      aws: { endpoint: aws.url, credentials, rate },
      smtp: smtpOptionsFor(smtp),
      ...(options.hearing && { hearing: options.hearing }),
    });
  }

  return {
    store,
    contextIn,
    asked: (world) => (running.get(world)?.asked ?? []).map(({ question }) => question),
    sweep: (kind, world, at, target, signal = AbortSignal.timeout(20_000)) =>
      contextIn(world, (context) => {
        const { lists, isOffering = false, canaryWaitMs } = options;
        const sweep = createSweep({
          context,
          store,
          workspaceUrl: () => "https://example.slack.com/",
          ...(lists && { suppressions: lists }),
          isOffering,
          ...(canaryWaitMs && { canaryWaitMs }),
        });
        return sweep(kind, { now: new Date(at), signal, isManual: false, ...(target && { target }) });
      }),
    said: async (at = "2030-01-01T00:00:00Z") => {
      const now = new Date(at);
      const lines: string[] = [];
      for (;;) {
        const due = await store.outbox.take(now, 1_000, 100);
        if (due.length === 0) return lines;
        for (const entry of due) {
          const told = toldIn(entry.kind, JSON.parse(entry.body));
          const where = "of" in entry.aim ? `${entry.aim.to} ${entry.about?.ts}` : entry.aim.to;
          stamp += 1;
          const ts = entry.about && entry.aim.to === "edit" ? entry.about.ts : `${stamp}.000100`;
          const text =
            "message" in told ? readable(told.message) : `(file ${told.file.filename})\n${told.file.content}`;
          lines.push(`=== ${where}\n${text}`);
          await store.outbox.sent(entry, { channel: entry.channel, ts }, now);
        }
      }
    },
  };
}

let stamp = 0;
