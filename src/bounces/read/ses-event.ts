import type { Hop } from "../../diagnosis/hop.ts";
import type { Reason } from "../reason.ts";
import { oneLine, type Refusal, type Told } from "../refusal.ts";
import { domainOf, firstAddress } from "./address.ts";
import { isAddress, readReply } from "./reply-line.ts";
import { type Fields, isFields } from "./ses-envelope.ts";

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, 200) : [];
}

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

function base(event: Fields): Pick<Refusal, "status" | "action" | "diagnosticType" | "reporter" | "from" | "detail"> {
  const mail = fieldsOf(event.mail);
  const common = fieldsOf(mail.commonHeaders);
  return {
    status: null,
    action: null,
    diagnosticType: null,
    reporter: null,
    from: "event",
    detail: {
      sesMessageId: text(mail.messageId),
      messageId: text(common.messageId),
      fromDomain: domainOf(firstAddress(text(mail.source) ?? "")),
      at: text(mail.timestamp),
    },
  };
}

const NOTHING_SAID = { replyCode: null, enhancedCode: null, command: null, server: { name: null, ip: null } } as const;

function whole(event: Fields, evidence: string, told: Told): readonly Refusal[] {
  const destinations = list(fieldsOf(event.mail).destination).flatMap((one) => text(one) ?? []);
  return (destinations.length > 0 ? destinations : [null]).map((recipient) => ({
    ...base(event),
    recipient: recipient && (firstAddress(recipient) ?? recipient),
    text: oneLine(evidence),
    reply: NOTHING_SAID,
    told,
  }));
}

const SUPPRESSED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    onaccountsuppressionlist:
      "The address is on the account's suppression list of that region: SES took the message and dropped it.",
    suppressed:
      "The address is on SES's global suppression list: it bounced for somebody within the last 14 days, so SES took the message and dropped it.",
    ontenantsuppressionlist: "The address is on the tenant's suppression list: SES took the message and dropped it.",
    emailvalidationsuppressed: "SES's address validation holds the address for bad and dropped the message.",
    unsubscribedrecipient: "The recipient has unsubscribed from that topic: SES took the message and dropped it.",
  }),
);

function suppressedTold(subType: string): Told | null {
  const known = subType.toLowerCase();
  const meaning = SUPPRESSED.get(known);
  if (meaning === undefined) return null;
  const global = known === "suppressed";
  return {
    reason: "suppressed",
    rule: `ses-event: ${subType}`,
    hop: "processing",
    permanent: true,
    who: "you",
    retry: "after-fix",
    meaning,
    fix: global
      ? "The global list cannot be edited: it lets the address go by itself. Make sure that the address is good before you write again."
      : "See with `suppressions find` where it is listed and why; ask for a removal with `suppressions request` if the address is good again.",
  };
}

/** bounceSubType where neither code nor words say more. */
const SUB_TYPES: ReadonlyMap<string, Reason> = new Map(
  Object.entries({
    noemail: "userunknown",
    mailboxfull: "mailboxfull",
    messagetoolarge: "mesgtoobig",
    contentrejected: "contenterror",
    attachmentrejected: "policyviolation",
    customtimeoutexceeded: "expired",
  }),
);

function bounced(event: Fields): readonly Refusal[] {
  const bounce = fieldsOf(event.bounce);
  const type = text(bounce.bounceType) ?? "";
  const subType = text(bounce.bounceSubType) ?? "";
  const told = suppressedTold(subType);
  const reporter = hostOf(text(bounce.reportingMTA));
  const remoteIp = text(bounce.remoteMtaIp);
  // SES names the server that it spoke with (remoteMtaIp) and itself as reporter. A report by somebody else came after
  // that somebody's 250. AWS's printed examples use hosts of example.com for all of them, so those tell nothing.
  const foreign = reporter !== null && !/(?:amazonses|amazonaws|^[\w-]{1,40}\.example)\.com$/.test(reporter);
  const late = foreign && remoteIp === null;
  const recipients = list(bounce.bouncedRecipients).map(fieldsOf);
  return (recipients.length > 0 ? recipients : [{}]).map((recipient: Fields): Refusal => {
    const diagnostic = text(recipient.diagnosticCode) ?? "";
    const said = oneLine(diagnostic.replace(/^\s{0,8}[\w-]{1,30}\s{0,4};/, ""));
    const reply = readReply(said);
    const status = text(recipient.status)?.match(/[245]\.\d{1,3}\.\d{1,3}/)?.[0] ?? null;
    const reason = SUB_TYPES.get(subType.toLowerCase());
    const silent = said === "" && (status === null || /\.0\.0$/.test(status));
    return {
      ...base(event),
      recipient: firstAddress(text(recipient.emailAddress) ?? "") ?? text(recipient.emailAddress),
      text: said,
      ...(said === "" ? { evidence: oneLine([type, subType].filter(Boolean).join("/")) } : {}),
      status,
      action: text(recipient.action),
      diagnosticType: /^\s{0,8}([\w-]{1,30})\s{0,4};/.exec(diagnostic)?.[1]?.toLowerCase() ?? null,
      reply: {
        ...reply,
        enhancedCode: reply.enhancedCode ?? status,
        server: remoteIp && isAddress(remoteIp) ? { name: reply.server.name, ip: remoteIp } : reply.server,
      },
      reporter,
      ...(late ? { afterAcceptance: true } : {}),
      ...(told
        ? { told }
        : reason && silent
          ? {
              told: {
                reason,
                rule: `ses-event: ${type}/${subType}`,
                hop: late ? "mailbox" : "gateway",
                permanent: type === "Permanent",
              } satisfies Told,
            }
          : {}),
    };
  });
}

function hostOf(value: string | null): string | null {
  const host =
    value
      ?.slice(value.indexOf(";") + 1)
      .trim()
      .toLowerCase() ?? "";
  return /^[\w.-]{3,253}$/.test(host) ? host : null;
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
    ...base(event),
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
    ...base(event),
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
      ...base(event),
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
