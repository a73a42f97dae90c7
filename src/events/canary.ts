import { canaryEvents, canarySubmission } from "../diagnosis/canary-words.ts";
import { couldNotCheck } from "../diagnosis/could-not-check.ts";
import type { Finding, FindingData } from "../diagnosis/finding.ts";
import type { CheckResult } from "../diagnosis/report.ts";
import type { CanaryRecord } from "../ports/canary-records.ts";
import type { StoredEvent } from "../ports/event-store.ts";
import type { PortTrouble } from "../ports/trouble.ts";

/**
 * SES's mailbox simulator, and the event that ends each of its mails. None of them counts for reputation or quota.
 * https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator
 */
export const SIMULATED = [
  { to: "success@simulator.amazonses.com", ends: "Delivery" },
  { to: "bounce@simulator.amazonses.com", ends: "Bounce" },
  { to: "complaint@simulator.amazonses.com", ends: "Complaint" },
  { to: "suppressionlist@simulator.amazonses.com", ends: "Bounce" },
] as const;

export type Simulated = (typeof SIMULATED)[number]["to"];

/** Sends one canary; nothing but the simulator can be named. Throws PortTrouble. */
export type SendCanary = (
  region: string,
  to: Simulated,
  signal: AbortSignal,
) => Promise<{ messageId: string } | { refused: string }>;

/** What became of handing one to SES. */
export type CanaryMail = {
  region: string;
  to: Simulated;
  submitted: { messageId: string } | { refused: string } | { trouble: PortTrouble };
};

/**
 * Why nobody can see events; null where they can be seen. `queue` it cannot be read · `store` it cannot be used · `time` it was
 * cut short. `why` is one line, not yet escaped.
 */
export type Blindness = { kind: "no-queue" | "queue" | "store" | "time"; why: string } | null;

/** What was sent, and what was seen of it. `waitedMs`: how long events were waited for. */
export type CanaryRun = {
  mails: readonly CanaryMail[];
  events: readonly StoredEvent[];
  blindness: Blindness;
  waitedMs: number;
  /** Of each mail whose last event was seen: how long after it was sent. */
  seenAfterMs: readonly number[];
};

/** Every canary that SES took has come to its end, as far as anybody will see. */
export function isOver(mails: readonly CanaryMail[], events: readonly StoredEvent[]): boolean {
  return mails.every((mail) => !("messageId" in mail.submitted) || hasEnded(mail, events));
}

export function hasEnded({ to, submitted }: CanaryMail, events: readonly StoredEvent[]): boolean {
  const { ends } = SIMULATED.find((each) => each.to === to) ?? {};
  return "messageId" in submitted && events.some((it) => it.messageId === submitted.messageId && it.type === ends);
}

export function canaryResults({ mails, events, blindness, waitedMs }: CanaryRun): readonly CheckResult[] {
  const regions = [...Map.groupBy(mails, ({ region }) => region)];
  return [
    {
      check: canarySubmission,
      tookMs: 0,
      findings: regions.flatMap(([region, own]) => submissionOf(region, own)),
    },
    {
      check: canaryEvents,
      tookMs: waitedMs,
      findings: regions.flatMap(([region, own]) => eventsOf(region, own, events, blindness, waitedMs)),
    },
  ];
}

function submissionOf(region: string, mails: readonly CanaryMail[]): readonly Finding[] {
  const troubles = mails.flatMap(({ submitted }) => ("trouble" in submitted ? [couldNotCheck(submitted.trouble)] : []));
  const refusals = mails.flatMap(({ submitted }) => ("refused" in submitted ? [submitted.refused] : []));
  const refused: readonly Finding[] = [...new Set(refusals)].map((words) => ({
    code: "CANARY_REFUSED",
    subject: region,
    data: { region, refused: words },
  }));
  const taken = mails.filter(({ submitted }) => "messageId" in submitted).length;
  const isWhole = troubles.length + refused.length === 0;
  const data = { region, count: taken };
  return [
    ...(isWhole ? [{ code: "CANARY_TAKEN", subject: region, data }] : []),
    ...refused,
    ...[...new Map(troubles.map((it) => [JSON.stringify(it), it])).values()],
  ];
}

function eventsOf(
  region: string,
  mails: readonly CanaryMail[],
  events: readonly StoredEvent[],
  blindness: Blindness,
  waitedMs: number,
): readonly Finding[] {
  const taken = mails.filter(({ submitted }) => "messageId" in submitted);
  if (taken.length === 0) return [];
  if (blindness !== null) {
    const { kind, why } = blindness;
    return [{ code: "CANARY_UNWATCHED", subject: region, data: { region, why, blindness: kind } }];
  }
  const ids = new Set(taken.flatMap(({ submitted }) => ("messageId" in submitted ? [submitted.messageId] : [])));
  const seen = [...new Set(events.filter(({ messageId }) => ids.has(messageId)).map(({ type }) => type))].sort();
  const missing = taken.filter((mail) => !hasEnded(mail, events)).map(missingOf);
  const data: FindingData = { region, count: taken.length, seen, missing, seconds: Math.round(waitedMs / 1_000) };
  if (missing.length === 0) return [{ code: "CANARY_SEEN", subject: region, data }];
  return [{ code: seen.length > 0 ? "CANARY_PARTLY_SEEN" : "CANARY_UNSEEN", subject: region, data }];
}

function missingOf({ to }: CanaryMail): string {
  return `${SIMULATED.find((each) => each.to === to)?.ends ?? "an event"} of ${to.split("@")[0]}@`;
}

/** How it went in one region, for the record. */
export function canaryRecord(
  region: string,
  at: Date,
  { mails, events, blindness, seenAfterMs }: CanaryRun,
): CanaryRecord {
  const own = mails.filter((mail) => mail.region === region);
  const taken = own.filter(({ submitted }) => "messageId" in submitted);
  const missing = blindness === null ? taken.filter((mail) => !hasEnded(mail, events)).map(missingOf) : [];
  const base = { region, at, sent: taken.length, missing, wholeAfterMs: null };
  if (missing.length > 0) return { ...base, outcome: "broken" };
  if (own.some(({ submitted }) => "refused" in submitted)) return { ...base, outcome: "refused" };
  if (blindness !== null || taken.length < own.length) return { ...base, outcome: "unknown" };
  return { ...base, outcome: "whole", wholeAfterMs: Math.max(0, ...seenAfterMs) };
}
