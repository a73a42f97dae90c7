import { oneLine, type Refusal } from "../refusal.ts";
import { addressesIn, firstAddress } from "./address.ts";
import { readAutoReply } from "./auto-reply.ts";
import { readFeedback } from "./feedback.ts";
import { allFields, decodedField, field } from "./header-fields.ts";
import { readDeliveredHeaders } from "./headers.ts";
import { htmlToText } from "./html.ts";
import { type Context, finish } from "./mail-context.ts";
import { type Part, readMessage, walk } from "./mime.ts";
import { isMisconfiguredNotice, misconfiguredRelay } from "./misconfigured.ts";
import { readNotice } from "./notice-text.ts";
import { codesOf, readReply } from "./reply-line.ts";
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
  const refusals = readStatusParts(context, own) ?? (isBounce(message, notice) ? readProse(context) : null);
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

const BOUNCE_SENDER =
  /mailer[-_.]?daemon|post_?master|poostmaster|mail delivery|mdaemon|mail administrator|delivery subsystem|mail system|no-?reply@.{0,60}(?:dion|ezweb)|<>/i;
const BOUNCE_SUBJECT =
  /undeliver|delivery (?:status|failure|failed|error|problem|notification|has failed|report)|failure notice|returned mail|mail (?:delivery|failure|error|system error)|not be delivered|could not be delivered|delivery failure|unable to deliver|non remis|unzustellbar|nicht zugestellt|non[- ]?delivery|delivery.{0,20}delay|warning: (?:could not send|message)|loop alert|are not member|rejected|bounce|message status|email delivery|不達|送信でき|配信不能|退信|estado d[ea] entrega|état de distribution|stato (?:del recapito|della consegna)|no se puede entregar|no entregado|não (?:foi )?entregue|impossibile recapitare|mancato recapito|non distribué|onbestelbaar|niet bezorgd|olevererbart|kan ikke leveres|nie dostarczon|недоставлен/i;
const BOUNCE_WORDS =
  /could not be delivered|couldn't be delivered|was not delivered|wasn't delivered|wasn't able to deliver|delivery (?:has )?failed|delivery to the following|did not reach|unable to deliver|undeliverable|returned to sender|permanent(?: fatal)? error|rejected by a remote|delivery failure|failed permanently|could not deliver|error delivering your mail|not member|duplicated message-id|can't be delivered|cannot be delivered|has not been delivered|address(?:es)? failed|address was not found|address not found|invalid final delivery|requested action not taken|not (?:a )?member of this/i;

function isBounce(message: Part, notice: string): boolean {
  if (field(message.fields, "x-failed-recipients") !== null) return true;
  const sender = `${field(message.fields, "from") ?? "<>"} ${field(message.fields, "return-path") ?? ""}`;
  const subject = decodedField(message.fields, "subject").slice(0, 300);
  const head = notice.slice(0, 3_000);
  const points =
    (BOUNCE_SENDER.test(sender) ? 1 : 0) +
    (isFromDaemon(message) ? 1 : 0) +
    (BOUNCE_SUBJECT.test(subject) ? 1 : 0) +
    (BOUNCE_WORDS.test(head) ? 1 : 0) +
    (codesOf(head).enhancedCode !== null ? 1 : 0);
  const automatic = /auto-replied|auto-generated/i.test(field(message.fields, "auto-submitted") ?? "");
  return (
    points >= 2 || (points === 1 && BOUNCE_SUBJECT.test(subject) && !automatic && codesOf(head).replyCode !== null)
  );
}

/** RFC 5321 §4.5.5: nobody answers a notice. A person's own auto-reply has an empty return path as well, but another sender. */
function isFromDaemon({ fields }: Part): boolean {
  const from = field(fields, "from") ?? "";
  return /mailer[-_.]?daemon|postmaster/i.test(from) && /^\s{0,8}<>/.test(field(fields, "return-path") ?? "");
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

/** A bounce quoted with `> ` in somebody's answer, or pasted behind "Forwarded message". */
function readQuoted(context: Context): MailReading | null {
  const quoted = context.notice.includes("\n>") || context.notice.startsWith(">");
  const forwarded =
    /^[ >*_-]{0,20}(?:forwarded message|original message|weitergeleitete nachricht|message transféré|begin forwarded message)/im.exec(
      context.notice,
    );
  if (!quoted && !forwarded) return null;
  const rest = forwarded ? context.notice.slice(forwarded.index + forwarded[0].length) : context.notice;
  const text = rest.replaceAll(/^[ \t]{0,4}(?:>[ \t]{0,1}){1,6}/gm, "");
  if (!BOUNCE_WORDS.test(text.slice(0, 16_000)) && !STATUS_FIELDS.test(text)) return null;
  const inner = { ...context, notice: text };
  const refusals = readStatusParts(inner, []) ?? readProse({ ...inner, message: { ...context.message, fields: [] } });
  return refusals.length > 0 ? { kind: "bounce", refusals } : null;
}

/** The same for a notice that was pasted without its headers; empty where the text is no notice. */
export function readPastedNotice(text: string): readonly Refusal[] {
  const isStatus = STATUS_FIELDS.test(text);
  if (!isStatus && !(BOUNCE_WORDS.test(text) && text.includes("@") && text.trim().includes("\n"))) return [];
  const context: Context = { message: readMessage("\n"), notice: text, original: null, reporter: null };
  const read = readStatusParts(context, []);
  if (read) return read;
  return readProse(context).filter(({ recipient }) => recipient !== null);
}
