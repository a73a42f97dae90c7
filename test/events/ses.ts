import { readEvent } from "../../src/events/read-event.ts";
import type { StoredEvent } from "../../src/ports/event-store.ts";

export const ID = "0101019c0000a1b2-11111111-2222-3333-4444-555555555555-000000";
const NOON = Date.UTC(2026, 10, 20, 12);

export type Given = {
  messageId?: string;
  to?: readonly string[];
  region?: string;
  legacy?: boolean;
  mail?: object;
  [own: string]: unknown;
};

/** An event as SES publishes it, so many seconds after noon. */
export function published(type: string, seconds: number, given: Given = {}): Record<string, unknown> {
  const { messageId = ID, to = ["kim@example.net"], region = "us-west-2", legacy = false, mail = {}, ...own } = given;
  const timestamp = new Date(NOON + seconds * 1_000).toISOString();
  const key = type === "Rendering Failure" ? "failure" : type.slice(0, 1).toLowerCase() + type.slice(1);
  const about = type === "Send" || type === "Reject" || type === "Rendering Failure";
  return {
    [legacy ? "notificationType" : "eventType"]: type,
    mail: {
      timestamp: about ? timestamp : new Date(NOON).toISOString(),
      messageId,
      source: "news@example.com",
      sourceArn: `arn:aws:ses:${region}:123456789012:identity/example.com`,
      destination: to,
      headers: [{ name: "Subject", value: "A private matter" }],
      commonHeaders: { subject: "A private matter", messageId: "<a@example.com>" },
      ...(legacy ? {} : { tags: { "ses:configuration-set": ["news"] } }),
      ...mail,
    },
    [key]: { ...(about ? {} : { timestamp }), ...own },
  };
}

export function bounce(seconds: number, type: string, subType: string, code = "", given: Given = {}) {
  const { to = ["kim@example.net"] } = given;
  return published("Bounce", seconds, {
    bounceType: type,
    bounceSubType: subType,
    bouncedRecipients: to.map((emailAddress) => ({
      emailAddress,
      action: "failed",
      ...(code && { diagnosticCode: code }),
    })),
    feedbackId: "0101-feedback",
    ...given,
  });
}

export function delivery(seconds: number, given: Given = {}) {
  const { to = ["kim@example.net"] } = given;
  return published("Delivery", seconds, {
    recipients: to,
    smtpResponse: "250 2.0.0 OK 1763640000 gsmtp",
    processingTimeMillis: 900,
    reportingMTA: "a27-1.smtp-out.us-west-2.amazonses.com",
    ...given,
  });
}

export function delay(seconds: number, delayType: string, code = "", given: Given = {}) {
  return published("DeliveryDelay", seconds, {
    delayType,
    delayedRecipients: [{ emailAddress: "kim@example.net", status: "4.4.1", ...(code && { diagnosticCode: code }) }],
    ...given,
  });
}

export function complaint(seconds: number, given: Given = {}) {
  const { to = ["kim@example.net"] } = given;
  return published("Complaint", seconds, {
    complainedRecipients: to.map((emailAddress) => ({ emailAddress })),
    complaintFeedbackType: "abuse",
    ...given,
  });
}

export function stored(...events: readonly unknown[]): readonly StoredEvent[] {
  return events.flatMap((event) => {
    const read = readEvent(event, new Date(NOON));
    if ("problem" in read) throw new Error(read.problem);
    return read;
  });
}
