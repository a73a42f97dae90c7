import { randomInt } from "node:crypto";
import { createRequire } from "node:module";
import type { DestinationStream, Logger } from "pino";
import { masked, Secret } from "./secret.ts";

/**
 * `job` gives a log of its own to one command or job. Its `id` stands in each of that log's lines, and people are told
 * it when something breaks, so that their message and the log find each other.
 */
export type Log = Pick<Logger, Exclude<LogLevel, "silent">> & {
  job: (name: string, about?: Readonly<Record<string, unknown>>) => { log: Log; id: string };
};

/** Takes the log's lines in the place of stderr. */
export type LogTo = DestinationStream;

/** The levels of LOG_LEVEL: pino's own. */
export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Loaded with the first log: a command that has nothing to log answers sooner without it. */
function pinos(): typeof import("pino") {
  return createRequire(import.meta.url)("pino");
}

const LONGEST_STRING = 2_000;
const DEEPEST = 6;
const MOST_ENTRIES = 100;

/** Names under which nobody logs anything but a secret. */
const SECRET_NAME =
  /passw(?:or)?d|secret|authorization|cookie|private_?key|(?:session|app|bot|access|refresh)_?token$|^token$/i;

/**
 * What JSON leaves as it is and a terminal or a log viewer obeys or hides: DEL and the C1 controls (an 8-bit CSI starts
 * an ANSI sequence), line and paragraph separators, direction overrides and isolates, zero-width and tag characters.
 */
const TREACHEROUS =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/**
 * JSON lines on stderr, so that stdout belongs to the answer alone; written at once, so that nothing is lost on exit.
 * Whatever is logged is made safe here, not by the caller: Secrets and known secret values do not print, errors lose
 * what libraries hang on them (requests, responses), strings are capped at 2,000 characters, control characters are escaped.
 */
export function createLog(level: LogLevel, to?: LogTo): Log {
  const { destination, pino, stdTimeFunctions } = pinos();
  const logger = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      // Pino's own way of writing errors would keep their every property.
      serializers: { err: (error: unknown) => error },
      formatters: { level: (label) => ({ level: label }) },
      hooks: {
        logMethod(args, method) {
          Reflect.apply(method, this, safeArguments(args));
        },
        streamWrite: (line) => escaped(withoutSecrets(line)),
      },
    },
    to ?? destination({ dest: 2, sync: true }),
  );
  return logOver(logger);
}

/** Not pino's own logger: its `child` would take what has not been made safe. */
function logOver(logger: Logger): Log {
  return {
    trace: logger.trace.bind(logger),
    debug: logger.debug.bind(logger),
    info: logger.info.bind(logger),
    warn: logger.warn.bind(logger),
    error: logger.error.bind(logger),
    fatal: logger.fatal.bind(logger),
    job: (name, about = {}) => {
      const id = newId();
      return { id, log: logOver(logger.child({ ...withoutReserved(safeObject(about)), job: name, id })) };
    },
  };
}

/** The keys of every line. What is logged under one of them moves aside: JSON readers would take the last of two. */
const RESERVED = ["level", "time", "pid", "job", "id", "msg"];

function withoutReserved(about: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(about).map(([key, value]) => [RESERVED.includes(key) ? `${key}_` : key, value]),
  );
}

/** Without vowels no words arise, and without 0, 1, l and o nothing is misread over the telephone. */
const ALPHABET = "23456789bcdfghjkmnpqrstvwxz";

function newId(): string {
  const letters = Array.from({ length: 8 }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

/** An error alone is logged as `err`, under its own message. */
function safeArguments(args: readonly unknown[]): readonly unknown[] {
  const [about, ...rest] = args;
  const words = rest.map((arg) => safe(arg));
  if (about instanceof Error) return [{ err: safe(about) }, ...(words.length > 0 ? words : [safe(about.message)])];
  const isWhole = typeof about === "object" && about !== null && !(about instanceof Secret);
  return [isWhole ? withoutReserved(safeObject(about)) : safe(about), ...words];
}

function capped(text: string): string {
  if (text.length <= LONGEST_STRING) return text;
  return `${text.slice(0, LONGEST_STRING).toWellFormed()}… (${text.length - LONGEST_STRING} more characters)`;
}

function safe(value: unknown, above: readonly object[] = []): unknown {
  switch (typeof value) {
    case "string":
      return capped(masked(value));
    case "bigint":
      return String(value);
    case "function":
    case "symbol":
      return `[${typeof value}]`;
    case "object":
      return value === null ? null : safeWhole(value, above);
    default:
      return value;
  }
}

function safeWhole(value: object, above: readonly object[]): unknown {
  if (value instanceof Secret) return value.toString();
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "[invalid date]" : value.toISOString();
  if (value instanceof URL) return capped(masked(withoutUserinfo(value)));
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (above.includes(value)) return "[circular]";
  if (above.length >= DEEPEST) return "[deeper]";
  const inside = [...above, value];
  if (value instanceof Error) return safeError(value, inside);
  if (value instanceof Map) return safeObject(Object.fromEntries(value), inside);
  if (Array.isArray(value) || value instanceof Set) return safeList([...value], inside);
  return safeObject(value, inside);
}

function safeList(list: readonly unknown[], above: readonly object[]): readonly unknown[] {
  const shown = list.slice(0, MOST_ENTRIES).map((entry) => safe(entry, above));
  return list.length > MOST_ENTRIES ? [...shown, `… (${list.length - MOST_ENTRIES} more)`] : shown;
}

function safeObject(value: object, above: readonly object[] = []): Record<string, unknown> {
  const entries = Object.keys(value)
    .slice(0, MOST_ENTRIES)
    .map((key) => [capped(masked(key)), SECRET_NAME.test(key) ? "[secret]" : safe(read(value, key), above)]);
  return Object.fromEntries(entries);
}

/** Only what is known to be harmless: AWS and HTTP clients hang whole requests, with their credentials, on errors. */
function safeError(error: Error, above: readonly object[]): Record<string, unknown> {
  const kept = ["name", "message", "code", "reason", "details", "stack", "cause", "errors"] as const;
  const present = kept.filter((key) => read(error, key) !== undefined);
  const about = Object.fromEntries(present.map((key) => [key, safe(read(error, key), above)]));
  const requestId = read(read(error, "$metadata"), "requestId");
  return requestId === undefined ? about : { ...about, requestId: safe(requestId, above) };
}

/** A getter may throw, and a log must not. */
function read(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  try {
    return Reflect.get(value, key);
  } catch {
    return "[unreadable]";
  }
}

function withoutUserinfo(url: URL): string {
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  return bare.href;
}

/** The last net. Masking the line itself could break its JSON, so it is masked string by string. */
function withoutSecrets(line: string): string {
  if (masked(line) === line) return line;
  const strings = (_: string, value: unknown) => (typeof value === "string" ? masked(value) : value);
  return `${JSON.stringify(JSON.parse(line, strings))}\n`;
}

function escaped(line: string): string {
  return line.replace(TREACHEROUS, (character) =>
    Array.from(
      { length: character.length },
      (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}
