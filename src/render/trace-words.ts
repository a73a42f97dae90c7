import type { TraceAnswer } from "../commands/answer.ts";
import type { Gap } from "../events/gaps.ts";
import type { InsightsIn } from "../events/insights.ts";
import type { Outcome, Passage, TracedEvent } from "../events/trace.ts";
import type { StoredEvent } from "../ports/event-store.ts";

/** The words of a trace that every face shares. */

/** Who gets a message a minute wants the last ones. */
export const MOST_PASSAGES = 10;
export const MOST_LINES = 40;

export type Mood = "ok" | "failure" | "unknown";

const OUTCOMES: { readonly [O in Outcome]: readonly [mood: Mood, what: string] } = {
  sent: ["unknown", "sent, and nothing since"],
  delayed: ["unknown", "delayed: it is still being tried"],
  delivered: ["ok", "delivered: the recipient's server said 250, which is not yet an inbox"],
  read: ["ok", "arrived: it was opened"],
  dropped: ["failure", "dropped by SES after it was taken"],
  bounced: ["failure", "refused"],
  returned: ["failure", "returned after it had been accepted"],
  complained: ["failure", "arrived, and was complained of"],
  unknown: ["unknown", "nothing that SES told decides what came of it"],
};

export function passageWords({ outcome, stopped }: Pick<Passage, "outcome" | "stopped">): { mood: Mood; what: string } {
  const [mood, words] = OUTCOMES[outcome];
  if (!stopped) return { mood, what: words };
  const lasting = stopped.permanent === null ? "" : stopped.permanent ? ", permanent" : ", temporary";
  const verb = outcome === "delayed" ? "Waits" : "Stopped";
  return { mood, what: `${verb} at ${stopped.hop ?? "an unknown hop"}: ${words} (${stopped.reason}${lasting})` };
}

export function timeWords(at: Date): string {
  return at
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, "Z");
}

/** What the event says by itself, in a few words; hostile text. */
export function eventWords(event: TracedEvent): string {
  const { type, explanation } = event;
  const evidence = explanation?.evidence ?? "";
  if (type === "Send" || type === "Open" || type === "Click") return "";
  const kind = kindOf(event);
  return [kind, evidence === kind || evidence === type ? "" : evidence].filter(Boolean).join(": ");
}

function kindOf({ type, detail }: StoredEvent): string {
  if (type === "Bounce") return pathOf(detail.bounce, "bounceType", "bounceSubType");
  if (type === "DeliveryDelay") return pathOf(detail.deliveryDelay, "delayType");
  if (type === "Complaint") return pathOf(detail.complaint, "complaintFeedbackType", "complaintSubType");
  return "";
}

function pathOf(part: unknown, ...keys: readonly string[]): string {
  if (typeof part !== "object" || part === null) return "";
  const fields: { readonly [key: string]: unknown } = { ...part };
  return keys.flatMap((key) => (typeof fields[key] === "string" ? [fields[key]] : [])).join("/");
}

export function gapWords(gap: Gap): string {
  switch (gap.kind) {
    case "nothing-known":
      return "No event about it is stored here.";
    case "nothing-since": {
      const whom = gap.recipient ?? gap.messageId;
      return `${whom}: nothing was told since ${timeWords(gap.at)}.`;
    }
    case "not-published": {
      const of = gap.configurationSet ? ` by the configuration set ${gap.configurationSet}` : "";
      const mail = gap.domain ? ` for mail from ${gap.domain}` : "";
      return `${listed(gap.types)} ${gap.types.length > 1 ? "are" : "is"} not published in ${gap.region}${of}${mail}: nobody hears of it. \`setup events\` shows how to change that.`;
    }
    case "never-seen":
      return `${gap.region} publishes events, but none of them has ever come here. See that its topic reaches the queue: \`setup events\`.`;
    case "publishing-unknown":
      return `What ${gap.region} publishes could not be looked up (${gap.reason}).`;
  }
}

/** What message insights said, where that is not in the time line already. */
export function insightWords({ region, state, trouble, permission }: InsightsIn): string {
  const needs = "Virtual Deliverability Manager";
  switch (state) {
    case "known":
      return `${region}: part of the time line comes from SES's message insights.`;
    case "unknown-message":
      return `${region} knows no such message: it was not sent there, or longer ago than SES's message insights go back.`;
    case "off":
      return `${region} keeps no message insights: ${needs} is off there. Whether the message was sent there is not known.`;
    case "either":
      return `${region} tells nothing of such a message: it was not sent there, or ${needs} is off there; which of the two could not be looked up.`;
    case "trouble":
      return permission === null
        ? `SES's message insights of ${region} could not be asked (${trouble}).`
        : `SES's message insights of ${region} may not be asked: allow ${permission}.`;
  }
}

function listed(words: readonly string[]): string {
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words.at(-1)}` : (words[0] ?? "");
}

export function troubleWords({ trouble }: Pick<TraceAnswer, "trouble">): string | null {
  return trouble === null ? null : `The stored events could not be read (${trouble}).`;
}

/** What to ask next, in maildiag's own words. */
export function nextCommands({ trace, recipients }: TraceAnswer): readonly string[] {
  const evidence = trace.passages.findLast(({ stopped }) => stopped?.replyCode)?.stopped?.evidence;
  const listed = recipients.find(({ suppressed }) => suppressed.some((entry) => entry.listed))?.address;
  const dropped = trace.passages.findLast(({ stopped }) => stopped?.reason === "suppressed")?.recipient;
  const suppressed = listed ?? dropped;
  return [
    ...(evidence ? [`explain ${evidence.slice(0, 200)}`] : []),
    ...(suppressed ? [`suppressions find ${suppressed}`] : []),
  ];
}
