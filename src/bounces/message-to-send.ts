import type { ExplanationItem, ItemDetail } from "./explanation.ts";

export type MessageFacts = Pick<ItemDetail, "at" | "messageId" | "sesMessageId" | "fromDomain" | "authentication">;

const FORMS: Readonly<Record<string, string>> = {
  microsoft:
    "Microsoft's delisting portal is https://sender.office.com/; for Outlook.com and Hotmail https://olcsupport.office.com/.",
  gmail: "Google's form for senders is https://support.google.com/mail/contact/gmail_bulk_sender_escalation.",
  yahoo: "Yahoo's form for senders is https://senders.yahooinc.com/contact.",
  apple: "Apple reads icloudadmin@apple.com.",
  proofpoint: "Proofpoint's form is https://ipcheck.proofpoint.com/.",
  barracuda: "Barracuda's form is https://www.barracudacentral.org/rbl/removal-request.",
  spamhaus: "Spamhaus's look-up is https://check.spamhaus.org/.",
  comcast: "Comcast's form is https://postmaster.comcast.net/.",
};
const BLOCKED = new Set(["blocked", "badreputation", "spamdetected", "ratelimited"]);

/**
 * A short text to copy to whoever must act, with the facts that they need and nothing private: no subject, no content,
 * no address but the recipient's own. Null where the recipient's side or a provider has nothing to do.
 */
export function messageToSend(item: ExplanationItem, facts: MessageFacts): string | null {
  if (item.who !== "recipient-admin" && item.who !== "provider" && item.who !== "recipient") return null;
  const from = facts.fromDomain ? ` from ${facts.fromDomain}` : "";
  const passed = Object.entries(facts.authentication).map(([method, result]) => `${method}=${result}`);
  const lines = [
    item.who === "recipient"
      ? `Our mail${from} to you did not arrive.`
      : `Our mail${from} to ${item.recipient ?? "one of your recipients"} was refused by your mail system.`,
    "",
    ...fact("Time", facts.at),
    ...fact("Message-ID", facts.messageId),
    ...fact("Amazon SES message id", facts.sesMessageId),
    ...fact("Server", [item.server.name, item.server.ip && `[${item.server.ip}]`].filter(Boolean).join(" ")),
    ...fact("Code", [item.replyCode, item.enhancedCode].filter(Boolean).join(" ")),
    ...fact("At", item.command),
    ...fact("Reply", item.evidence),
    ...fact("Our authentication results", passed.join(" ")),
    "",
    `What it means: ${item.meaning}`,
    `What we ask: ${item.fix.text}`,
  ];
  const form = item.provider !== null && BLOCKED.has(item.reason) ? FORMS[item.provider] : undefined;
  return [...lines, ...(form ? [form] : [])].join("\n");
}

function fact(name: string, value: string | null): readonly string[] {
  return value ? [`${name}: ${value}`] : [];
}
