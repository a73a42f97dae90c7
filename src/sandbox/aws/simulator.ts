import { randomUUID } from "node:crypto";
import type { SesRegion } from "../world.ts";
import { identityOf } from "./healthy.ts";
import { ACCOUNT_ID, AwsRefusal } from "./service.ts";
import { suppressedIn } from "./suppression-list.ts";

/** SendEmail, and what SES's mailbox simulator makes of it: events, as far as the identity publishes them. */
export function sendMail(
  input: { from: string; to: string },
  region: string,
  ses: SesRegion | undefined,
): { messageId: string; events: readonly object[] } {
  const address = (/<([^<>]+)>$/.exec(input.from)?.[1] ?? input.from).trim().toLowerCase();
  const domain = address.slice(address.lastIndexOf("@") + 1);
  const names = [address, ...domain.split(".").map((_, n, labels) => labels.slice(n).join("."))];
  const name = names.find((one) => Object.hasOwn(ses?.identities ?? {}, one));
  const state = name === undefined ? undefined : ses?.identities?.[name];
  if (name === undefined || !state || identityOf(name, state).VerifiedForSendingStatus === false) {
    const failed = `The following identities failed the check in region ${region.toUpperCase()}: ${address}`;
    throw new AwsRefusal(400, "MessageRejected", `Email address is not verified. ${failed}`);
  }
  if (ses?.account?.SendingEnabled === false)
    throw new AwsRefusal(400, "SendingPausedException", "Sending is paused for this account.");
  const messageId = `0100${randomUUID()}-000000`;
  const sets = ses?.configurationSets?.[state.ConfigurationSetName ?? ""] ?? [];
  const published = new Set(sets.filter(({ Enabled = true }) => Enabled).flatMap((set) => set.MatchingEventTypes));
  const timestamp = new Date().toISOString();
  const mail = {
    timestamp,
    messageId,
    source: address,
    sourceArn: `arn:aws:ses:${region}:${ACCOUNT_ID}:identity/${name}`,
    sendingAccountId: ACCOUNT_ID,
    destination: [input.to],
  };
  const events = outcomesOf(input.to, timestamp, ses)
    .filter(({ eventType }) => published.has(apiNameOf(eventType)))
    .map((event) => ({ ...event, mail }));
  return { messageId, events };
}

/** https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator */
function outcomesOf(
  to: string,
  timestamp: string,
  ses: SesRegion | undefined,
): readonly { eventType: string; [part: string]: unknown }[] {
  const sent = { eventType: "Send", send: {} };
  const delivered = {
    eventType: "Delivery",
    delivery: { timestamp, recipients: [to], smtpResponse: "250 2.6.0 Message received" },
  };
  const bounced = (bounceSubType: string, diagnosticCode: string, status = "5.1.1") => ({
    eventType: "Bounce",
    bounce: {
      timestamp,
      feedbackId: randomUUID(),
      bounceType: "Permanent",
      bounceSubType,
      bouncedRecipients: [{ emailAddress: to, action: "failed", status, diagnosticCode }],
    },
  });
  switch (to.toLowerCase()) {
    case "bounce@simulator.amazonses.com":
      return [sent, bounced("General", "smtp; 550 5.1.1 user unknown")];
    case "suppressionlist@simulator.amazonses.com":
      return [
        sent,
        bounced(
          "Suppressed",
          "Amazon SES has suppressed sending to this address because it has a recent history of bouncing as an invalid address.",
        ),
      ];
    case "complaint@simulator.amazonses.com": {
      const complaint = {
        timestamp,
        feedbackId: randomUUID(),
        complaintFeedbackType: "abuse",
        complainedRecipients: [{ emailAddress: to }],
      };
      return [sent, delivered, { eventType: "Complaint", complaint }];
    }
    default: {
      if (isSuppressed(to, ses))
        return [
          sent,
          bounced(
            "OnAccountSuppressionList",
            "Amazon SES did not send the message to this address because it is on the suppression list for your account.",
          ),
        ];
      const answer = ses?.answers?.[to.toLowerCase()];
      if (answer === undefined) return [sent, delivered];
      const [, status = "5.0.0"] = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(answer) ?? [];
      if (answer.startsWith("4")) return [sent, delayed(to, timestamp, { status, answer })];
      return [sent, bounced("General", `smtp; ${answer}`, status)];
    }
  }
}

/** `DeliveryDelay` → `DELIVERY_DELAY` */
function apiNameOf(eventType: string): string {
  return eventType.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
}

function isSuppressed(to: string, ses: SesRegion | undefined): boolean {
  const entry = suppressedIn(ses, to);
  const reasons = ses?.account?.SuppressionAttributes?.SuppressedReasons ?? ["BOUNCE", "COMPLAINT"];
  return entry !== undefined && reasons.includes(entry.Reason);
}

function delayed(to: string, timestamp: string, { status, answer }: { status: string; answer: string }) {
  const expirationTime = new Date(Date.parse(timestamp) + 14 * 3_600_000).toISOString();
  const delayedRecipients = [{ emailAddress: to, status, diagnosticCode: `smtp; ${answer}` }];
  return {
    eventType: "DeliveryDelay",
    deliveryDelay: { timestamp, delayType: "General", expirationTime, delayedRecipients },
  };
}
