import type { Reason } from "../reason.ts";
import { oneLine, type Refusal, type Told } from "../refusal.ts";
import { firstAddress } from "./address.ts";
import { isAddress, readReply } from "./reply-line.ts";
import type { Fields } from "./ses-envelope.ts";
import { fieldsOf, list, refusalBase, text } from "./ses-fields.ts";

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

/** Of a bounce or complaint that SES made itself; null where another server spoke. */
export function suppressedTold(subType: string): Told | null {
  const meaning = SUPPRESSED.get(subType.toLowerCase());
  if (meaning === undefined) return null;
  const global = subType.toLowerCase() === "suppressed";
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

/** A Bounce event: one refusal a recipient. */
export function bounced(event: Fields): readonly Refusal[] {
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
      ...refusalBase(event),
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
