import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Context } from "../../src/commands/command.ts";
import { type Config, loadConfig } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import { createMetrics, type Metrics } from "../../src/metrics.ts";
import type { Store } from "../../src/ports/store.ts";
import { type RunningAws, startAws } from "../../src/sandbox/aws/start-aws.ts";
import { startDns } from "../../src/sandbox/dns/start-dns.ts";
import {
  EXAMPLE_WORKSPACE,
  type SlackOptions,
  type SlackStandIn,
  startSlack,
  type Workspace,
} from "../../src/sandbox/slack/index.ts";
import type { World } from "../../src/sandbox/world.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { Secret } from "../../src/secret.ts";
import { type Bot, startBot } from "../../src/slack/bot.ts";
import type { Timing } from "../../src/slack/timing.ts";
import { contextFor, openStoreOf } from "../../src/wiring.ts";

/** As the bot's own, but nobody waits for a clock. */
const HASTE: Partial<Timing> = {
  callMs: 2_000,
  retryMs: [5, 10, 20, 40],
  secondMs: 10,
  editEveryMs: 20,
  editsPerMinute: 60_000,
  editBurst: 1_000,
  clickMs: 300,
  drainMs: 4_000,
  lastWordsMs: 500,
  reconnectMs: 10,
};

export type BotOptions = {
  world?: World;
  slack?: SlackOptions;
  workspace?: Workspace;
  timing?: Partial<Timing>;
  env?: Readonly<Record<string, string>>;
  config?: Partial<Config>;
  store?: Store;
  instance?: string;
  /** False: its sockets are not waited for. */
  connects?: boolean;
  /** Of AWS; one call a second where it is absent. */
  rate?: { limit: number; intervalMs: number };
};

export type Running = {
  slack: SlackStandIn;
  aws: RunningAws;
  bot: Bot;
  store: Store;
  metrics: Metrics;
  context: Context;
  /** What was logged, a line each. */
  log: readonly string[];
  /** Another instance on the same Slack, store and world. */
  another: (options?: Pick<BotOptions, "timing" | "instance" | "config">) => Promise<Running>;
};

/** The bot itself, on stand-ins of everything, until the test is over. */
export async function botIn(options: BotOptions = {}): Promise<Running> {
  const world = options.world ?? healthy;
  const [dns, aws, slack] = await Promise.all([
    startDns(world),
    startAws(world),
    startSlack(options.workspace ?? EXAMPLE_WORKSPACE, options.slack),
  ]);
  onTestFinished(async () => {
    await Promise.all([dns.close(), aws.close(), slack.close()]);
  });
  const env = {
    MAILDIAG_DNS_SERVERS: dns.resolver,
    MAILDIAG_REGIONS: world.config.regions.join(","),
    MAILDIAG_DOMAINS: world.config.domains.join(","),
    MAILDIAG_BIND: "127.0.0.1:0",
    MAILDIAG_DATABASE_URL: `sqlite:${temporaryFolder()}/maildiag.db`,
    SLACK_API_URL: slack.apiUrl,
    ...options.env,
  };
  const config = { ...loadConfig({ env, cwd: import.meta.dirname }), ...options.config };
  const credentials = async () => ({ accessKeyId: "AKIATESTTESTTEST0000", secretAccessKey: "test" });
  const openStore = options.store ? async (store = options.store) => store as Store : () => freshStore(config);

  async function run(
    store: Store,
    own: Pick<BotOptions, "timing" | "instance" | "connects" | "config">,
  ): Promise<Running> {
    const log: string[] = [];
    const metrics = createMetrics();
    const { rate } = options;
    const faces = { launch: NOWHERE, chatFor: async () => null };
    const context = contextFor({ ...config, ...own.config }, "test", faces, {
      aws: { endpoint: aws.url, credentials, ...(rate && { rate }) },
      metrics,
    });
    const bot = await startBot({
      context,
      store,
      log: createLog("debug", { write: (line) => void log.push(line) }),
      metrics,
      instance: own.instance ?? randomUUID(),
      tokens: { bot: new Secret(slack.tokens.bot), app: new Secret(slack.tokens.app) },
      timing: { ...HASTE, ...own.timing },
    });
    onTestFinished(() => bot.stop());
    if (own.connects ?? true) await bot.connected;
    return { slack, aws, bot, store, metrics, context, log, another: (more = {}) => run(store, more) };
  }

  return run(await openStore(), options);
}

const nowhere = () => Promise.reject(new Error("a bot launches nothing"));
const NOWHERE: Context["launch"] = { start: nowhere, sandbox: nowhere, watch: nowhere };

async function freshStore(config: Config): Promise<Store> {
  const store = await openStoreOf(config);
  onTestFinished(() => store.close());
  return store;
}

/** Gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "maildiag-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
