import type { EventDetail } from "../ports/event-store.ts";
import { withoutSecretForms } from "../secret-form.ts";

const DEEPEST = 4;
const MOST_KEYS = 30;
const MOST_ITEMS = 20;
const LONGEST = 2_000;
/** A secret that begins before the cut is known by what stands behind it. */
const REACH = 4_000;
/** Shorter keys are names of fields. */
const SHORTEST_SECRET_KEY = 15;

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

type Clean = (text: string) => string;

/** A part of an event as it is kept: without what is nobody's business or looks like a secret, and of bounded size. */
export function kept(part: EventDetail): EventDetail {
  return keptFields(part, 0, (text) => withoutSecretForms(text).text);
}

/** The same with its texts as they came: what an id is made of, which no better way to know a secret may change. Never stored. */
export function boundedOf(part: EventDetail): EventDetail {
  return keptFields(part, 0, (text) => text);
}

function keptFields(fields: EventDetail, depth: number, clean: Clean): EventDetail {
  const entries = Object.entries(fields)
    .filter(([key]) => !NEVER.has(key.toLowerCase()) && key.length <= 100)
    .slice(0, MOST_KEYS)
    .map(
      ([key, value]) =>
        [key.length < SHORTEST_SECRET_KEY ? key : clean(key), keptValue(value, depth + 1, clean)] as const,
    );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function keptValue(value: unknown, depth: number, clean: Clean): unknown {
  if (typeof value === "string") return keptText(value, clean);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= DEEPEST) return undefined;
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map((each) => keptValue(each, depth + 1, clean) ?? null);
  return keptFields(Object.fromEntries(Object.entries(value)), depth, clean);
}

function keptText(text: string, clean: Clean): string {
  return clean(text.slice(0, LONGEST + REACH))
    .slice(0, LONGEST)
    .toWellFormed();
}

/** The beginning of what is no JSON. */
export function keptBeginning(text: string, most: number): string {
  return withoutSecretForms(text.slice(0, most + REACH)).text.slice(0, most);
}

/** JSON whose keys stand in an order of their own, whatever order they came in. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(",")}}`;
}
