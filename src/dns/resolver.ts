import type { Dns, DnsAnswer, DnsRecords, DnsType } from "../ports/dns.ts";
import { PortTrouble, type TroubleReason } from "../ports/trouble.ts";
import { followChain } from "./chain.ts";
import { exchange } from "./exchange.ts";
import type { Message } from "./message.ts";
import { bareName, canExist } from "./name.ts";
import { DNS_PORT, readServerAddress, type ServerAddress, showServer, systemServers } from "./server-address.ts";

/** `servers` as `ip`, `ip:port` or `[ip6]:port`, tried in this order; none: the system's. */
export type ResolverOptions = { servers?: readonly string[]; timeoutMs?: number };

/** Where servers fail differently, what was heard tells more than silence. */
const MOST_TELLING_FIRST = ["servfail", "refused", "error", "timeout", "unreachable"] satisfies TroubleReason[];

const NXDOMAIN = { found: false, absence: "nxdomain" } as const;
const NODATA = { found: false, absence: "nodata" } as const;

/**
 * The recursive resolver. It reads the messages itself, for Node's own resolver (c-ares) says "no such record" where the
 * server said NOTAUTH or only referred to other servers, takes records of other names for an answer, asks for the root
 * when it cannot read a name, and without EDNS needs TCP for every answer above 512 bytes.
 *
 * A server that fails, in whatever way, makes it ask the next one; when none answered and some were silent, all are
 * asked once more. `timeoutMs` (default 2000) counts per server and time. Throws an Error at once for an unreadable server.
 */
export function createResolver({ servers = [], timeoutMs = 2000 }: ResolverOptions = {}): Dns {
  const configured = servers.map((text) => {
    const server = readServerAddress(text);
    if (!server) throw new Error(`not a DNS server's address: ${text}`);
    return server;
  });

  return {
    async resolve<T extends DnsType>(name: string, type: T, signal: AbortSignal): Promise<DnsAnswer<DnsRecords[T]>> {
      const asked = bareName(name);
      if (!canExist(asked)) return NXDOMAIN;
      const list = configured.length > 0 ? configured : systemServers();
      const troubles: PortTrouble[] = [];

      // The second round goes without EDNS: some servers and firewalls drop what they do not know.
      for (const edns of [true, false]) {
        for (const { address, port } of list) {
          const server = { address, port: port ?? DNS_PORT };
          try {
            const question = { name: asked, type, recursive: true };
            return answerIn(await exchange(server, question, { timeoutMs, signal }, { edns }), asked, type, server);
          } catch (error) {
            if (!(error instanceof PortTrouble) || error.reason === "limit") throw error;
            troubles.push(error);
          }
        }
        const worthAnother = troubles.some(({ reason }) => reason === "timeout");
        if (!worthAnother || troubles.some(({ reason }) => reason !== "timeout" && reason !== "unreachable")) break;
      }
      throw (
        mostTelling(troubles) ?? new PortTrouble("unreachable", { asked, detail: "the system names no DNS server" })
      );
    },
  };
}

function answerIn<T extends DnsType>(
  { rcode, answers, authorities, ...flags }: Message,
  asked: string,
  type: T,
  server: ServerAddress,
): DnsAnswer<DnsRecords[T]> {
  const trouble = (reason: TroubleReason, detail: string) =>
    new PortTrouble(reason, { asked, server: showServer(server), detail });
  if (rcode === "NXDOMAIN") return NXDOMAIN;
  if (rcode === "SERVFAIL") throw trouble("servfail", rcode);
  if (rcode === "REFUSED") throw trouble("refused", rcode);
  if (rcode !== "NOERROR") throw trouble("error", rcode);

  const { records, alias, endless } = followChain(answers, asked, type);
  if (records.length > 0) return { found: true, records };
  if (endless) throw trouble("error", "the aliases go round in circles");
  if (answers.length > 0 && alias === null) throw trouble("error", "the answer is about something else");
  // RFC 2308 §2.2: NODATA has a SOA, or no NS. What has NS alone, or comes from a server that only knows its own zones,
  // says where to ask on, not that there is nothing.
  const hasSoa = authorities.some((record) => record.type === "SOA");
  const refers = authorities.some((record) => record.type === "NS");
  const knows = flags.recursionAvailable || (flags.authoritative && alias === null);
  if (!hasSoa && (refers || !knows)) throw trouble("error", "the server does not recurse");
  return NODATA;
}

function mostTelling(troubles: readonly PortTrouble[]): PortTrouble | undefined {
  for (const telling of MOST_TELLING_FIRST) {
    const trouble = troubles.find(({ reason }) => reason === telling);
    if (trouble) return trouble;
  }
  return undefined;
}
