import type { AuthoritativeAnswer, AuthoritativeDns, DnsRecords, DnsType } from "../ports/dns.ts";
import { PortTrouble } from "../ports/trouble.ts";
import { askingPort } from "./asking-port.ts";
import { followChain } from "./chain.ts";
import { exchange } from "./exchange.ts";
import type { Message } from "./message.ts";
import { bareName, canExist } from "./name.ts";
import { showServer } from "./server-address.ts";

/** `resolvers` are those of `createResolver`: they decide whether loopback servers may be asked (see `askingPort`). */
export type AuthoritativeOptions = { resolvers: readonly string[]; timeoutMs?: number };

/** Asks authoritative servers without recursion. `timeoutMs` (default 2000) counts per try; silence is tried twice. */
export function createAuthoritative({ resolvers, timeoutMs = 2000 }: AuthoritativeOptions): AuthoritativeDns {
  return {
    async ask({ address }, name, type, signal) {
      const asked = bareName(name);
      if (!canExist(asked)) return { kind: "nxdomain" };
      const port = askingPort(address, resolvers);
      if (port === null) {
        throw new PortTrouble("limit", {
          asked,
          server: address,
          detail: "an address that is never asked: not public",
        });
      }
      const server = { address, port };
      const question = { name: asked, type, recursive: false };
      const limits = { timeoutMs, signal };
      const message = await exchange(server, question, limits).catch((error: unknown) => {
        if (!(error instanceof PortTrouble) || error.reason !== "timeout") throw error;
        // Without EDNS: some servers and firewalls drop what they do not know.
        return exchange(server, question, limits, { edns: false });
      });
      const answer = answerIn(message, asked, type);
      if (answer) return answer;
      const detail = "the answer is about something else";
      throw new PortTrouble("error", { asked, server: showServer(server), detail });
    },
  };
}

/** Null for an answer that holds nothing about the name: it neither has records nor denies them. */
function answerIn(message: Message, name: string, type: DnsType): AuthoritativeAnswer | null {
  const { rcode, authoritative, answers } = message;
  if (!authoritative) return referralIn(message, name) ?? { kind: "lame", rcode };
  if (rcode !== "NOERROR" && rcode !== "NXDOMAIN") return { kind: "lame", rcode };

  const { records, alias } = followChain(answers, name, type);
  if (records.length > 0 || alias !== null) {
    const shown = [...new Set(records.map((record) => show(type, record)))].sort();
    return { kind: "answer", records: shown, ...(alias !== null && { cname: alias }) };
  }
  if (rcode === "NXDOMAIN") return { kind: "nxdomain" };
  return answers.length > 0 ? null : { kind: "nodata" };
}

/** A delegation to a zone that the name stands in. To the root it is what lame servers answer to everything. */
function referralIn({ rcode, answers, authorities }: Message, name: string): AuthoritativeAnswer | null {
  if (rcode !== "NOERROR" || answers.length > 0) return null;
  const delegations = authorities
    .flatMap((record) => (record.type === "NS" ? [{ zone: bareName(record.name), server: bareName(record.data) }] : []))
    .filter(({ zone }) => name === zone || name.endsWith(`.${zone}`));
  const [first] = delegations;
  if (!first) return null;
  const servers = delegations.filter(({ zone }) => zone === first.zone).map(({ server }) => server);
  return { kind: "referral", zone: first.zone, servers: [...new Set(servers)].sort() };
}

function show<T extends DnsType>(type: T, record: DnsRecords[T]): string {
  if (typeof record !== "string") return `${record.preference} ${record.exchange || "."}`;
  return record === "" && type !== "TXT" ? "." : record;
}
