import { createInterface } from "node:readline";
import type { SandboxAsked } from "../commands/command.ts";
import { type Context, UsageMistake } from "../commands/command.ts";
import { COMMANDS } from "../commands/index.ts";
import { parse } from "../commands/parse.ts";
import { sandbox } from "../commands/sandbox.ts";
import { type Config, loadConfig } from "../config.ts";
import { createHearing, type Hearing } from "../events/hearing.ts";
import { createLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import type { Relay } from "../ports/relay.ts";
import type { Store } from "../ports/store.ts";
import { inert } from "../render/inert.ts";
import { Secret } from "../secret.ts";
import { type Bot, startBot } from "../slack/bot.ts";
import { complain, runParsed } from "../terminal/command-line.ts";
import { createConversation, type Seat } from "./conversation.ts";
import type { Door } from "./page/door.ts";
import type { Page } from "./page/server.ts";
import type { WorldPanel } from "./page/world-panel.ts";
import { createPanel } from "./panel.ts";
import { playTour } from "./play-tour.ts";
import { relaysOf, smtpOptionsFor } from "./relays.ts";
import { runWorld } from "./running.ts";
import { sendersOf } from "./senders.ts";
import { createSettled } from "./settled.ts";
import type { SlackStandIn } from "./slack/index.ts";
import { shortcutsInManifest } from "./slack/installed-app.ts";
import { type RelayDesk, switchesOf } from "./switches.ts";
import { type Stage, TOURED_WORLD } from "./tour.ts";
import type { World } from "./world.ts";
import { WORLDS } from "./worlds/index.ts";

/** The real wiring, on the stand-in AWS of a world. */
export type SandboxWiring = {
  contextFor: (
    config: Config,
    adapters: {
      aws: { endpoint: string; credentials: () => Promise<{ accessKeyId: string; secretAccessKey: string }> };
      smtp: ReturnType<typeof smtpOptionsFor>;
      now: () => Date;
      hearing: Hearing;
    },
  ) => Context;
  openStore: (config: Config) => Promise<Store>;
  startIngestion: (
    config: Config,
    store: Store,
    given: {
      aws: { endpoint: string };
      onTrouble: (error: unknown) => void;
      hearing: ReturnType<typeof createHearing>;
    },
  ) => Promise<{ stop(): Promise<void> }>;
  startWatches: (context: Context, store: Store, bot: Pick<Bot, "sayWhatWaits" | "workspaceUrl">) => Promise<Watching>;
};

/** The scheduled watches. `look` begins what is due. */
type Watching = { look: () => Promise<void>; idle: () => Promise<void>; stop: () => Promise<void> };

const SEAT: Seat = { user: "U0ANA", channel: "mail-ops" };

const APPROVERS = "U0BEN";

/**
 * Starts a world on loopback, and the bot in it, with a page to see both; plays `check` as a person would in Slack, and
 * offers a prompt for more. Without a terminal it ends after the conversation, unless it is told to serve. Nothing of the
 * surroundings is used: no configuration, no credentials, no network, no file.
 */
export async function startSandbox(asked: SandboxAsked, wiring: SandboxWiring): Promise<number> {
  const chosen = worldNamed(asked.world);
  if (asked.tour && chosen.name !== TOURED_WORLD) {
    throw new UsageMistake(`The tour tells the story of the world "${TOURED_WORLD}".`, sandbox);
  }
  const isAtTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const isSeen = !asked.tour && (isAtTerminal || asked.serve);
  // A port that is taken is told before anything has begun.
  const door = isSeen ? await doorAt(asked.port) : null;
  const running = await runWorld(chosen);
  const { world, dns, aws, smtp, slack, clock } = running;
  try {
    const relays = [...relaysOf(world)];
    const config = configIn(world, dns.resolver, slack, aws.queueUrl, relays);
    const hearing = createHearing();
    const adapters = {
      hearing,
      aws: {
        endpoint: aws.url,
        credentials: async () => ({ accessKeyId: "AKIASANDBOXSANDBOX00", secretAccessKey: "sandbox" }),
      },
      smtp: smtpOptionsFor(smtp),
      now: clock.now,
    };
    const wired = wiring.contextFor(config, adapters);
    const store = await wiring.openStore(config);
    // In memory there is one, and it is closed once.
    const openStore = async () => ({ ...store, close: async () => {} });
    const context = { ...wired, readSecret: refuseSecret, openStore, findStore: openStore };
    const ingestion = await wiring.startIngestion(config, store, {
      aws: adapters.aws,
      onTrouble: wired.onBug,
      hearing,
    });
    const bot = await startBot({
      context,
      store,
      log: createLog("warn").job("bot").log,
      metrics: createMetrics(),
      instance: "sandbox",
      tokens: { bot: new Secret(slack.tokens.bot), app: new Secret(slack.tokens.app) },
    });
    await bot.connected;
    // A conversation that is only printed is to read the same each time: nothing happens in it by itself.
    const watching = isSeen || asked.tour ? await wiring.startWatches(context, store, bot) : null;
    const desk = createRelayDesk(world, relays);
    const settled = createSettled(slack, store, watching ? [bot, watching] : [bot]);
    const pass = async (hours: number) => {
      clock.pass(hours);
      await watching?.look();
    };
    const stage: Stage = { running, turns: switchesOf(running, desk), settled, pass };
    say(introduction(world));
    if (asked.tour) await playTour(stage, say);
    else {
      // The bot is connected by now: whoever comes is answered.
      const page = door ? await openPage(stage, createPanel({ stage, desk, context }), door) : null;
      if (page) say([`See it at ${page.url}`, ""]);
      await converse(world, context, slack, bot, isAtTerminal ? settled : null);
      if (asked.serve && !isAtTerminal) await signalled();
      await page?.close();
    }
    await Promise.all([watching?.stop(), bot.stop(), ingestion.stop()]);
    await store.close();
    return 0;
  } finally {
    await Promise.all([running.close(), door?.close()]);
  }
}

function createRelayDesk({ config }: World, relays: Relay[]): RelayDesk {
  let held = config.relays ?? [];
  return {
    relays: () => held,
    set: (changed) => {
      held = changed;
      relays.splice(0, relays.length, ...relaysOf({ config: { ...config, relays: changed } }));
    },
  };
}

/** Loaded for those who see the page: `start` never loads it. */
async function doorAt(port: number): Promise<Door> {
  const { takeDoor } = await import("./page/door.ts");
  try {
    return await takeDoor(port);
  } catch (error) {
    if (!isTaken(error)) throw error;
    throw new UsageMistake(
      `Port ${port} is taken, or may not be listened on; without --port any free one is taken.`,
      sandbox,
    );
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "EADDRINUSE" || error.code === "EACCES");
}

async function openPage({ running }: Stage, world: WorldPanel, door: Door): Promise<Page> {
  const { startPage } = await import("./page/server.ts");
  const completions = COMMANDS.filter(({ where }) => where === "everywhere").map(({ name, usage, summary }) => ({
    words: `${name} `,
    usage,
    summary,
  }));
  return startPage({ slack: running.slack, world, completions, shortcuts: shortcutsInManifest(), door });
}

function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}

/** The prompt shows what is typed at it. */
async function refuseSecret(): Promise<never> {
  throw new UsageMistake("The sandbox takes no secrets. Leave it, and run the command by itself.");
}

function worldNamed(name: string | undefined): World {
  const world = name === undefined ? WORLDS[0] : WORLDS.find((candidate) => candidate.name === name.toLowerCase());
  if (world) return world;
  const names = WORLDS.map((candidate) => candidate.name).join(", ");
  throw new UsageMistake(`There is no world "${name}". There are: ${names}.`, sandbox);
}

/** The same configuration as ever, from an environment that knows the stand-ins only. */
function configIn(
  world: World,
  resolver: string,
  slack: SlackStandIn,
  queueUrl: string,
  relays: readonly Relay[],
): Config {
  const environment = {
    AWS_REGION: world.config.regions[0] ?? "us-east-1",
    MAILDIAG_DNS_SERVERS: resolver,
    MAILDIAG_REGIONS: world.config.regions.join(","),
    MAILDIAG_DOMAINS: world.config.domains.join(","),
    MAILDIAG_BIND: "127.0.0.1:0",
    MAILDIAG_DATABASE_URL: "sqlite::memory:",
    MAILDIAG_EVENTS_QUEUE_URL: queueUrl,
    MAILDIAG_ALERT_CHANNEL: "C0ALERTS",
    MAILDIAG_APPROVAL_CHANNEL: "C0APPROVALS",
    MAILDIAG_APPROVERS: APPROVERS,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.tokens.bot,
    SLACK_APP_TOKEN: slack.tokens.app,
  };
  // A folder without .env and maildiag.yaml.
  return {
    ...loadConfig({ env: environment, cwd: import.meta.dirname }),
    relays,
    senders: sendersOf(world),
    canary: canaryIn(world),
  };
}

function canaryIn({ config: { domains } }: World): Config["canary"] {
  const [domain] = domains;
  return domain === undefined ? null : { from: `canary@${domain}`, domain, regions: null };
}

function introduction(world: World): readonly string[] {
  return [
    `The world "${world.name}": ${world.title}.`,
    "",
    ...world.story.map((line) => `  ${line}`),
    "",
    "Slack, AWS, SMTP and DNS are stand-ins on this machine; maildiag is the real one.",
    "",
  ];
}

async function converse(
  world: World,
  context: Context,
  slack: SlackStandIn,
  bot: Bot,
  /** Null where there is no terminal. */
  settled: (() => Promise<void>) | null,
): Promise<void> {
  const { act, fresh } = createConversation(slack, SEAT);
  let idle = bot.idle;
  const inSlack = async (line: string) => {
    try {
      return await act(line);
    } finally {
      await idle();
      const lines = fresh();
      if (lines.length > 0) say(lines);
    }
  };
  const domains = world.config.domains.join(" ");
  await inSlack(`/maildiag check ${domains}`);
  say(["", `In a terminal the same is asked by: maildiag check ${domains}`]);
  if (!settled) return;
  // What follows from a click, such as what came of a removal, is to be seen before the next line is asked for.
  idle = settled;
  say([
    "",
    `Other worlds: ${WORLDS.map(({ name }) => name).join(", ")} (npm run sandbox WORLD).`,
    "You are ana in #mail-ops. Type /maildiag help, @maildiag check example.com, home, or press a button: [Run again].",
    "To be somebody else, who may approve removals: as ben. To come back: as ana.",
    "Without the slash it is the terminal: help, credentials, senders, check example.com --json, policy. Ctrl-D ends.",
  ]);
  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: "> " });
  let isClosed = false;
  lines.once("close", () => {
    isClosed = true;
  });
  lines.prompt();
  for await (const line of lines) {
    if (/^\s*(exit|quit)\s*$/.test(line)) break;
    if (line.trim() !== "") await answer(line, context, inSlack);
    if (!isClosed) lines.prompt();
  }
  lines.close();
}

async function answer(line: string, context: Context, inSlack: (line: string) => Promise<boolean>): Promise<void> {
  try {
    if (await inSlack(line)) return;
  } catch (error) {
    say([inert(error instanceof Error ? error.message : String(error))]);
    return;
  }
  try {
    const words = line.trim().split(/\s+/);
    const parsed = parse(words[0] === "maildiag" ? words.slice(1) : words, COMMANDS);
    if (["sandbox", "start"].includes(parsed.command.name)) {
      throw new UsageMistake("You are in a sandbox already, and the bot runs in it.", parsed.command);
    }
    await runParsed(parsed, context);
  } catch (error) {
    complain(error);
  }
}

function say(lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}
