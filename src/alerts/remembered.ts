import type { AuthoritativeAnswer, DnsAnswer, DnsType, MxRecord } from "../ports/dns.ts";

/** One record set as it was answered: presentation form, sorted. Empty: there was none. */
export type Answered = { name: string; type: DnsType; records: readonly string[] };

/** One name server's own answer; null where it is lame or points elsewhere. */
export type HeardFrom = Answered & { server: string };

/** A record set that is not what it was, and who answers what. Times are ISO 8601. */
export type RecordChange = {
  name: string;
  type: DnsType;
  before: readonly string[];
  /** When it was last seen like that. */
  beforeSeen: string;
  now: readonly string[];
  /** When it was first seen as it is. */
  since: string;
  servers: readonly { server: string; records: readonly string[] }[];
};

/** What is kept of a record set: as it is, since when, and as it was before that. */
type Kept = {
  records: readonly string[];
  since: string;
  seen: string;
  before: { records: readonly string[]; seen: string } | null;
};

/** By `TYPE name`. */
export type Remembered = { readonly [question: string]: Kept };

const MOST_KEPT = 60;
const MOST_SERVERS = 12;
const MOST_RECORDS = 12;
const LONGEST_RECORD = 500;

/** What was answered, added to what is remembered. What was not asked this time stays as it is. */
export function remember(known: Remembered, answers: readonly Answered[], now: Date): Remembered {
  const at = now.toISOString();
  const next: { [question: string]: Kept } = { ...known };
  for (const { name, type, records } of answers) {
    const question = `${type} ${name}`;
    const short = shortened(records);
    const was = known[question];
    if (!was) next[question] = { records: short, since: at, seen: at, before: null };
    else if (same(was.records, short)) next[question] = { ...was, seen: at };
    else next[question] = { records: short, since: at, seen: at, before: { records: was.records, seen: was.seen } };
  }
  return Object.fromEntries(
    Object.entries(next)
      .sort(([, a], [, b]) => (a.seen < b.seen ? 1 : a.seen > b.seen ? -1 : 0))
      .slice(0, MOST_KEPT),
  );
}

/** What is not what it was under one name, with what each name server says where they were asked. */
export function changesAt(name: string, known: Remembered, heard: readonly HeardFrom[]): readonly RecordChange[] {
  return Object.entries(known).flatMap(([question, { records, since, before }]) => {
    const [type, of] = question.split(" ") as [DnsType, string];
    if (of !== name || !before || same(before.records, records)) return [];
    const servers = heard
      .filter((one) => one.name === name && one.type === type)
      .slice(0, MOST_SERVERS)
      .map((one) => ({ server: one.server, records: shortened(one.records) }));
    return [{ name, type, before: before.records, beforeSeen: before.seen, now: records, since, servers }];
  });
}

/** As they are kept; a document of another version is forgotten. */
export function rememberedOf(value: unknown): Remembered {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([, kept]) => isKept(kept)));
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== "object" || value === null) return false;
  const { records, since, seen } = value as Partial<Kept>;
  return Array.isArray(records) && typeof since === "string" && typeof seen === "string";
}

/** In presentation form, as name servers give it too. */
export function answeredOf(name: string, type: DnsType, answer: DnsAnswer<string | MxRecord>): Answered {
  const records = answer.found
    ? answer.records.map((record) =>
        typeof record === "string" ? record : `${record.preference} ${record.exchange || "."}`,
      )
    : [];
  return { name, type, records: records.sort() };
}

export function heardFrom(server: string, name: string, type: DnsType, answer: AuthoritativeAnswer): HeardFrom | null {
  switch (answer.kind) {
    case "answer":
      return { server, name, type, records: answer.cname ? [`CNAME ${answer.cname}`] : [...answer.records].sort() };
    case "nodata":
    case "nxdomain":
      return { server, name, type, records: [] };
    case "referral":
    case "lame":
      return null;
  }
}

function shortened(records: readonly string[]): readonly string[] {
  return records.slice(0, MOST_RECORDS).map((record) => record.slice(0, LONGEST_RECORD).toWellFormed());
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
