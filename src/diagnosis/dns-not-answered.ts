import { COULD_NOT_CHECK } from "./could-not-check.ts";
import type { Finding, FindingData } from "./finding.ts";

const MOST_NAMED = 5;

/** The names whose questions were not answered, for the data of a finding that rests on DNS showing no cause. */
export function notAnswered(shown: readonly Finding[]): FindingData {
  const names = new Set(shown.filter(({ code }) => code === COULD_NOT_CHECK).map(({ subject }) => subject));
  return names.size === 0 ? {} : { notAnswered: [...names].slice(0, MOST_NAMED) };
}

/** Half a sentence about what DNS shows beside a state that SES has given up on. */
export function dnsNow({ notAnswered: names }: FindingData): string {
  if (!Array.isArray(names)) return "DNS shows no cause now";
  return `whether DNS shows the cause is not known, since it could not be looked at whole (${names.join(", ")})`;
}
