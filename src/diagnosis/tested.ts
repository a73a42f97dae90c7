import { lengthOfTime } from "./ago.ts";
import type { FindingData } from "./finding.ts";

/** When a login was tried, which may have been before this run. */
export function tested(at: Date, now: Date): FindingData {
  return { testedAt: at.toISOString(), ageMs: Math.max(0, now.getTime() - at.getTime()) };
}

/** As in `, 3 minutes ago`; nothing where it was just now. */
export function testedAgo({ ageMs }: FindingData): string {
  return typeof ageMs === "number" && ageMs >= 60_000 ? `, ${lengthOfTime(ageMs)} ago` : "";
}
