import type { EventDetail } from "../ports/event-store.ts";

const DEEPEST = 4;
const MOST_KEYS = 30;
const MOST_ITEMS = 20;
const LONGEST = 2_000;

/** What a trace has no use for and nobody wants to lose: contents, and who read what, where and on which machine. */
const NEVER = new Set([
  "subject",
  "headers",
  "commonheaders",
  "content",
  "ipaddress",
  "useragent",
  "link",
  "linktags",
  "newtopicpreferences",
  "oldtopicpreferences",
  "templatedata",
]);

/** A part of an event as it is kept: without what is nobody's business, and of bounded size. */
export function kept(part: EventDetail): EventDetail {
  return keptFields(part, 0);
}

function keptFields(fields: EventDetail, depth: number): EventDetail {
  const entries = Object.entries(fields)
    .filter(([key]) => !NEVER.has(key.toLowerCase()) && key.length <= 100)
    .slice(0, MOST_KEYS)
    .map(([key, value]) => [key, keptValue(value, depth + 1)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function keptValue(value: unknown, depth: number): unknown {
  if (typeof value === "string") return value.slice(0, LONGEST).toWellFormed();
  if (typeof value !== "object" || value === null) return value;
  if (depth >= DEEPEST) return undefined;
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map((each) => keptValue(each, depth + 1) ?? null);
  return keptFields(Object.fromEntries(Object.entries(value)), depth);
}

/** JSON whose keys stand in an order of their own, whatever order they came in. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(",")}}`;
}
