import { type AwsOptions, createAws } from "./aws/aws.ts";
import { createIam } from "./aws/iam.ts";
import { createSes } from "./aws/ses.ts";
import { createSts } from "./aws/sts.ts";
import type { Context } from "./commands/command.ts";
import type { Config } from "./config.ts";
import { createAuthoritative } from "./dns/authoritative.ts";
import { createResolver } from "./dns/resolver.ts";
import { createLog } from "./log.ts";
import type { Store } from "./ports/store.ts";
import { createAuthMemory } from "./smtp/auth-memory.ts";
import { createSmtp, type SmtpOptions } from "./smtp/smtp.ts";

/** What a command is given, with the adapters that configuration asks for; `name` stands in every line of its log. */
export function contextFor(
  config: Config,
  name: string,
  launch: Context["launch"],
  adapters: AdapterOptions = {},
): Context {
  const { log, id } = createLog(config.logLevel).job(name);
  return {
    config,
    deps: wire(config, adapters),
    inputs: null,
    openStore: () => openStoreOf(config),
    onBug: (bug) => {
      log.error({ err: bug }, "a fault in maildiag");
      return id;
    },
    launch,
  };
}

/** The store that configuration names, its tables brought to this version. Throws StoreTrouble. */
async function openStoreOf({ database }: Pick<Config, "database">): Promise<Store> {
  // Most commands need none, and its libraries take their time to load.
  const { openStore } = await import("./store/open-store.ts");
  return openStore(database);
}

/** Where the adapters find their world, if not in the real one. */
export type AdapterOptions = { aws?: AwsOptions; smtp?: SmtpOptions };

/** One for the process: a login is tried once in a while, whichever command asks. */
const LOGINS = createAuthMemory(Date.now);

/** The adapters; shared by the bot, the command line and the sandbox. */
export function wire(config: Config, { aws: awsOptions = {}, smtp = {} }: AdapterOptions = {}): Context["deps"] {
  const resolvers = (config.dnsServers ?? []).map(({ address, port }) => serverText(address, port));
  const aws = createAws(awsOptions);
  const { sesV1 } = config.awsEndpoints;
  return {
    dns: createResolver({ servers: resolvers }),
    authoritative: createAuthoritative({ resolvers }),
    ses: createSes({ aws, ...(sesV1 && { sesV1Endpoint: sesV1 }) }),
    sts: createSts({ aws }),
    iam: createIam({ aws, ...(config.regions[0] && { near: config.regions[0] }) }),
    smtp: createSmtp({ memory: LOGINS, ...smtp }),
    now: () => new Date(),
  };
}

/** As resolvers are written: `ip`, `ip:port` or `[ip6]:port`. */
function serverText(address: string, port: number | null): string {
  if (port === null) return address;
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
