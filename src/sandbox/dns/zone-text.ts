import { isIPv4, isIPv6 } from "node:net";
import type { MxAnswer, StringAnswer, TxtAnswer } from "dns-packet";

/** One record as dns-packet writes it. Owner names and targets are absolute, lower-case, without trailing dot; "." is the root. */
export type ZoneRecord = StringAnswer | MxAnswer | TxtAnswer;

/** What the made-up records live for in caches, in seconds. */
export const TTL = 60;

/** Lower-case and without trailing dot; the root is ".". */
export function absolute(name: string): string {
  return name.toLowerCase().replace(/\.$/, "") || ".";
}

/**
 * Reads a world's zone text: a record a line, `name TYPE value`, `;` begins a comment line. Throws an Error that quotes
 * the line where it is none of that: worlds are written by us.
 */
export function readZone(origin: string, text: string): ZoneRecord[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith(";"))
    .map((line) => readLine(absolute(origin), line));
}

function readLine(origin: string, line: string): ZoneRecord {
  const [, owner, type, value] = /^(\S+)[ \t]+(\S+)(?:[ \t]+(.*))?$/s.exec(line) ?? [];
  if (owner === undefined || type === undefined || value === undefined) throw unreadable(origin, line);
  const name = within(origin, owner);
  switch (type.toUpperCase()) {
    case "A":
      if (!isIPv4(value)) throw unreadable(origin, line);
      return { name, type: "A", ttl: TTL, data: value };
    case "AAAA":
      if (!isIPv6(value)) throw unreadable(origin, line);
      return { name, type: "AAAA", ttl: TTL, data: value };
    case "CNAME":
      return { name, type: "CNAME", ttl: TTL, data: within(origin, value) };
    case "NS":
      return { name, type: "NS", ttl: TTL, data: within(origin, value) };
    case "PTR":
      return { name, type: "PTR", ttl: TTL, data: within(origin, value) };
    case "MX": {
      const [, preference, exchange] = /^(\d+)\s+(\S+)$/.exec(value) ?? [];
      if (preference === undefined || exchange === undefined) throw unreadable(origin, line);
      return {
        name,
        type: "MX",
        ttl: TTL,
        data: { preference: Number(preference), exchange: within(origin, exchange) },
      };
    }
    case "TXT": {
      const strings = value.startsWith('"') ? quotedStrings(value) : split(Buffer.from(value));
      if (!strings || strings.some((string) => string.length > 255)) throw unreadable(origin, line);
      return { name, type: "TXT", ttl: TTL, data: strings };
    }
    default:
      throw unreadable(origin, line);
  }
}

function unreadable(origin: string, line: string): Error {
  return new Error(`cannot read this line of the zone ${origin}: ${line}`);
}

function within(origin: string, name: string): string {
  if (name === "@") return origin;
  if (name.endsWith(".")) return absolute(name);
  return origin === "." ? absolute(name) : `${absolute(name)}.${origin}`;
}

/** A TXT record is made of strings of at most 255 bytes (RFC 1035 §3.3). */
function split(text: Buffer): Buffer[] {
  return Array.from({ length: Math.ceil(text.length / 255) }, (_, i) => text.subarray(i * 255, (i + 1) * 255));
}

function quotedStrings(value: string): Buffer[] | null {
  const strings: Buffer[] = [];
  let string = "";
  let open = false;
  for (let i = 0; i < value.length; i++) {
    const char = value.charAt(i);
    if (open && char === "\\") string += value.charAt(++i);
    else if (open && char !== '"') string += char;
    else if (open) {
      strings.push(Buffer.from(string));
      string = "";
      open = false;
    } else if (char === '"') open = true;
    else if (char !== " " && char !== "\t") return null;
  }
  return open ? null : strings;
}
