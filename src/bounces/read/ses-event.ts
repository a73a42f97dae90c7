import type { Hop } from "../../diagnosis/hop.ts";
import type { Reason } from "../reason.ts";
import { oneLine, type Refusal, type Told } from "../refusal.ts";
import { firstAddress } from "./address.ts";
import { isAddress, readReply } from "./reply-line.ts";
import { bounced, suppressedTold } from "./ses-bounce.ts";
import type { Fields } from "./ses-envelope.ts";
import { fieldsOf, list, NOTHING_SAID, refusalBase, text } from "./ses-fields.ts";

/** What an event tells of each of its recipients; empty for events about mail that was received. */
export function readSesEvent(event: Fields): readonly Refusal[] {
  const kind = (text(event.eventType) ?? text(event.notificationType) ?? "").toLowerCase().replaceAll(/[^a-z]/g, "");
  switch (kind) {
    case "bounce":
      return bounced(event);
    case "complaint":
      return complained(event);
    case "delivery":
      return delivered(event);
    case "deliverydelay":
      return delayed(event);
    case "reject":
      return whole(event, text(fieldsOf(event.reject).reason) ?? "Reject", {
        reason: "virusdetected",
        rule: "ses-event: Reject",
        hop: "processing",
        permanent: true,
        who: "you",
        retry: "after-fix",
        meaning: "SES took the message and then dropped it, because it found a virus in it.",
        fix: "Take the attachment out of the message, and look at the machine that it came from.",
      });
    case "renderingfailure":
      return whole(event, text(fieldsOf(event.failure).errorMessage) ?? "Rendering Failure", {
        reason: "contenterror",
        rule: "ses-event: Rendering Failure",
        hop: "processing",
        permanent: true,
        who: "you",
        retry: "after-fix",
        meaning: "SES took the request, but could not fill in the template, so no message was sent.",
        fix: "Give every variable that the template names, or change the template.",
      });
    case "send":
      return whole(event, "Send", {
        reason: "undefined",
        rule: "ses-event: Send",
        hop: "processing",
        permanent: null,
        who: "nobody",
        retry: "later",
        meaning: "SES took the message and will try to deliver it. What came of it, a later event tells.",
        fix: "Nothing is to do.",
      });
    case "open":
    case "click":
      return whole(event, kind === "open" ? "Open" : "Click", {
        reason: "delivered",
        rule: `ses-event: ${kind === "open" ? "Open" : "Click"}`,
        hop: "mailbox",
        permanent: null,
      });
    case "subscription":
      return whole(event, "Subscription", {
        reason: "feedback",
        rule: "ses-event: Subscription",
        hop: "mailbox",
        permanent: null,
        who: "nobody",
        retry: "never",
        meaning: "The recipient changed what they are subscribed to.",
        fix: "Honour it: send them only what they still want.",
      });
    default:
      return [];
  }
}

function whole(event: Fields, evidence: string, told: Told): readonly Refusal[] {
  const destinations = list(fieldsOf(event.mail).destination).flatMap((one) => text(one) ?? []);
  return (destinations.length > 0 ? destinations : [null]).map((recipient) => ({
    ...refusalBase(event),
    recipient: recipient && (firstAddress(recipient) ?? recipient),
    text: oneLine(evidence),
    reply: NOTHING_SAID,
    told,
  }));
}

function complained(event: Fields): readonly Refusal[] {
  const complaint = fieldsOf(event.complaint);
  const suppressed = suppressedTold(text(complaint.complaintSubType) ?? "");
  const feedback = text(complaint.complaintFeedbackType);
  const recipients = list(complaint.complainedRecipients).flatMap((one) => text(fieldsOf(one).emailAddress) ?? []);
  const told: Told = suppressed ?? {
    reason: "feedback",
    rule: "ses-event: Complaint",
    hop: "mailbox",
    permanent: null,
    ...(feedback === "not-spam" ? { who: "nobody", meaning: "The recipient said that the message is no spam." } : {}),
  };
  return (recipients.length > 0 ? recipients : [null]).map((recipient) => ({
    ...refusalBase(event),
    recipient: recipient && (firstAddress(recipient) ?? recipient),
    text: oneLine(["Complaint", feedback, text(complaint.userAgent)].filter(Boolean).join(" ")),
    reply: NOTHING_SAID,
    told,
  }));
}

function delivered(event: Fields): readonly Refusal[] {
  const delivery = fieldsOf(event.delivery);
  const said = oneLine(text(delivery.smtpResponse) ?? "Delivery");
  const reply = readReply(said);
  const ip = text(delivery.remoteMtaIp);
  const recipients = list(delivery.recipients).flatMap((one) => text(one) ?? []);
  // The dialogue is over with this 250, so the message stands at the next hop; whether it is in the inbox nobody knows.
  return (recipients.length > 0 ? recipients : [null]).map((recipient) => ({
    ...refusalBase(event),
    recipient: recipient && (firstAddress(recipient) ?? recipient),
    text: said,
    reply: { ...reply, server: { name: reply.server.name, ip: ip && isAddress(ip) ? ip : null } },
    told: { reason: "delivered", rule: "ses-event: Delivery", hop: "mailbox", permanent: null },
  }));
}

const DELAYS: ReadonlyMap<string, readonly [reason: Reason, hop: Hop]> = new Map(
  Object.entries({
    internalfailure: ["systemerror", "processing"],
    general: ["expired", "gateway"],
    mailboxfull: ["mailboxfull", "gateway"],
    spamdetected: ["spamdetected", "gateway"],
    recipientservererror: ["systemerror", "gateway"],
    ipfailure: ["blocked", "gateway"],
    transientcommunicationfailure: ["networkerror", "gateway"],
    byoiphostnamelookupunavailable: ["networkerror", "processing"],
    undetermined: ["undefined", "gateway"],
    sendingdeferral: ["ratelimited", "processing"],
  }),
);

function delayed(event: Fields): readonly Refusal[] {
  const delay = fieldsOf(event.deliveryDelay);
  const type = text(delay.delayType) ?? "Undetermined";
  const [reason, hop] = DELAYS.get(type.toLowerCase()) ?? (["undefined", "gateway"] as const);
  const recipients = list(delay.delayedRecipients).map(fieldsOf);
  return (recipients.length > 0 ? recipients : [{}]).map((recipient: Fields): Refusal => {
    const said = oneLine((text(recipient.diagnosticCode) ?? "").replace(/^\s{0,8}[\w-]{1,30}\s{0,4};/, ""));
    const reply = readReply(said);
    const status = text(recipient.status)?.match(/[245]\.\d{1,3}\.\d{1,3}/)?.[0] ?? null;
    const ours = hop === "processing";
    return {
      ...refusalBase(event),
      recipient: firstAddress(text(recipient.emailAddress) ?? "") ?? text(recipient.emailAddress),
      text: said,
      ...(said === "" ? { evidence: `DeliveryDelay/${oneLine(type, 60)}` } : {}),
      status,
      action: "delayed",
      reply: { ...reply, enhancedCode: reply.enhancedCode ?? status },
      ...(said === "" || ours
        ? {
            told: {
              reason,
              rule: `ses-event: DeliveryDelay/${oneLine(type, 60)}`,
              hop,
              permanent: false,
              ...(ours ? { who: "aws" } : {}),
              retry: "later",
            } satisfies Told,
          }
        : {}),
    };
  });
}
