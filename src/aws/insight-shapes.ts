import type { GetMessageInsightsResponse } from "@aws-sdk/client-sesv2";
import type { MessageInsight } from "../ports/ses.ts";
import { requireList, UnexpectedAnswer } from "./shape.ts";

/** SES takes fifty recipients a message; opens and clicks of one may be many. */
const MOST_RECIPIENTS = 100;
const MOST_EVENTS = 200;
const LONGEST = 2_000;

/**
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetMessageInsights.html. Subject, From and tags are left
 * where they are: a trace has no use for them.
 */
export function insightsOf(answer: GetMessageInsightsResponse): readonly MessageInsight[] {
  return requireList(answer.Insights, "Insights")
    .slice(0, MOST_RECIPIENTS)
    .map(({ Destination, Events }) => ({
      recipient: lineOf(Destination) ?? refuse("Insights.Destination"),
      events: requireList(Events ?? [], "Insights.Events")
        .slice(0, MOST_EVENTS)
        .map(eventOf),
    }));
}

type SdkEvent = NonNullable<NonNullable<GetMessageInsightsResponse["Insights"]>[number]["Events"]>[number];

function eventOf({ Type, Timestamp, Details }: SdkEvent): MessageInsight["events"][number] {
  if (!(Timestamp instanceof Date) || Number.isNaN(Timestamp.getTime())) refuse("Insights.Events.Timestamp");
  const { Bounce: bounce, Complaint: complaint } = Details ?? {};
  return {
    type: lineOf(Type) ?? refuse("Insights.Events.Type"),
    at: Timestamp,
    bounce: bounce
      ? {
          type: lineOf(bounce.BounceType),
          subType: lineOf(bounce.BounceSubType),
          diagnostic: lineOf(bounce.DiagnosticCode),
        }
      : null,
    complaint: complaint
      ? { subType: lineOf(complaint.ComplaintSubType), feedbackType: lineOf(complaint.ComplaintFeedbackType) }
      : null,
  };
}

/** A receiver's words may be long, and are cut rather than refused. */
function lineOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value.slice(0, LONGEST).toWellFormed() : null;
}

function refuse(field: string): never {
  throw new UnexpectedAnswer(field);
}
