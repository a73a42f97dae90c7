import { existsSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { Aws, AwsOptions } from "./aws/aws.ts";
import type { Context, Launch } from "./commands/command.ts";
import type { Config, ScheduleName } from "./config.ts";
import { countedDeps, countIn } from "./counted-deps.ts";
import { countEvents } from "./counted-events.ts";
import type { createHearing, Hearing } from "./events/hearing.ts";
import type { Ingestion, IngestionDeps } from "./events/ingestion.ts";
import { late } from "./late.ts";
import { createLog, type Log, type LogTo } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { Chat } from "./ports/chat.ts";
import type { MailSubmission } from "./ports/mail-submission.ts";
import type { Queue } from "./ports/queue.ts";
import { type Store, StoreTrouble } from "./ports/store.ts";
import type { SuppressionWrites } from "./ports/suppression-writes.ts";
import { PortTrouble } from "./ports/trouble.ts";
import { createRemoving } from "./removals/removing.ts";
import type { Scheduler, SchedulerGiven } from "./schedule/scheduler.ts";
import type { ShareLogins } from "./smtp/auth-memory.ts";
import type { OwnLogins } from "./smtp/own-logins.ts";
import type { SmtpOptions } from "./smtp/smtp.ts";
import { createMailing } from "./test-mails/mailing.ts";
import type { SweepGiven } from "./watches/sweep.ts";

/** What main alone knows: the programs of the top floor, and Slack as `doctor` asks it. */
export type Faces = { launch: Launch; chatFor: (config: Config) => Promise<Chat | null> };

/** Where the adapters find their world and its time, if not in the real one, what counts their calls, and where the log goes. */
export type WiringOptions = {
  aws?: AwsOptions;
  smtp?: SmtpOptions;
  metrics?: Metrics;
  now?: () => Date;
  logTo?: LogTo | undefined;
  /** Where this process takes events in all the time. */
  hearing?: Hearing;
};

/** What a command is given, with the adapters that configuration asks for; `name` stands in every line of its log. */
export function contextFor(config: Config, name: string, faces: Faces, options: WiringOptions = {}): Context {
  let job: ReturnType<Log["job"]> | null = null;
  const aws = sharedAws(options.aws);
  const deps = wire(config, aws, options);
  return {
    config,
    deps,
    inputs: null,
    openStore: () => openStoreOf(config),
    findStore: async () => (isMade(config) ? openStoreOf(config) : null),
    onBug: (bug) => {
      job ??= createLog(config.logLevel, options.logTo).job(name);
      const { log, id } = job;
      log.error({ err: bug }, "a fault in maildiag");
      return id;
    },
    launch: faces.launch,
    removing: (given) =>
      createRemoving({
        ...given,
        ses: deps.ses,
        writes: writesOf(aws, options.metrics),
        allowed: config.channels.allowed,
        now: deps.now,
      }),
    sendCanary: canaryOf(config, aws, options.metrics),
    hearing: options.hearing ?? null,
    mailing: mailingOf(config, aws, deps.now, options.metrics),
    installation: {
      chat: () => faces.chatFor(config),
      queue: () => queueOf(config, options.aws),
      storeStatus: async () => {
        const store = await openStoreOf(config);
        return store.status().finally(() => store.close());
      },
    },
  };
}

/** The store that configuration names, its tables brought to this version. Throws StoreTrouble. */
export async function openStoreOf({ database }: Pick<Config, "database">): Promise<Store> {
  // Most commands need none, and its libraries take their time to load.
  const { openStore } = await import("./store/open-store.ts");
  return openStore(database);
}

/** A server is always there; a file, and what is only in memory, may not be. */
function isMade({ database }: Pick<Config, "database">): boolean {
  return database.kind === "postgres" || existsSync(database.path);
}

/** The queue that configuration names; null where it names none. */
async function queueOf(config: Config, aws: AwsOptions = {}): Promise<Queue | null> {
  if (config.eventsQueueUrl === null) return null;
  const { createSqs } = await import("./aws/sqs.ts");
  return createSqs({ ...aws, url: config.eventsQueueUrl, fallbackRegion: config.regions[0] ?? "us-east-1" });
}

export type IngestionOptions = Pick<IngestionDeps, "onTrouble" | "onStored" | "onLeft" | "onIdle"> & {
  aws?: AwsOptions;
  metrics?: Metrics;
  now?: () => Date;
  /** Told how it goes. */
  hearing?: Pick<ReturnType<typeof createHearing>, "heard">;
};

/**
 * Takes events off the configured queue into the store, and forgets them after their time, until it is stopped. `onTrouble`
 * is told of what goes wrong and is tried again.
 */
export async function startIngestionOf(config: Config, store: Store, given: IngestionOptions): Promise<Ingestion> {
  const { aws, metrics, hearing, now = () => new Date(), onStored, onTrouble, onLeft, onIdle } = given;
  const [queue, { startIngestion }, { startRetention }, { KNOWN }] = await Promise.all([
    queueOf(config, aws),
    import("./events/ingestion.ts"),
    import("./events/retention.ts"),
    import("./events/published.ts"),
  ]);
  const shared = {
    store: store.events,
    now,
    wait: (ms: number, signal: AbortSignal) => pause(ms, undefined, { signal }).catch(() => {}),
    onTrouble,
  };
  const parts = [
    startRetention({ ...shared, keep: config.eventsKeep }),
    ...(queue
      ? [
          startIngestion({
            ...shared,
            queue,
            onIdle: () => {
              hearing?.heard.onIdle();
              onIdle?.();
            },
            onTrouble: (error) => {
              hearing?.heard.onTrouble(error);
              metrics?.eventTroubles.inc({ reason: reasonOf(error) });
              onTrouble(error);
            },
            onStored: (stored) => {
              hearing?.heard.onStored(stored);
              if (metrics) countEvents(metrics, stored, { regions: config.regions, types: KNOWN, now: shared.now() });
              onStored?.(stored);
            },
            onLeft: (left) => {
              metrics?.eventMessages.inc({ outcome: "left" }, left.messages);
              onLeft?.(left);
            },
          }),
        ]
      : []),
  ];
  return { stop: async () => void (await Promise.all(parts.map((part) => part.stop()))) };
}

function reasonOf(error: unknown): string {
  return error instanceof PortTrouble || error instanceof StoreTrouble ? error.reason : "bug";
}

/** What is watched, and how. */
export async function watchesOf(given: SweepGiven): Promise<Watches> {
  const [{ limitOf, WATCHES }, { createSweep }, { listsOf }] = await Promise.all([
    import("./watches/index.ts"),
    import("./watches/sweep.ts"),
    import("./watches/lists.ts"),
  ]);
  const { context, store } = given;
  const { config } = context;
  return {
    kinds: WATCHES.map(({ kind }) => kind),
    limitMs: (kind) => limitOf(kind, config) + SAVING_MS,
    sweep: createSweep({ ...given, suppressions: listsOf(context, store), isOffering: true }),
  };
}

/** A sweep knows its own limit; what it found by then is saved after that. */
const SAVING_MS = 30_000;

export type Watches = Pick<SchedulerGiven<ScheduleName>, "limitMs" | "sweep"> & { kinds: readonly ScheduleName[] };

/** Runs the watches when they are due, beside any number of others on the same store. */
export async function schedulerOf(
  { config, deps }: Context,
  store: Store,
  watches: Watches,
  told: Pick<SchedulerGiven<ScheduleName>, "onSwept" | "onTrouble" | "onBlind">,
): Promise<Scheduler<ScheduleName>> {
  const [{ calendarOf }, { createScheduler }] = await Promise.all([
    import("./schedule/calendar.ts"),
    import("./schedule/scheduler.ts"),
  ]);
  const { kinds, limitMs, sweep } = watches;
  const calendar = calendarOf<ScheduleName>(config.schedules, kinds);
  return createScheduler({ calendar, store: store.schedule, limitMs, sweep, now: deps.now, ...told });
}

/** One for the process: a login is tried once in a while, whichever command asks. */
let ownLogins: OwnLogins | null = null;

/**
 * Through the store that configuration names, opened for a moment, for all who want it at that time. One in memory has nothing to share; one that is not
 * there yet is made by who keeps relays with passwords here, not by whoever derives a password in passing.
 */
function shareLoginsOf(config: Config): ShareLogins {
  const { database } = config;
  let users = 0;
  let opened: Promise<Store> | null = null;
  const isKeeper = config.relays.some(({ password }) => password !== null);
  return async (work, mayMake) => {
    if (database.kind === "sqlite") {
      if (database.path === ":memory:") return null;
      if (!(mayMake && isKeeper) && !existsSync(database.path)) return null;
    }
    users += 1;
    opened ??= openStoreOf(config);
    const store = opened;
    try {
      return await work((await store).logins);
    } finally {
      users -= 1;
      if (users === 0) {
        opened = null;
        await store.then((it) => it.close()).catch(() => {});
      }
    }
  };
}

/** Made with the first question, and one for all of them: they share AWS's rate. */
function sharedAws(options: AwsOptions = {}): () => Promise<Aws> {
  let shared: Aws | null = null;
  return async () => {
    const { createAws } = await import("./aws/aws.ts");
    shared ??= createAws(options);
    return shared;
  };
}

/** The adapters; shared by the bot, the command line and the sandbox. Each is loaded with its first question. */
function wire(
  config: Config,
  aws: () => Promise<Aws>,
  { smtp = {}, metrics, now = () => new Date() }: WiringOptions,
): Context["deps"] {
  const resolvers = (config.dnsServers ?? []).map(({ address, port }) => serverText(address, port));
  const { sesV1 } = config.awsEndpoints;

  const deps: Context["deps"] = {
    dns: late(async () => (await import("./dns/resolver.ts")).createResolver({ servers: resolvers })),
    authoritative: late(async () => (await import("./dns/authoritative.ts")).createAuthoritative({ resolvers })),
    ses: late(async () => {
      const { createSes } = await import("./aws/ses.ts");
      return createSes({ aws: await aws(), ...(sesV1 && { sesV1Endpoint: sesV1 }) });
    }),
    sts: late(async () => (await import("./aws/sts.ts")).createSts({ aws: await aws() })),
    iam: late(async () => {
      const { createIam } = await import("./aws/iam.ts");
      return createIam({ aws: await aws(), ...(config.regions[0] && { near: config.regions[0] }) });
    }),
    smtp: late(async () => {
      const [{ createSmtp }, { createAuthMemory }, { createOwnLogins }] = await Promise.all([
        import("./smtp/smtp.ts"),
        import("./smtp/auth-memory.ts"),
        import("./smtp/own-logins.ts"),
      ]);
      ownLogins ??= createOwnLogins(Date.now);
      const memory = createAuthMemory({ now: Date.now, own: ownLogins, share: shareLoginsOf(config) });
      return createSmtp({ memory, ...smtp });
    }),
    lambda: late(async () => (await import("./aws/lambda.ts")).createLambda({ aws: await aws() })),
    cloudwatch: late(async () => (await import("./aws/cloudwatch.ts")).createCloudWatch({ aws: await aws() })),
    logs: late(async () => (await import("./aws/logs.ts")).createLogs({ aws: await aws() })),
    // The rules take their time to load, and most reports meet no line to explain.
    explainLine: async (line) => (await import("./bounces/explain-line.ts")).explainLine(line),
    now,
  };
  return metrics ? countedDeps(deps, metrics) : deps;
}

/** The only writes to SES, each counted where somebody counts. */
function writesOf(aws: () => Promise<Aws>, metrics: Metrics | undefined): SuppressionWrites {
  const writes = late(async () => {
    const { createSuppressionWrites } = await import("./aws/writes/suppression-writes.ts");
    return createSuppressionWrites({ aws: await aws() });
  });
  if (!metrics) return writes;
  const count = countIn(metrics);
  return {
    remove: (...asked) => count("aws", "ses:DeleteSuppressedDestination", () => writes.remove(...asked)),
    put: (...asked) => count("aws", "ses:PutSuppressedDestination", () => writes.put(...asked)),
  };
}

/** To SES's mailbox simulator alone, from the address that configuration names. */
function canaryOf({ canary }: Config, aws: () => Promise<Aws>, metrics: Metrics | undefined): Context["sendCanary"] {
  if (!canary) return null;
  const submission = submissionOf(aws, metrics);
  return (region, to, signal) => {
    const mail = { from: canary.from, to, subject: "maildiag canary", text: `A test by maildiag, to ${to}.\n` };
    return submission.send(region, mail, signal);
  };
}

/** Approved test mails, from the canary's address alone; where it is switched off, those that wait are only told of. */
function mailingOf(
  { canary, channels: { allowed } }: Config,
  aws: () => Promise<Aws>,
  now: () => Date,
  metrics: Metrics | undefined,
): Context["mailing"] {
  const sender = canary && { from: canary.from, submission: submissionOf(aws, metrics) };
  return (given) => createMailing({ ...given, canary: sender, allowed, now });
}

function submissionOf(aws: () => Promise<Aws>, metrics: Metrics | undefined): MailSubmission {
  const submission = late(async () => {
    const { createMailSubmission } = await import("./aws/writes/mail-submission.ts");
    return createMailSubmission({ aws: await aws() });
  });
  if (!metrics) return submission;
  const count = countIn(metrics);
  return { send: (...asked) => count("aws", "ses:SendEmail", () => submission.send(...asked)) };
}

/** As resolvers are written: `ip`, `ip:port` or `[ip6]:port`. */
function serverText(address: string, port: number | null): string {
  if (port === null) return address;
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
