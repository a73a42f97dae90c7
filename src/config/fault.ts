import { closest, distance } from "fastest-levenshtein";
import { masked } from "../secret.ts";

/** One wrong value. `name` is a variable or a YAML path such as `relays[0].port`; nothing in it is secret or alive. */
export type Fault = { name: string; holds: string; allowed: string; where: string };

const MOST_FAULTS = 100;

/** All that is wrong with the configuration, in one go. Main prints `message` on stderr and exits with 2. */
export class ConfigError extends Error {
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    const more = faults.length > MOST_FAULTS ? [`… and ${faults.length - MOST_FAULTS} more`] : [];
    super([...faults.slice(0, MOST_FAULTS).map(faultLine), ...more].join("\n"));
    this.name = "ConfigError";
    this.faults = faults.map((fault) => ({ ...fault, holds: masked(fault.holds) }));
  }
}

/** One line for people: name, what it holds and where, what is allowed. */
function faultLine({ name, holds, allowed, where }: Fault): string {
  return masked(`${name}: holds ${holds} (${where}); allowed: ${allowed}`);
}

const LONGEST_SHOWN = 60;

/** What a value holds, for people: strings quoted, at most 60 characters, secrets masked, control characters escaped. */
export function shown(value: unknown): string {
  if (value === undefined || value === null || value === "") return "nothing";
  if (typeof value === "string") return `"${inert(value)}"`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object" ? "a mapping" : String(value);
}

/** Masked before it is cut, because the rest of a secret that was cut in two is known no more. */
export function inert(text: string): string {
  const safe = withoutPasswords(masked(text.slice(0, 10_000)));
  const short = safe.length > LONGEST_SHOWN ? `${safe.slice(0, LONGEST_SHOWN - 1).toWellFormed()}…` : safe;
  return short.replace(/[\p{C}\u2028\u2029"\\]/gu, (character) => {
    if (character === '"' || character === "\\") return `\\${character}`;
    return `\\u{${character.codePointAt(0)?.toString(16)}}`;
  });
}

/** Passwords in URLs and connection strings, and Slack tokens, wherever they were pasted. */
function withoutPasswords(text: string): string {
  return text
    .replace(/:\/\/[\s\S]*@/, "://[secret]@")
    .replace(/((?:password|passwd|pwd|secret|token)=)[^\s&]+/gi, "$1[secret]")
    .replace(/\bx(?:ox[a-z]|app)-[\w-]+/g, "[secret]");
}

/** Which of the known names was probably meant; always all of them, because they are few. */
export function didYouMean(name: string, known: readonly string[]): string {
  const nearest = closest(name.slice(0, LONGEST_SHOWN), [...known]);
  return `did you mean ${nearest}? Known are ${known.join(", ")}`;
}

/** A known name that `name` is a likely slip of; null where it is something else. */
export function slipOf(name: string, known: readonly string[]): string | null {
  if (name.length > LONGEST_SHOWN) return null;
  const nearest = closest(name, [...known]);
  return distance(name, nearest) <= 2 ? nearest : null;
}
