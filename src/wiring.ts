import { type AwsOptions, createAws } from "./aws/aws.ts";
import { createSes } from "./aws/ses.ts";
import { createSts } from "./aws/sts.ts";
import type { Context } from "./commands/command.ts";
import type { Config } from "./config.ts";
import { createAuthoritative } from "./dns/authoritative.ts";
import { createResolver } from "./dns/resolver.ts";
import { createLog } from "./log.ts";

/** What a command is given, with the adapters that configuration asks for; `name` stands in every line of its log. */
export function contextFor(config: Config, name: string, launch: Context["launch"], aws: AwsOptions = {}): Context {
  const { log, id } = createLog(config.logLevel).job(name);
  return {
    config,
    deps: wire(config, aws),
    onBug: (bug) => {
      log.error({ err: bug }, "a fault in maildiag");
      return id;
    },
    launch,
  };
}

/** The adapters; shared by the bot, the command line and the sandbox. */
export function wire(config: Config, awsOptions: AwsOptions = {}): Context["deps"] {
  const resolvers = (config.dnsServers ?? []).map(({ address, port }) => serverText(address, port));
  const aws = createAws(awsOptions);
  const { sesV1 } = config.awsEndpoints;
  return {
    dns: createResolver({ servers: resolvers }),
    authoritative: createAuthoritative({ resolvers }),
    ses: createSes({ aws, ...(sesV1 && { sesV1Endpoint: sesV1 }) }),
    sts: createSts({ aws }),
    now: () => new Date(),
  };
}

/** As resolvers are written: `ip`, `ip:port` or `[ip6]:port`. */
function serverText(address: string, port: number | null): string {
  if (port === null) return address;
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
