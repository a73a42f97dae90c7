import { RECEIVERS, WATCHES } from "../alerts/blind-spots.ts";
import type { AlertTold } from "../alerts/bodies.ts";
import type { AnyCheck } from "../diagnosis/check.ts";
import type { Fix } from "../diagnosis/finding.ts";
import { type Told, together } from "./together.ts";

/** An alert in words. */
export type AlertWords = { title: string; why: string; regions: readonly string[]; fixes: readonly Fix[] };

/** From the catalogue of its check; where this version has none for it, its code and subject. */
export function wordsFrom(
  checkNamed: (name: string) => AnyCheck | undefined,
  { target, code, subject, facts }: AlertTold,
): AlertWords {
  const told = wordsOf(checkNamed(facts.check), facts, target)[0];
  if (told) {
    // What an older version found may lack what today's words are made of.
    const fixes = told.fixes.filter((fix: Fix | undefined) => fix !== undefined);
    return { ...told, fixes, title: withTarget(told.title, target) };
  }
  return { title: `${code}: ${subject}`, why: "", regions: [], fixes: [] };
}

/** In a channel nobody has asked about a domain, so that it has to be said which one it is. */
function withTarget(title: string, target: string): string {
  return title.includes(target) || target === WATCHES || target === RECEIVERS ? title : `${target}: ${title}`;
}

/** The findings come from the store, and another version of this program may have written them. */
function wordsOf(check: AnyCheck | undefined, facts: AlertTold["facts"], target: string): readonly Told[] {
  if (!check) return [];
  try {
    return together({ check, tookMs: 0, findings: facts.findings }, { typed: target, regions: [], relays: [] });
  } catch {
    return [];
  }
}

/** `2026-11-21 20:05 UTC` */
export function minute(iso: string): string {
  return `${iso.slice(0, 16).replace("T", " ")} UTC`;
}

const MINUTE = 60_000;
const UNITS = [
  ["day", 1_440],
  ["hour", 60],
  ["minute", 1],
] as const;

/** How long, in the two largest units: `3 hours 5 minutes`. */
export function duration(fromIso: string, toIso: string): string {
  let left = Math.max(1, Math.round((Date.parse(toIso) - Date.parse(fromIso)) / MINUTE));
  if (!Number.isFinite(left)) return "a time that is not known";
  const parts: string[] = [];
  for (const [unit, minutes] of UNITS) {
    const count = Math.floor(left / minutes);
    left -= count * minutes;
    if (count > 0) parts.push(`${count} ${unit}${count === 1 ? "" : "s"}`);
    else if (parts.length > 0) break;
  }
  return parts.slice(0, 2).join(" ");
}
