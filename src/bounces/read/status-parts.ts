import { oneLine, type Refusal } from "../refusal.ts";
import { type RecipientStatus, readDeliveryStatus } from "./dsn.ts";
import { type Context, finish } from "./mail-context.ts";
import type { Part } from "./mime.ts";
import { type Noticed, readNotice } from "./notice-text.ts";
import { codesOf, commandOf, serverOf } from "./reply-line.ts";

const STATUS_TYPES = new Set([
  "message/delivery-status",
  "message/global-delivery-status",
  "message/delivery-status-notification",
]);
/** Fields of a delivery status, wherever in a text they stand. */
export const STATUS_FIELDS = /^(?:final-recipient|original-recipient|diagnostic-code)[ \t]{0,4}:/im;

/** The recipients of a delivery status, with what the notice beside it adds; null where there is no such status. */
export function readStatusParts(context: Context, own: readonly Part[]): readonly Refusal[] | null {
  const part = own.find(({ type }) => STATUS_TYPES.has(type));
  const text = part?.text() ?? (STATUS_FIELDS.test(context.notice) ? context.notice : null);
  if (text === null || text === undefined) return null;
  const status = readDeliveryStatus(text);
  if (status.recipients.length === 0) return null;
  const inPart = part !== undefined;
  const noticed = inPart
    ? readNotice(
        context.notice,
        status.recipients.flatMap(({ recipient }) => recipient ?? []),
      )
    : [];
  return status.recipients.map((recipient) => {
    const words =
      noticed.find((one) => one.recipient?.toLowerCase() === recipient.recipient?.toLowerCase()) ??
      (status.recipients.length === 1 ? noticed[0] : undefined);
    return refusalOf({ ...context, reporter: status.reportingMta }, recipient, words ?? null);
  });
}

function refusalOf(context: Context, status: RecipientStatus, words: Noticed | null): Refusal {
  const diagnostic = oneLine(status.diagnostic ?? "");
  const prose = words?.text ?? "";
  const transcript = TRANSCRIPT.test(context.notice) ? transcriptOf(context.notice, status.recipient) : "";
  const said = saysSomething(diagnostic)
    ? diagnostic
    : [diagnostic, oneLine(transcript || prose)].filter(Boolean).join(" ");
  const codes = codesOf(diagnostic);
  const others = codes.replyCode === null || codes.enhancedCode === null ? codesOf(transcript || prose) : codes;
  const sameReply = codes.replyCode === null || others.replyCode === codes.replyCode;
  const replyCode = codes.replyCode ?? others.replyCode;
  const statusClass = status.status?.[0];
  const vague = status.status === null || /^[245]\.0\.0$/.test(status.status);
  const fits = sameReply && (!statusClass || others.enhancedCode?.[0] === statusClass);
  const enhanced = codes.enhancedCode ?? (vague && fits ? others.enhancedCode : null);
  const spoken = serverOf(diagnostic);
  const server = (spoken.name ?? spoken.ip) ? spoken : remoteOf(status.remoteMta, diagnostic || prose);
  return finish(context, {
    recipient: status.recipient,
    text: said,
    ...(diagnostic ? { evidence: diagnostic } : {}),
    status: status.status,
    action: status.action,
    diagnosticType: status.diagnosticType,
    reply: {
      replyCode,
      enhancedCode: enhanced ?? status.status,
      command: commandOf(diagnostic) ?? commandOf(transcript || prose),
      server,
    },
    reporter: context.reporter,
    from: "mail",
  });
}

/** Codes alone, or "see the transcript", tell nothing: then the words of the notice are read as well. */
function saysSomething(diagnostic: string): boolean {
  return diagnostic.replaceAll(/[0-9.#;:()-]|smtp|\s/gi, "").length >= 6;
}

const TRANSCRIPT = /<<< ?[245]\d\d|>>> ?(?:RCPT|MAIL|DATA|HELO|EHLO)|Received >>> ?[245]\d\d|while talking to/i;

/** Sendmail's transcript: the lines about one recipient, the command before the answer among them. */
function transcriptOf(notice: string, recipient: string | null): string {
  const lines = notice
    .split("\n", 300)
    .filter((line) =>
      /^(?:\s{0,8})(?:>>>|<<<|\.\.\.|[245]\d\d[ -]|sent <<<|received >>>)|while talking to/i.test(line),
    );
  const about =
    recipient === null
      ? -1
      : lines.findIndex(
          (line) => /^\s{0,8}[245]\d\d /.test(line) && line.toLowerCase().includes(recipient.toLowerCase()),
        );
  if (about > 0) {
    const from = lines.slice(0, about).findLastIndex((line) => line.includes(">>>"));
    return lines.slice(from === -1 ? about : from, about + 1).join("\n");
  }
  return lines.join("\n");
}

function remoteOf(remoteMta: string | null, text: string): Refusal["reply"]["server"] {
  const spoken = serverOf(text);
  if (remoteMta === null) return spoken;
  const ip = /^\[?(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-f:]{3,45})\]?$/i.test(remoteMta);
  return ip ? { name: spoken.name, ip: remoteMta.replaceAll(/[[\]]/g, "") } : { name: remoteMta, ip: spoken.ip };
}
