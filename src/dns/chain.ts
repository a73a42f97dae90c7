import type { Answer, TxtData } from "dns-packet";
import ipaddr from "ipaddr.js";
import type { DnsRecords, DnsType } from "../ports/dns.ts";
import { bareName } from "./name.ts";

/** How many aliases are followed in one answer; resolvers stop before. */
const LONGEST_CHAIN = 20;

/** `alias` is the target where the name is an alias. `records` are those at the chain's end; an `endless` one has none. */
export type Chain<R> = { records: R[]; alias: string | null; endless: boolean };

/**
 * The records of the asked type that belong to the name, at it or at the end of its aliases, in the order of the answer.
 * Records of other names are left out: nobody asked for them.
 */
export function followChain<T extends DnsType>(
  answers: readonly Answer[],
  name: string,
  type: T,
): Chain<DnsRecords[T]> {
  let at = name;
  let alias: string | null = null;
  for (let steps = 0; type !== "CNAME"; steps++) {
    const target = recordsAt(answers, at, "CNAME")[0];
    if (target === undefined) break;
    if (steps === LONGEST_CHAIN) return { records: [], alias, endless: true };
    alias ??= target;
    at = target;
  }
  return { records: recordsAt(answers, at, type), alias, endless: false };
}

function recordsAt<T extends DnsType>(answers: readonly Answer[], name: string, type: T): DnsRecords[T][] {
  const read = READERS[type];
  return answers.filter((record) => bareName(record.name) === name).flatMap((record) => read(record) ?? []);
}

const READERS: { readonly [T in DnsType]: (record: Answer) => DnsRecords[T] | undefined } = {
  A: (record) => (record.type === "A" ? record.data : undefined),
  AAAA: (record) => (record.type === "AAAA" ? ipaddr.parse(record.data).toString() : undefined),
  CNAME: (record) => (record.type === "CNAME" ? bareName(record.data) : undefined),
  NS: (record) => (record.type === "NS" ? bareName(record.data) : undefined),
  PTR: (record) => (record.type === "PTR" ? bareName(record.data) : undefined),
  MX: (record) =>
    record.type === "MX"
      ? { preference: record.data.preference ?? 0, exchange: bareName(record.data.exchange) }
      : undefined,
  TXT: (record) => (record.type === "TXT" ? joined(record.data) : undefined),
};

function joined(data: TxtData): string {
  return Buffer.concat([data].flat().map((string) => Buffer.from(string))).toString("utf8");
}
