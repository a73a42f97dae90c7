import { oneLine, type Refusal } from "../refusal.ts";
import { addressesIn, firstAddress } from "./address.ts";
import { readAutoReply } from "./auto-reply.ts";
import { BOUNCE_WORDS, isBounce, isFromProgram } from "./bounce-signs.ts";
import { readFeedback } from "./feedback.ts";
import { allFields, field } from "./header-fields.ts";
import { readDeliveredHeaders } from "./headers.ts";
import { htmlToText } from "./html.ts";
import { type Context, finish } from "./mail-context.ts";
import { type Part, readMessage, walk } from "./mime.ts";
import { isMisconfiguredNotice, misconfiguredRelay } from "./misconfigured.ts";
import { readNotice } from "./notice-text.ts";
import { readReply } from "./reply-line.ts";
import { parseJson, sesEventsIn } from "./ses-envelope.ts";
import { readSesEvent } from "./ses-event.ts";
import { readSession } from "./session.ts";
import { readStatusParts, STATUS_FIELDS } from "./status-parts.ts";

export type MailReading = { kind: "bounce" | "event" | "headers" | "not-a-bounce"; refusals: readonly Refusal[] };

const NOTHING: MailReading = { kind: "not-a-bounce", refusals: [] };
const MAX_FORWARDS = 4;

/** Reads a whole mail held as Latin-1: a bounce in any form, a complaint, an automatic answer, a forwarded one of them. */
export function readMail(bytes: string): MailReading {
  const message = readMessage(bytes);
  const found = readOne(message, 0);
  if (found) return found;
  const delivered = readDeliveredHeaders(message.fields);
  return delivered ? { kind: "headers", refusals: [delivered] } : NOTHING;
}

function readOne(message: Part, forwards: number): MailReading | null {
  const own = ownParts(message);
  const texts = own.filter(({ type }) => type === "text/plain").map((part) => part.text());
  const notice = texts.join("\n").trim() !== "" ? texts.join("\n") : htmlOf(own);
  const original = originalOf(message);

  const feedback = readFeedback(message, own, original);
  if (feedback.length > 0) return { kind: "bounce", refusals: feedback };
  const events = readEventIn(notice);
  if (events.length > 0) return { kind: "event", refusals: events };
  if (isMisconfiguredNotice(notice)) return { kind: "bounce", refusals: [misconfiguredRelay(notice)] };
  const context: Context = { message, notice, original, reporter: null };
  const refusals = readStatusParts(context, own) ?? readNoticeOf(context);
  if (refusals && refusals.length > 0)
    return (
      (refusals.every(isMute) && forwards < MAX_FORWARDS && readInner(message, forwards, hasCode)) || {
        kind: "bounce",
        refusals,
      }
    );
  const reply = readAutoReply(message, notice);
  if (reply) return { kind: "bounce", refusals: [reply] };
  if (forwards >= MAX_FORWARDS) return null;
  return readInner(message, forwards, () => true) ?? readQuoted(context);
}

/**
 * What a program wrote is read as it stands. A person writes about bounces too, or sends one on: then what they quote counts,
 * and without a recipient it is no notice.
 */
function readNoticeOf(context: Context): readonly Refusal[] | null {
  if (!isBounce(context.message, context.notice)) return null;
  if (isFromProgram(context.message)) return readProse(context);
  const quoted = readQuoted(context)?.refusals ?? [];
  if (quoted.some((refusal) => !isMute(refusal))) return quoted;
  const prose = readProse(context);
  return prose.some(({ recipient }) => recipient !== null) ? prose : null;
}

/** The first attached message that is itself a notice that `does`. */
function readInner(message: Part, forwards: number, does: (reading: MailReading) => boolean): MailReading | null {
  for (const part of walk(message)) {
    if (part === message || !(part.type === "message/rfc822" || part.type === "message/global")) continue;
    const [inner] = part.children;
    const found = inner ? readOne(inner, forwards + 1) : null;
    if (found && does(found)) return found;
  }
  return null;
}

/** Gateways wrap the bounce that they got in a notice of their own that says nothing. */
function isMute({ reply, status }: Refusal): boolean {
  return reply.replyCode === null && reply.enhancedCode === null && status === null;
}

function hasCode({ kind, refusals }: MailReading): boolean {
  return kind === "bounce" && refusals.some((refusal) => !isMute(refusal));
}

/** SNS can send its notifications as mail: the event is the first line of the body. */
function readEventIn(notice: string): readonly Refusal[] {
  if (!/"(?:notification|event)Type\\?"/.test(notice)) return [];
  // Sendmail splits lines of more than 990 characters with "!", a line end and a space.
  const whole = notice.replaceAll(/!\r?\n /g, "");
  return sesEventsIn(parseJson(whole.slice(whole.indexOf("{"), whole.lastIndexOf("}") + 1))).flatMap(readSesEvent);
}

/** The parts of the notice itself, without what an attached message holds. */
function ownParts(message: Part): readonly Part[] {
  if (message.children.length === 0) return [message];
  return message.children.flatMap((child) => (child.type.startsWith("message/rfc822") ? [child] : ownPartsOf(child)));
}

function ownPartsOf(part: Part): readonly Part[] {
  return part.type.startsWith("multipart/")
    ? part.children.flatMap((child) => (child.type.startsWith("message/rfc822") ? [child] : ownPartsOf(child)))
    : [part];
}

function htmlOf(parts: readonly Part[]): string {
  const html = parts.find(({ type }) => type === "text/html");
  if (html) return htmlToText(html.text());
  return parts
    .filter(({ type }) => type.startsWith("text/") || type === "message/notification")
    .map((part) => part.text())
    .join("\n");
}

/** The message that did not arrive: attached whole, or its headers alone. */
function originalOf(message: Part): Part | null {
  for (const part of walk(message)) {
    if (part.type === "message/rfc822" && part.children[0]) return part.children[0];
    if (part.type === "text/rfc822-headers" || part.type === "text/rfc822-header")
      return readMessage(part.text().trimStart());
  }
  return null;
}

function readProse(context: Context): readonly Refusal[] {
  const failed = allFields(context.message.fields, "x-failed-recipients").flatMap((value) => addressesIn(value));
  const session = readSession(context.notice);
  const noticed = session ?? readNotice(context.notice, failed);
  return noticed.map(({ recipient, text }) =>
    fromProse(
      context,
      recipientFor(recipient, failed, noticed.length) ?? firstRecipientOf(context.original) ?? null,
      text,
    ),
  );
}

function recipientFor(noticed: string | null, failed: readonly string[], count: number): string | null {
  if (failed.length === 1 && count === 1) return failed[0] ?? noticed;
  return noticed;
}

function firstRecipientOf(original: Part | null): string | null {
  return original ? firstAddress(field(original.fields, "to") ?? "") : null;
}

function fromProse(context: Context, recipient: string | null, prose: string): Refusal {
  const generated = /^[ \t]{0,8}(?:generating server|reporting-mta)\s{0,4}:\s{0,8}<?([\w.-]{3,250})/im.exec(
    context.notice,
  )?.[1];
  const by =
    /this is the (?:qmail-send program|dragonfly mail agent \S{1,20}|[\w ]{1,40}) at ([\w.-]{3,250}[\w])/i.exec(
      context.notice,
    )?.[1];
  const delayed = /(?:has been|is) delayed|warning message only|will be retried|delivery attempts will continue/i.test(
    context.notice.slice(0, 3_000),
  );
  return finish(
    { ...context, reporter: generated ?? by ?? null },
    {
      recipient,
      text: oneLine(prose),
      status: null,
      action: delayed ? "delayed" : null,
      diagnosticType: null,
      reply: readReply(prose.slice(0, 8_000)),
      reporter: (generated ?? by ?? null)?.toLowerCase() ?? null,
      from: "mail",
    },
  );
}

/** What mail programs write above a message that is sent on; Outlook has only a line and the fields. */
const FORWARD_MARK =
  /^[ >*_-]{0,40}(?:(?:begin )?forwarded (?:message|mail)|original message|(?:ursprüngliche|weitergeleitete) nachricht|message (?:transféré|d'origine)|mensaje (?:reenviado|original)|messaggio (?:inoltrato|originale)|mensagem (?:encaminhada|original)|doorgestuurd bericht|oorspronkelijk bericht|пересылаемое сообщение|転送|_{20,40}[ \t]{0,4}\r?\n(?=(?:from|von|de|da|van|от)[ \t]{0,4}:))/im;

/** A bounce quoted with `> ` in somebody's answer, or pasted behind "Forwarded message". */
function readQuoted(context: Context): MailReading | null {
  const quoted = context.notice.includes("\n>") || context.notice.startsWith(">");
  const forwarded = FORWARD_MARK.exec(context.notice);
  if (!quoted && !forwarded) return null;
  const rest = forwarded ? context.notice.slice(forwarded.index + forwarded[0].length) : context.notice;
  const text = rest.replaceAll(/^[ \t]{0,4}(?:>[ \t]{0,1}){1,6}/gm, "");
  if (!BOUNCE_WORDS.test(oneLine(text, 16_000)) && !STATUS_FIELDS.test(text)) return null;
  const inner = { ...context, notice: text };
  const refusals = readStatusParts(inner, []) ?? readProse({ ...inner, message: { ...context.message, fields: [] } });
  return refusals.length > 0 ? { kind: "bounce", refusals } : null;
}

/** The same for a notice that was pasted without its headers; empty where the text is no notice. */
export function readPastedNotice(pasted: string): readonly Refusal[] {
  const mark = FORWARD_MARK.exec(pasted);
  const behind = mark ? pasted.slice(mark.index + mark[0].length) : "";
  // Behind a mark stands the notice that was sent on, or the message that the notice returns.
  const text = BOUNCE_WORDS.test(oneLine(behind, 16_000)) ? behind : pasted;
  const isStatus = STATUS_FIELDS.test(text);
  if (!isStatus && !(BOUNCE_WORDS.test(oneLine(text, 16_000)) && text.includes("@") && text.trim().includes("\n")))
    return [];
  const context: Context = { message: readMessage("\n"), notice: text, original: null, reporter: null };
  const read = readStatusParts(context, []);
  if (read) return read;
  return readProse(context).filter(({ recipient }) => recipient !== null);
}
