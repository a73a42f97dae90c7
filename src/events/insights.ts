import type { Questions } from "../diagnosis/questions.ts";
import { readable } from "../diagnosis/readable.ts";
import type { EventDetail, StoredEvent } from "../ports/event-store.ts";
import type { MessageInsight } from "../ports/ses.ts";
import type { TroubleReason } from "../ports/trouble.ts";
import { nameOf } from "./publishing.ts";

/**
 * What one region's message insights said of a message:
 * `known` they are among the events · `unknown-message` VDM is on, and the region keeps nothing of it · `off` it keeps
 * nothing of any message · `either` one of the two, which could not be told · `trouble` they could not be asked.
 */
export type InsightsIn = {
  region: string;
  state: "known" | "unknown-message" | "off" | "either" | "trouble";
  trouble: TroubleReason | null;
  /** The IAM action that was denied. */
  permission: string | null;
};

/** Asks all regions at once. Never throws trouble. */
export async function askInsights(
  questions: Questions,
  regions: readonly string[],
  messageId: string,
): Promise<{ told: readonly InsightsIn[]; events: readonly StoredEvent[] }> {
  const answers = await Promise.all(regions.map((region) => askIn(questions, region, messageId)));
  return { told: answers.map(({ told }) => told), events: answers.flatMap(({ events }) => events) };
}

async function askIn(questions: Questions, region: string, messageId: string) {
  const [insights, account] = await Promise.all([
    readable(questions.ses.messageInsights(region, messageId)),
    readable(questions.ses.account(region)),
  ]);
  const about = { region, trouble: null, permission: null };
  if (insights.trouble) {
    const { reason, details } = insights.trouble;
    const told: InsightsIn = { ...about, state: "trouble", trouble: reason, permission: details.permission ?? null };
    return { told, events: [] };
  }
  if (insights.value) {
    const told: InsightsIn = { ...about, state: "known" };
    return { told, events: insights.value.flatMap((insight) => eventsOf(insight, region, messageId)) };
  }
  const isOn = account.value?.deliverabilityManager ?? null;
  const told: InsightsIn = { ...about, state: isOn === null ? "either" : isOn ? "unknown-message" : "off" };
  return { told, events: [] };
}

/** In the shape in which SES publishes them, so that the same rules explain them. */
function eventsOf({ recipient, events }: MessageInsight, region: string, messageId: string): readonly StoredEvent[] {
  const to = recipient.toLowerCase();
  return events.map(({ type, at, bounce, complaint }, index) => {
    const detail: EventDetail = {
      source: "message insights",
      ...(bounce && {
        bounce: {
          bounceType: capitalized(bounce.type ?? "Undetermined"),
          bounceSubType: bounce.subType ?? "Undetermined",
          bouncedRecipients: [
            { emailAddress: to, ...(bounce.diagnostic !== null && { diagnosticCode: bounce.diagnostic }) },
          ],
        },
      }),
      ...(complaint && {
        complaint: {
          complaintSubType: complaint.subType,
          complaintFeedbackType: complaint.feedbackType,
          complainedRecipients: [{ emailAddress: to }],
        },
      }),
    };
    const id = `insight ${region} ${to} ${index}`;
    return { id, at, type: nameOf(type), messageId, recipient: to, region, detail };
  });
}

/** `PERMANENT` → `Permanent`, as events write it. */
function capitalized(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase();
}

/** What came as events says more of the same: insights fill the gaps only. */
export function filledBy(stored: readonly StoredEvent[], insights: readonly StoredEvent[]): readonly StoredEvent[] {
  const keyOf = ({ messageId, recipient, type }: StoredEvent) => JSON.stringify([messageId, recipient, type]);
  const known = new Set(stored.map(keyOf));
  return [...stored, ...insights.filter((event) => !known.has(keyOf(event)))];
}
