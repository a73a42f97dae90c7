import { NO_REPLY, oneLine, type Refusal } from "../refusal.ts";
import { addressesIn, firstAddress } from "./address.ts";
import { readPastedNotice } from "./mail.ts";
import { sesMessageIdIn } from "./mail-context.ts";
import { isMisconfiguredNotice, misconfiguredRelay } from "./misconfigured.ts";
import { readReply } from "./reply-line.ts";

export type TextReading = { kind: "bounce" | "reply"; refusals: readonly Refusal[] };

const MAX_PASTED = 64_000;

/**
 * Reads what people paste: a reply line, bare or quoted in prose, an error of the SES API or an SDK, a line of a mail
 * server's or client's log, or a notice without its headers. Never empty: whether it tells anything, the rules decide.
 */
export function readText(pasted: string): TextReading {
  const text = unquote(pasted.slice(0, MAX_PASTED));
  if (isMisconfiguredNotice(text)) return { kind: "bounce", refusals: [misconfiguredRelay(text)] };
  const notice = readPastedNotice(text);
  if (notice.length > 0) return { kind: "bounce", refusals: notice };
  return { kind: "reply", refusals: [readLine(text)] };
}

function unquote(text: string): string {
  return text.replaceAll(/^[ \t]{0,4}(?:>[ \t]{0,1}){1,6}/gm, "").replaceAll(/^[`*]{1,3}|[`*]{1,3}$/g, "");
}

const SENT_TO_SES = /\b(?:stat(?:us)?=sent|250 ok|ok) \(?(?:250 )?(?:2\.\d\.\d )?(?:ok )?[0-9a-f]{16}-[0-9a-f]{8}-/i;

function readLine(text: string): Refusal {
  const reply = readReply(text.slice(0, 8_000));
  const messageId = sesMessageIdIn(text);
  const relay = /\brelay=\[?([\w.-]{1,250})\]?(?:\[([\d.a-f:]{3,45})\])?/i.exec(text);
  const server =
    relay?.[1]?.includes(".") && !reply.server.name
      ? { name: relay[1].toLowerCase().replace(/\.$/, ""), ip: relay[2] ?? reply.server.ip }
      : reply.server;
  const status = /\bdsn=([245]\.\d{1,3}\.\d{1,3})/i.exec(text)?.[1] ?? null;
  const to = /\b(?:to|rcpt|recipient)=<?([^\s<>,]{3,300})>?/i.exec(text)?.[1];
  const line = oneLine(text);
  const base: Refusal = {
    recipient: to?.includes("@") ? firstAddress(to) : recipientIn(line),
    text: line.replace(/^\s{0,4}"?(?:diagnostic-code:\s{0,4})?(?:smtp|esmtp|lmtp)\s{0,4};\s{0,4}/i, ""),
    evidence: line,
    status,
    action: /status=deferred|action: delayed/i.test(line) ? "delayed" : null,
    diagnosticType:
      /^\s{0,4}"?(?:diagnostic-code:\s{0,4})?([a-z][\w-]{0,20})\s{0,4};/i.exec(line)?.[1]?.toLowerCase() ?? null,
    reply: { ...reply, enhancedCode: reply.enhancedCode ?? status, server },
    reporter: null,
    from: "line",
    detail: { sesMessageId: messageId },
  };
  if (messageId === null || !SENT_TO_SES.test(text)) return base;
  return {
    ...base,
    reply: { ...NO_REPLY, replyCode: reply.replyCode?.startsWith("2") ? reply.replyCode : null, server },
    told: {
      reason: "undefined",
      rule: "log: SES took the message",
      hop: "processing",
      permanent: null,
      who: "nobody",
      retry: "later",
      meaning: `SES took the message as ${messageId}. What came of it, its events tell.`,
      fix: `Follow it with \`trace ${messageId}\`.`,
    },
  };
}

const ABOUT_SENDER =
  /sender address|domain of sender|mail from|sender rejected|from address|identities failed|not verified|not authorized to perform/i;

/** The address in a refusal is the recipient's, unless the refusal is about the sender. */
function recipientIn(line: string): string | null {
  if (ABOUT_SENDER.test(line)) return null;
  // Beside another address, the reporter's own.
  const addresses = addressesIn(line, 3);
  return addresses.find((address) => !/^(?:mailer[-_.]?daemon|postmaster)@/i.test(address)) ?? addresses[0] ?? null;
}
