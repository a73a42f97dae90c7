import type { Check, RegionsTarget } from "../diagnosis/check.ts";
import { couldNotCheck } from "../diagnosis/could-not-check.ts";
import type { Finding, FindingData, Fix, Json } from "../diagnosis/finding.ts";
import type { CheckResult } from "../diagnosis/report.ts";
import { shellWord } from "../diagnosis/shell-word.ts";
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

/** Why nobody can see events; null where they can be seen. */
export type Blindness = "no-queue" | { trouble: string } | null;

/** Every canary that SES took has come to its end, as far as anybody will see. */
export function isOver(mails: readonly CanaryMail[], events: readonly StoredEvent[]): boolean {
  return mails.every((mail) => !("messageId" in mail.submitted) || hasEnded(mail, events));
}

function hasEnded({ to, submitted }: CanaryMail, events: readonly StoredEvent[]): boolean {
  const { ends } = SIMULATED.find((each) => each.to === to) ?? {};
  return "messageId" in submitted && events.some((it) => it.messageId === submitted.messageId && it.type === ends);
}

const canarySubmission: Check<"CANARY_TAKEN" | "CANARY_REFUSED", RegionsTarget> = {
  name: "canary-submission",
  title: "Canary, handed to SES",
  hop: "submission",
  codes: {
    CANARY_TAKEN: {
      severity: "ok",
      title: ({ data }) => `SES took ${data.count} canaries in ${data.region}`,
      why: () => "Each got a message id.",
    },
    CANARY_REFUSED: {
      severity: "failure",
      title: ({ data }) => `SES refuses canaries in ${data.region}`,
      why: ({ data }) => `It says: ${data.refused}. Other mail from the same address is refused there as well.`,
      fix: ({ data }) => ({
        text: "Mend what SES names. Where it says not verified: verify the identity in that region, or take the region out of canary.regions.",
        who: "you",
        records: [],
        commands: [`aws sesv2 list-email-identities --region ${shellWord(data.region)}`],
      }),
    },
  },
  looks: () => [],
};

type EventsCode = "CANARY_SEEN" | "CANARY_UNWATCHED" | "CANARY_PARTLY_SEEN" | "CANARY_UNSEEN";

const canaryEvents: Check<EventsCode, RegionsTarget> = {
  name: "canary-events",
  title: "Canary, seen by its events",
  hop: "processing",
  codes: {
    CANARY_SEEN: {
      severity: "ok",
      title: ({ data }) => `Every canary of ${data.region} came to its end, and was seen`,
      why: ({ data }) => `Seen: ${list(data.seen)}.`,
    },
    CANARY_UNWATCHED: {
      severity: "unknown",
      title: ({ data }) => `Nobody sees what becomes of the canaries of ${data.region}`,
      why: ({ data }) => `SES took them. ${data.why}.`,
      fix: () => ({
        text: "Set up the queue of events, and name it in MAILDIAG_EVENTS_QUEUE_URL. maildiag doctor tells whether it can be read.",
        who: "you",
        records: [],
        commands: ["maildiag setup events", "maildiag doctor"],
      }),
    },
    CANARY_PARTLY_SEEN: {
      severity: "failure",
      title: ({ data }) => `Some events do not reach maildiag from ${data.region}: ${list(data.missing)}`,
      why: ({ data }) =>
        `SES took the mails and published ${list(data.seen) || "other events"}, but in ${data.seconds} seconds these did not come: ${list(data.missing)}. The event destination does not publish these types, or they are late.`,
      fix: publishing,
    },
    CANARY_UNSEEN: {
      severity: "failure",
      title: ({ data }) => `No event reaches maildiag from ${data.region}`,
      why: ({ data }) =>
        `SES took ${data.count} mails, and in ${data.seconds} seconds nothing was heard of them. The link that is missing lies behind submission: SES does not publish events of this identity there (configuration set → SNS → SQS), or they go to another queue.`,
      fix: publishing,
    },
  },
  looks: () => [],
};

function publishing({ data }: Finding): Fix {
  const region = shellWord(data.region);
  return {
    text: `Set up event publishing in ${data.region} with all types of events, and attach it to the identity. Then run maildiag canary again.`,
    who: "you",
    records: [],
    commands: [`maildiag setup events --region ${region}`, `aws sesv2 list-configuration-sets --region ${region}`],
  };
}

/** @param waitedMs how long events were waited for */
export function canaryResults(
  mails: readonly CanaryMail[],
  events: readonly StoredEvent[],
  { blindness, waitedMs }: { blindness: Blindness; waitedMs: number },
): readonly CheckResult[] {
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
    const why = blindness === "no-queue" ? "No queue of events is configured" : blindness.trouble;
    return [{ code: "CANARY_UNWATCHED", subject: region, data: { region, why } }];
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

function list(value: Json | undefined): string {
  return Array.isArray(value) ? value.join(", ") : "";
}
