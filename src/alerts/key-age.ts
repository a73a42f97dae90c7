import type { Check, RelaysTarget } from "../diagnosis/check.ts";
import { COULD_NOT_CHECK } from "../diagnosis/could-not-check.ts";
import type { Finding, FindingData } from "../diagnosis/finding.ts";
import { newCredentials } from "../diagnosis/relay-fixes.ts";
import type { CheckResult } from "../diagnosis/report.ts";

type Code = "RELAY_KEY_AGE_OK" | "RELAY_KEY_AGING" | "RELAY_KEY_ROTATING";

/**
 * What only matters to somebody who keeps watch: that a key will soon be too old, and that somebody has begun to rotate it.
 * It rests on what relay-key found, and asks nothing.
 */
export const relayKeyAge: Check<Code, RelaysTarget> = {
  name: "relay-key-age",
  title: "Relay's key, ahead of time",
  hop: "relay",
  codes: {
    RELAY_KEY_AGE_OK: {
      severity: "ok",
      title: ({ subject }) => `Nothing is due for the key of ${subject}`,
      why: () => "It is younger than its limit, and no newer key stands beside it.",
    },
    RELAY_KEY_AGING: {
      severity: "warning",
      title: ({ subject, data }) => `The key of ${subject} has to be rotated in ${days(data.daysLeft)}`,
      why: ({ data }) =>
        `The access key ${data.key} is ${data.ageDays} days old; keys of this relay are to be no older than ${data.maxAgeDays} days. It goes on working after that: the limit is your own (maxKeyAge).`,
      fix: newCredentials,
    },
    RELAY_KEY_ROTATING: {
      severity: "warning",
      title: ({ subject }) => `Somebody has begun to rotate the key of ${subject}`,
      why: ({ data }) =>
        `Beside the relay's key ${data.key} the IAM user ${data.user} has the newer active key ${newer(data).key} of ${String(newer(data).createdAt).slice(0, 10)}. Update the relay before you deactivate the old key: from that moment its stored password is refused with 535.`,
      fix: newCredentials,
    },
  },
  looks: () => [],
};

/** Days before the limit at which it is told, the last ones first. */
const STAGES = [1, 7, 14] as const;

/** @param known what relay-key found of one relay */
export function aheadOf(known: CheckResult): CheckResult {
  const findings = known.findings.filter(({ code }) => code !== COULD_NOT_CHECK).flatMap(ahead);
  const distinct = [...new Map(findings.map((it) => [`${it.code} ${it.subject}`, it])).values()];
  const unread = known.findings.filter(({ code }) => code === COULD_NOT_CHECK);
  const [first] = known.findings;
  const isQuiet = distinct.length + unread.length === 0 && first;
  const quiet = isQuiet ? [{ code: "RELAY_KEY_AGE_OK", subject: first.subject, data: regionData(first) }] : [];
  return { check: relayKeyAge, tookMs: 0, findings: [...distinct, ...unread, ...quiet] };
}

function ahead({ code, subject, data }: Finding): readonly Finding<Code>[] {
  // A key that is dead has other troubles, which have been told.
  if (code === "RELAY_KEY_INACTIVE" || typeof data.ageDays !== "number") return [];
  const found: Finding<Code>[] = [];
  const left = typeof data.maxAgeDays === "number" ? data.maxAgeDays - data.ageDays : null;
  if (code !== "RELAY_KEY_OLD" && left !== null && left <= STAGES[2] && left >= 0)
    found.push({ code: "RELAY_KEY_AGING", subject, data: { ...data, daysLeft: left } });
  if (data.newer != null && code !== "RELAY_KEY_SUPERSEDED")
    found.push({ code: "RELAY_KEY_ROTATING", subject, data: { ...data, successor: data.newer } });
  return found;
}

/** 14 days: 1, 7 days: 2, the last day: 3. */
export function agingStage([finding]: readonly Finding[]): number {
  const left = Number(finding?.data.daysLeft ?? STAGES[2]);
  return STAGES.length - STAGES.findIndex((days) => left <= days);
}

function regionData({ data }: Finding): FindingData {
  return data.region === undefined ? {} : { region: data.region };
}

function newer({ newer: key }: FindingData): FindingData {
  return (key ?? {}) as FindingData;
}

function days(count: unknown): string {
  return count === 0 ? "less than a day" : count === 1 ? "1 day" : `${count} days`;
}
