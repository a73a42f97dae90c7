import { BlockList, isIP } from "node:net";
import { parseDomain } from "../domain-name.ts";
import { LOG_LEVELS } from "../log.ts";
import { Secret } from "../secret.ts";
import { shown } from "./fault.ts";

/** Reads a text; undefined where it is not what is allowed. */
export type Read<T> = (text: string) => T | undefined;

/** One value that is written as text: what is allowed, and how it is read. */
export type Value<T> = { allowed: string; read: (text: string) => { value: T } | { allowed: string } };

/** A text that `read` understands; what stands around it does not matter. */
export function value<T>(allowed: string, read: Read<T>): Value<T> {
  return {
    allowed,
    read: (text) => {
      const result = read(text.trim());
      return result === undefined ? { allowed } : { value: result };
    },
  };
}

/** A comma list in a variable. Empty parts are left out; the wrong part is named. */
export function commaList<T>(allowed: string, read: Read<T>): Value<T[]> {
  const list = `a comma list, each ${allowed}`;
  return {
    allowed: list,
    read: (text) => {
      const parts = text.split(",").map((part) => part.trim());
      const results = parts.filter((part) => part !== "").map((part) => ({ part, result: read(part) }));
      const wrong = results.find(({ result }) => result === undefined);
      if (wrong) return { allowed: `${list}; ${shown(wrong.part)} is none` };
      if (results.length === 0) return { allowed: list };
      return { value: results.flatMap(({ result }) => (result === undefined ? [] : [result])) };
    },
  };
}

/** Anything, kept as it is. */
export const anyText: Value<string> = { allowed: "text", read: (text) => ({ value: text }) };

function matching(pattern: RegExp): Read<string> {
  return (text) => (pattern.test(text) ? text : undefined);
}

export const REGION = "an AWS region such as us-east-1";
/** Only the form: a region that nobody has heard of yet may exist tomorrow. */
export function readRegion(text: string): string | undefined {
  return matching(/^[a-z]{2,4}(?:-[a-z]+){1,3}-\d{1,2}$/)(text.toLowerCase());
}

export const DOMAIN = "a domain such as example.com, without @, and no IP address";
export function readDomain(text: string) {
  const parsed = parseDomain(text);
  return "domain" in parsed ? parsed : undefined;
}

export const CHANNEL = "a Slack channel id, C… or G…";
export const readChannel = matching(/^[CG][A-Z0-9]{1,30}$/);
export const USER = "a Slack user id, U… or W…";
export const readUser = matching(/^[UW][A-Z0-9]{1,30}$/);
export const GROUP = "a Slack user group id, S…";
export const readGroup = matching(/^S[A-Z0-9]{1,30}$/);
export const MEMBER = "a Slack user id, U… or W…, or a user group id, S…";
export const readMember = matching(/^[UWS][A-Z0-9]{1,30}$/);

export function slackToken(prefix: "xoxb-" | "xapp-", kind: string) {
  const pattern = new RegExp(`^${prefix}[\\w-]{1,500}$`);
  return value(`${kind}, which begins with ${prefix}`, (text) => (pattern.test(text) ? new Secret(text) : undefined));
}

/** Anything that is not empty, kept as it is. */
export const secretText: Value<Secret> = { allowed: "text", read: (text) => ({ value: new Secret(text) }) };

export function readUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === "https:" || url?.protocol === "http:" ? url : undefined;
}

export const httpUrl = value("an http or https URL", (text) => (readUrl(text) ? text : undefined));

export const slackApiUrl = value("an https URL, or an http URL of this machine (127.0.0.1, ::1, localhost)", (text) => {
  const url = readUrl(text);
  if (!url || url.username || url.password || url.search || url.hash) return undefined;
  if (url.protocol === "http:" && !isLoopback(url.hostname)) return undefined;
  return url.href.endsWith("/") ? url.href : `${url.href}/`;
});

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) === 0) return host === "localhost" || host.endsWith(".localhost");
  return LOOPBACK.check(host, isIP(host) === 6 ? "ipv6" : "ipv4");
}

/** `port` is null where none was given: only a resolver with a port changes where authoritative servers are asked. */
export type DnsServer = { address: string; port: number | null };

export const DNS_SERVER = "ip or ip:port, IPv6 with a port as [ip]:port";
export function readDnsServer(text: string): DnsServer | undefined {
  if (isIP(text) !== 0) return { address: text, port: null };
  const [, address = "", digits] =
    /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text)?.filter((part) => part !== undefined) ?? [];
  const port = digits === undefined ? null : Number(digits);
  return isIP(address) !== 0 && (port === null || isPort(port)) ? { address, port } : undefined;
}

export type Bind = { address: string; port: number };

/** Port 0 lets the system choose one. */
export const bind = value(
  "address:port, such as 127.0.0.1:8080, [::1]:8080 or 0.0.0.0:8080",
  (text): Bind | undefined => {
    const [, address = "", digits = ""] =
      /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text)?.filter((part) => part !== undefined) ?? [];
    const port = Number(digits);
    const isAddress = isIP(address) !== 0 || address === "localhost";
    return isAddress && digits !== "" && (port === 0 || isPort(port)) ? { address, port } : undefined;
  },
);

function isPort(port: number): boolean {
  return port >= 1 && port <= 65_535;
}

/** `shown` is for people: the same without its password. */
export type Database =
  | { kind: "sqlite"; path: string; shown: string }
  | { kind: "postgres"; url: Secret; shown: string };

export const database = value("sqlite:PATH or postgres://user:password@host/name", (text): Database | undefined => {
  const path = /^sqlite:(?:\/\/(?=\/))?((?!\/\/).+)$/.exec(text)?.[1];
  if (path !== undefined) return { kind: "sqlite", path, shown: `sqlite:${path}` };
  if (!/^postgres(?:ql)?:\/\/./.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  for (const password of [url.password, url.searchParams.get("password") ?? ""]) {
    if (password !== "") new Secret(password);
    if (password.includes("%")) new Secret(decoded(password));
  }
  return {
    kind: "postgres",
    url: new Secret(text),
    shown: `postgres://${url.username ? `${url.username}@` : ""}${url.host}${url.pathname}`,
  };
});

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export const logLevel = value(LOG_LEVELS.join(", "), (text) =>
  LOG_LEVELS.find((level) => level === text.toLowerCase()),
);

const MILLISECONDS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const TEN_YEARS = 3_650 * MILLISECONDS.d;

/** Milliseconds. */
export const duration = value("a duration such as 90d or 12h (ms, s, m, h, d, w), at most ten years", durationOf);

function durationOf(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,12}) ?(ms|s|m|h|d|w)$/.exec(text) ?? [];
  if (digits === undefined || unit === undefined) return undefined;
  const milliseconds = Number(digits) * (Object.entries(MILLISECONDS).find(([name]) => name === unit)?.[1] ?? 0);
  return milliseconds > 0 && milliseconds <= TEN_YEARS ? milliseconds : undefined;
}

/** Milliseconds; the trail of removals is kept for a year at least. */
export const atLeastAYear = value("a duration of at least 365d, at most ten years", (text) => {
  const milliseconds = durationOf(text);
  return milliseconds !== undefined && milliseconds >= 365 * MILLISECONDS.d ? milliseconds : undefined;
});

export const day = value("a day that exists, as 2027-01-31", (text) => {
  const date = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : "");
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : undefined;
});

export const timezone = value("a time zone such as Europe/Berlin or UTC", (text) => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone && text;
  } catch {
    return undefined;
  }
});

/** One line of text as people write it; what a terminal obeys has no place in it. */
export function line(most: number) {
  const pattern = new RegExp(`^[^\\p{Cc}\\p{Cs}\\u2028-\\u202e\\u2066-\\u2069]{1,${most}}$`, "u");
  return value(`one line of text, at most ${most} characters`, matching(pattern));
}
