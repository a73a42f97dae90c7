import { type AwsOptions, createAws } from "./aws/aws.ts";
import { createIam } from "./aws/iam.ts";
import { createSes } from "./aws/ses.ts";
import { createSts } from "./aws/sts.ts";
import type { Context, Launch } from "./commands/command.ts";
import type { Config } from "./config.ts";
import { countedPort } from "./counted.ts";
import { createAuthoritative } from "./dns/authoritative.ts";
import { createResolver } from "./dns/resolver.ts";
import { createLog } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { Chat } from "./ports/chat.ts";
import type { Store } from "./ports/store.ts";
import { createAuthMemory } from "./smtp/auth-memory.ts";
import { createSmtp, type SmtpOptions } from "./smtp/smtp.ts";

/** What main alone knows: the programs of the top floor, and Slack as `doctor` asks it. */
export type Faces = { launch: Launch; chatFor: (config: Config) => Promise<Chat | null> };

/** Where the adapters find their world, if not in the real one, and where their calls are counted. */
export type AdapterOptions = { aws?: AwsOptions; smtp?: SmtpOptions; metrics?: Metrics };

/** What a command is given, with the adapters that configuration asks for; `name` stands in every line of its log. */
export function contextFor(config: Config, name: string, faces: Faces, adapters: AdapterOptions = {}): Context {
  const { log, id } = createLog(config.logLevel).job(name);
  return {
    config,
    deps: wire(config, adapters),
    inputs: null,
    onBug: (bug) => {
      log.error({ err: bug }, "a fault in maildiag");
      return id;
    },
    launch: faces.launch,
    installation: {
      chat: () => faces.chatFor(config),
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

/** One for the process: a login is tried once in a while, whichever command asks. */
const LOGINS = createAuthMemory(Date.now);

/** The adapters; shared by the bot, the command line and the sandbox. */
function wire(config: Config, { aws: awsOptions = {}, smtp = {}, metrics }: AdapterOptions): Context["deps"] {
  const resolvers = (config.dnsServers ?? []).map(({ address, port }) => serverText(address, port));
  const aws = createAws(awsOptions);
  const { sesV1 } = config.awsEndpoints;
  const deps: Context["deps"] = {
    dns: createResolver({ servers: resolvers }),
    authoritative: createAuthoritative({ resolvers }),
    ses: createSes({ aws, ...(sesV1 && { sesV1Endpoint: sesV1 }) }),
    sts: createSts({ aws }),
    iam: createIam({ aws, ...(config.regions[0] && { near: config.regions[0] }) }),
    smtp: createSmtp({ memory: LOGINS, ...smtp }),
    now: () => new Date(),
  };
  return metrics ? countedDeps(deps, metrics) : deps;
}

/** The same ports, each call counted under the port's and the method's name. */
function countedDeps(deps: Context["deps"], metrics: Metrics): Context["deps"] {
  const { dns, authoritative, ses, sts, iam, smtp } = deps;
  return {
    ...deps,
    dns: countedPort(dns, "dns", "resolver", metrics),
    authoritative: countedPort(authoritative, "dns", "authoritative", metrics),
    ses: countedPort(ses, "aws", "ses", metrics),
    sts: countedPort(sts, "aws", "sts", metrics),
    iam: countedPort(iam, "aws", "iam", metrics),
    smtp: countedPort(smtp, "smtp", "smtp", metrics),
  };
}

/** As resolvers are written: `ip`, `ip:port` or `[ip6]:port`. */
function serverText(address: string, port: number | null): string {
  if (port === null) return address;
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
