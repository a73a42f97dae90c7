import { oneLine, type Refusal } from "../refusal.ts";
import { addressesIn, domainOf, firstAddress } from "./address.ts";
import { readAutoReply } from "./auto-reply.ts";
import { type RecipientStatus, readDeliveryStatus } from "./dsn.ts";
import { readFeedback } from "./feedback.ts";
import { allFields, decodedField, field } from "./header-fields.ts";
import { readAuthentication, readDeliveredHeaders } from "./headers.ts";
import { htmlToText } from "./html.ts";
import { type Part, readMessage, walk } from "./mime.ts";
import { isMisconfiguredNotice, misconfiguredRelay } from "./misconfigured.ts";
import { type Noticed, readNotice } from "./notice-text.ts";
import { codesOf, commandOf, readReply, serverOf } from "./reply-line.ts";
import { parseJson, readSesEvent, sesEventsIn } from "./ses-event.ts";

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
  if (refusals && refusals.length > 0) return { kind: "bounce", refusals };
  const reply = readAutoReply(message, notice);
  if (reply) return { kind: "bounce", refusals: [reply] };
  if (forwards >= MAX_FORWARDS) return null;
  for (const part of walk(message)) {
    if (part === message || !(part.type === "message/rfc822" || part.type === "message/global")) continue;
    const [inner] = part.children;
    const found = inner ? readOne(inner, forwards + 1) : null;
    if (found) return found;
  }
  return readQuoted(context);
}

/** SNS can send its notifications as mail: the event is the first line of the body. */
function readEventIn(notice: string): readonly Refusal[] {
  if (!/"(?:notification|event)Type\\?"/.test(notice)) return [];
  const from = notice.indexOf("{");
  const to = notice.lastIndexOf("}");
  return sesEventsIn(parseJson(notice.slice(from, to + 1))).flatMap(readSesEvent);
}

type Context = { message: Part; notice: string; original: Part | null; reporter: string | null };

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

const STATUS_TYPES = new Set([
  "message/delivery-status",
  "message/global-delivery-status",
  "message/delivery-status-notification",
]);
const STATUS_FIELDS = /^(?:final-recipient|original-recipient|diagnostic-code)[ \t]{0,4}:/im;

function readStatusParts(context: Context, own: readonly Part[]): readonly Refusal[] | null {
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

const BOUNCE_SENDER =
  /mailer[-_.]?daemon|post_?master|poostmaster|mail delivery|mdaemon|mail administrator|delivery subsystem|mail system|no-?reply@.{0,60}(?:dion|ezweb)|<>/i;
const BOUNCE_SUBJECT =
  /undeliver|delivery (?:status|failure|failed|error|problem|notification|has failed|report)|failure notice|returned mail|mail (?:delivery|failure|error|system error)|not be delivered|could not be delivered|delivery failure|unable to deliver|non remis|unzustellbar|nicht zugestellt|non[- ]?delivery|delivery.{0,20}delay|warning: (?:could not send|message)|loop alert|are not member|rejected|bounce|message status|email delivery|不達|送信でき/i;
const BOUNCE_WORDS =
  /could not be delivered|couldn't be delivered|was not delivered|wasn't delivered|wasn't able to deliver|delivery (?:has )?failed|delivery to the following|did not reach|unable to deliver|undeliverable|returned to sender|permanent(?: fatal)? error|rejected by a remote|delivery failure|failed permanently|could not deliver|error delivering your mail|not member|duplicated message-id|can't be delivered|cannot be delivered|has not been delivered|address(?:es)? failed|address was not found|address not found|invalid final delivery|requested action not taken|not (?:a )?member of this/i;

function isBounce(message: Part, notice: string): boolean {
  if (field(message.fields, "x-failed-recipients") !== null) return true;
  const sender = `${field(message.fields, "from") ?? "<>"} ${field(message.fields, "return-path") ?? ""}`;
  const subject = decodedField(message.fields, "subject").slice(0, 300);
  const head = notice.slice(0, 3_000);
  const points =
    (BOUNCE_SENDER.test(sender) ? 1 : 0) +
    (BOUNCE_SUBJECT.test(subject) ? 1 : 0) +
    (BOUNCE_WORDS.test(head) ? 1 : 0) +
    (codesOf(head).enhancedCode !== null ? 1 : 0);
  const automatic = /auto-replied|auto-generated/i.test(field(message.fields, "auto-submitted") ?? "");
  return (
    points >= 2 || (points === 1 && BOUNCE_SUBJECT.test(subject) && !automatic && codesOf(head).replyCode !== null)
  );
}

function readProse(context: Context): readonly Refusal[] {
  const failed = allFields(context.message.fields, "x-failed-recipients").flatMap((value) => addressesIn(value));
  const noticed = readNotice(context.notice, failed);
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

function finish(context: Context, refusal: Refusal): Refusal {
  const { original } = context;
  const header = original ? original.fields : [];
  const sesHeaders = header.filter(
    ({ name }) =>
      name === "received" ||
      name === "feedback-id" ||
      name === "x-ses-outgoing" ||
      name === "message-id" ||
      name === "return-path",
  );
  const throughSes = sesHeaders.some(({ name, value }) => name === "x-ses-outgoing" || /amazonses/i.test(value));
  const reportedBySes =
    /amazonses\.com|amazonaws\.com/.test(refusal.reporter ?? "") ||
    /amazonses\.com/i.test(field(context.message.fields, "from") ?? "");
  const domain = domainOf(refusal.recipient);
  const reporter = refusal.reporter ?? "";
  const ownDomain = domain !== null && (reporter === domain || reporter.endsWith(`.${domain}`));
  const remote = refusal.reply.server.name;
  const locally =
    refusal.diagnosticType === "x-unix" ||
    (refusal.diagnosticType === "x-postfix" &&
      !/\bhost \S{1,255} said|lost connection|connect to|not found|timed out/i.test(refusal.text));
  const late = !reportedBySes && (throughSes || locally || (ownDomain && (remote === null || remote === reporter)));
  const messageId = field(header, "message-id");
  return {
    ...refusal,
    ...(late ? { afterAcceptance: true } : {}),
    detail: {
      messageId,
      sesMessageId: sesMessageIdIn(messageId ?? "") ?? sesMessageIdIn(field(header, "return-path") ?? ""),
      fromDomain: domainOf(firstAddress(field(header, "from") ?? "")),
      at: field(context.message.fields, "date"),
      authentication: readAuthentication(header),
    },
  };
}

/** SES's message ids: sixteen hex digits, a UUID, six digits. */
export function sesMessageIdIn(text: string): string | null {
  return (
    /\b[0-9a-f]{16}-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}-[0-9]{6}\b/i.exec(text)?.[0] ?? null
  );
}
