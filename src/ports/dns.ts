/** What a question of each type answers with, when the name has such records. Names are lower-case, without trailing dot. */
export type DnsRecords = {
  A: string;
  AAAA: string;
  CNAME: string;
  MX: MxRecord;
  NS: string;
  PTR: string;
  /** The strings of one TXT record, joined without a separator (RFC 7208 §3.3). */
  TXT: string;
};

export type DnsType = keyof DnsRecords;

/** `exchange` is "" for a null MX (RFC 7505). */
export type MxRecord = { preference: number; exchange: string };

/** The two absences differ: `nxdomain` says that the name does not exist, `nodata` that it has no record of this type. */
export type DnsAnswer<R> = { found: true; records: readonly R[] } | { found: false; absence: "nxdomain" | "nodata" };

/**
 * A recursive resolver. `name` is in A-labels; it is asked lower-cased and without a trailing dot.
 * Throws PortTrouble: timeout (after one retry), servfail, refused, unreachable, error; nothing else.
 */
export type Dns = {
  resolve<T extends DnsType>(name: string, type: T, signal: AbortSignal): Promise<DnsAnswer<DnsRecords[T]>>;
};

/** One address of one authoritative server. */
export type NameServer = { name: string; address: string };

/**
 * What an authoritative server itself says. `referral` is an answer without the AA bit that points to a child zone:
 * neither a record nor an absence. Records are in presentation form, sorted, so that two answers compare as sets.
 */
export type AuthoritativeAnswer =
  | { kind: "answer"; records: readonly string[]; cname?: string }
  | { kind: "nodata" }
  | { kind: "nxdomain" }
  | { kind: "referral"; zone: string; servers: readonly string[] }
  | { kind: "lame"; rcode: string };

/**
 * Asks one authoritative server without recursion. Refuses, as trouble `limit`, addresses that must never be asked
 * (private, link-local, multicast, and loopback unless the resolver is a loopback one with a port).
 * Throws PortTrouble: timeout (after one retry), unreachable, error, limit.
 */
export type AuthoritativeDns = {
  ask(server: NameServer, name: string, type: DnsType, signal: AbortSignal): Promise<AuthoritativeAnswer>;
};
