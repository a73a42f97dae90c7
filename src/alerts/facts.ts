import type { Finding, FindingData, Json } from "../diagnosis/finding.ts";
import type { RecordChange } from "./remembered.ts";

/** What an alert rests on: findings of one code and subject, one a region. */
export type Facts = {
  /** The check's name, under which its words are found. */
  check: string;
  findings: readonly Finding[];
  /** Records under the subject's name that are not what they were. */
  changes: readonly RecordChange[];
};

/** Regions; a subject has no more. */
const MOST_FINDINGS = 40;
const LONGEST_TEXT = 1_000;
const MOST_ITEMS = 50;

/** As they are kept: what comes from outside may be of any size. */
export function factsText({ check, findings, changes }: Facts): string {
  const short = findings.slice(0, MOST_FINDINGS).map(({ code, subject, data }) => ({ code, subject, data: cut(data) }));
  return JSON.stringify({ check, findings: short, changes });
}

/** Null where an older or a newer version wrote something else. */
export function factsOf(text: string): Facts | null {
  try {
    const { check, findings, changes } = JSON.parse(text) as Partial<Facts>;
    if (typeof check !== "string" || !Array.isArray(findings)) return null;
    return { check, findings, changes: Array.isArray(changes) ? changes : [] };
  } catch {
    return null;
  }
}

/**
 * What is left where numbers and times are taken out, which change by themselves: ages, last uses, rates. It tells whether
 * something has changed.
 */
export function essenceOf(findings: readonly Finding[]): string {
  return JSON.stringify(findings.map(({ code, subject, data }) => [code, subject, still(data)]));
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

function still(value: Json): Json {
  if (typeof value === "number" || (typeof value === "string" && TIME.test(value))) return null;
  if (Array.isArray(value)) return value.map(still);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, still(inner)]));
}

function cut(data: FindingData): FindingData {
  return cutJson(data) as FindingData;
}

function cutJson(value: Json): Json {
  if (typeof value === "string") return value.slice(0, LONGEST_TEXT).toWellFormed();
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map(cutJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MOST_ITEMS)
      .map(([key, inner]) => [key, cutJson(inner)]),
  );
}
