import type { ExplanationItem } from "../bounces/explanation.ts";
import type { TraceAnswer } from "../commands/answer.ts";
import { stoppedOf } from "../events/trace.ts";

/** `maildiag/trace@1` */
export function traceDocument({ subject, trace, gaps, insights, recipients, trouble }: TraceAnswer) {
  const stopped = stoppedOf(trace);
  return {
    schema: "maildiag/trace@1",
    subject: subject.text,
    events: trace.events.map(({ at, type, messageId, recipient, region, detail }) => ({
      at: at.toISOString(),
      type,
      messageId,
      recipient,
      region,
      detail,
    })),
    stoppedAt: stopped && stopDocument(stopped),
    messages: trace.passages.map((passage) => ({
      messageId: passage.messageId,
      recipient: passage.recipient,
      region: passage.region,
      outcome: passage.outcome,
      stoppedAt: passage.stopped && stopDocument(passage.stopped),
    })),
    missing: gaps,
    insights,
    recipients,
    ...(trouble !== null && { trouble }),
  };
}

function stopDocument({ hop, reason, who, fix }: ExplanationItem) {
  return { hop, reason, who, fix };
}
