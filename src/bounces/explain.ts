import { holdsMarkedSecret, withoutSecretForms } from "../secret-form.ts";
import { classify } from "./classify.ts";
import type { Explained, Explanation, ExplanationItem, ExplanationKind, ItemDetail } from "./explanation.ts";
import { type MailReading, readMail } from "./read/mail.ts";
import { parseJson, sesEventsIn } from "./read/ses-envelope.ts";
import { readSesEvent } from "./read/ses-event.ts";
import { readText } from "./read/text.ts";
import type { Reason } from "./reason.ts";
import { oneLine, type Refusal } from "./refusal.ts";
import { hopOf } from "./refusal-hop.ts";
import { wordsFor } from "./words.ts";

export type ExplainOptions = {
  /** Keep every rule that was looked at (`explain --why`). */
  why?: boolean;
};

/** A larger input is read up to here: the notice of a bounce stands at its start. */
const MAX_INPUT = 10 * 1024 * 1024;
/** No reply or log line that anybody pastes is longer. */
const MAX_TEXT = 64_000;
const MAX_ITEMS = 1_000;
const MAX_EVIDENCE = 500;

/**
 * Explains a bounce mail, an SES event, a reply line or headers, recognised by content. Pure and synchronous; never
 * throws on any input, and never looks anything up. What is none of these has the kind `not-a-bounce` and no items.
 */
export function explain(input: Uint8Array | string, options: ExplainOptions = {}): Explanation {
  return explainInDetail(input, options).explanation;
}

/** The same, with what else the input tells and the rules that were tried, one detail per item. */
export function explainInDetail(input: Uint8Array | string, options: ExplainOptions = {}): Explained {
  const { kind, refusals } = read(input);
  const pairs = refusals.slice(0, MAX_ITEMS).map((refusal) => itemOf(refusal, options.why ?? false));
  const telling = kind === "reply" ? pairs.filter(([item]) => saysSomething(item)) : pairs;
  const explanation: Explanation = {
    schema: "maildiag/explanation@1",
    kind: telling.length === 0 ? "not-a-bounce" : kind,
    items: telling.map(([item]) => item),
  };
  const holdsSecret = pairs.some(([, , found]) => found) || holdsSecretBeside(input, kind);
  return { explanation, details: telling.map(([, detail]) => detail), holdsSecret };
}

/** What is not quoted is still in what somebody copied, saved or sent on. */
function holdsSecretBeside(input: Uint8Array | string, kind: ExplanationKind): boolean {
  if (kind === "reply") return withoutSecretForms(utf8(input).slice(0, MAX_TEXT)).found;
  return holdsMarkedSecret(typeof input === "string" ? input.slice(0, MAX_INPUT) : latin1(input));
}

function read(input: Uint8Array | string): { kind: ExplanationKind; refusals: readonly Refusal[] } {
  const start = (typeof input === "string" ? input.slice(0, 4_000) : latin1(input.subarray(0, 4_000))).trimStart();
  if (start.startsWith("{") || start.startsWith("[")) {
    const value = parseJson(utf8(input));
    const events = sesEventsIn(value);
    const refusals = events.flatMap(readSesEvent);
    if (refusals.length > 0) return { kind: "event", refusals };
    if (isMailInJson(value)) return readMail(latin1(value.content));
    if (events.length > 0 || isSubscription(value)) return { kind: "not-a-bounce", refusals: [] };
  }
  if (isMail(start)) {
    const bytes = latin1(input);
    return readMailbox(bytes.slice(bytes.indexOf(start.slice(0, 2))));
  }
  return readText(utf8(input).slice(0, MAX_TEXT));
}

const MAX_MAILS = 100;

/** One mail, or those of an mbox file (RFC 4155): the kind is that of the first that tells something. */
function readMailbox(bytes: string): MailReading {
  if (!bytes.startsWith("From ")) return readMail(bytes);
  const readings = bytes.split(/\r?\n\r?\n(?=From \S{1,320} [^\n]{10,60}\n)/, MAX_MAILS).map((mail) => readMail(mail));
  const kind = readings.find((reading) => reading.kind !== "not-a-bounce")?.kind ?? "not-a-bounce";
  return { kind, refusals: readings.flatMap(({ refusals }) => refusals) };
}

/** SNS's own messages about a subscription look like an event's envelope and hold none. */
function isSubscription(value: unknown): boolean {
  return typeof value === "object" && value !== null && "Type" in value && "TopicArn" in value;
}

/** SES's receiving notifications can carry the whole mail. */
function isMailInJson(value: unknown): value is { content: string } {
  return (
    typeof value === "object" &&
    value !== null &&
    "content" in value &&
    typeof value.content === "string" &&
    isMail(value.content.slice(0, 4_000))
  );
}

const MAIL_FIELD =
  /^(?:received|from|to|subject|date|message-id|return-path|delivered-to|mime-version|content-type|x-[\w-]{2,60}|authentication-results|received-spf|arc-[\w-]{2,40}|dkim-signature|auto-submitted|envelope-to|reply-to|sender|delivery-date|x-original-to)[ \t]{0,4}:/i;

/** A mail begins with header fields, two of them known ones. */
function isMail(start: string): boolean {
  let known = 0;
  for (const line of start.split("\n", 40)) {
    if (line.trim() === "") break;
    if (/^[ \t]/.test(line) || (known === 0 && line.startsWith("From "))) continue;
    if (!/^[!-9;-~]{1,76}[ \t]{0,4}:/.test(line)) break;
    if (MAIL_FIELD.test(line)) known += 1;
    if (known >= 2) return true;
  }
  return (
    known === 1 &&
    /^(?:authentication-results|received-spf|x-forefront-antispam-report|x-microsoft-antispam|arc-authentication-results)[ \t]{0,4}:/i.test(
      start,
    )
  );
}

function latin1(input: Uint8Array | string): string {
  if (typeof input === "string") return Buffer.from(input.slice(0, MAX_INPUT), "utf8").toString("latin1");
  return Buffer.from(input.buffer, input.byteOffset, Math.min(input.byteLength, MAX_INPUT)).toString("latin1");
}

function utf8(input: Uint8Array | string): string {
  const text =
    typeof input === "string"
      ? input.slice(0, MAX_INPUT)
      : Buffer.from(input.buffer, input.byteOffset, Math.min(input.byteLength, MAX_INPUT)).toString("utf8");
  return text.replace(/^\ufeff/, "");
}

function itemOf(refusal: Refusal, why: boolean): readonly [ExplanationItem, ItemDetail, boolean] {
  const { told, reply } = refusal;
  const classified = classify(refusal, why);
  const reason: Reason = told?.reason ?? reasonOf(refusal, classified.rule?.rule.reason ?? null);
  const hop = told?.hop ?? hopOf(refusal, reason, classified);
  const provider = classified.provider;
  const over = told ?? (classified.rule?.rule.reason === reason ? classified.rule.rule : {});
  const words = wordsFor(reason, hop, provider, over);
  // Before it is cut: the rest of a secret that was cut in two has no form.
  const quote = withoutSecretForms(refusal.evidence ?? refusal.text);
  const item: ExplanationItem = {
    recipient: refusal.recipient,
    hop,
    reason,
    permanent: told?.permanent !== undefined ? told.permanent : isPermanent(refusal, reason),
    replyCode: reply.replyCode,
    enhancedCode: reply.enhancedCode,
    provider,
    server: reply.server,
    command: reply.command,
    evidence: oneLine(quote.text, MAX_EVIDENCE) || null,
    rule: told?.rule ?? classified.rule?.id ?? (reason === "expired" ? "form: delayed" : null),
    meaning: words.meaning,
    who: words.who,
    fix: words.fix,
    retry: words.retry,
  };
  const detail: ItemDetail = {
    tried: told ? [{ rule: told.rule, matched: true }] : classified.tried,
    sesMessageId: null,
    messageId: null,
    fromDomain: null,
    at: null,
    authentication: {},
    ...refusal.detail,
  };
  return [item, detail, quote.found];
}

function reasonOf(refusal: Refusal, byRule: Reason | null): Reason {
  if (refusal.action === "delivered" || refusal.action === "relayed" || refusal.action === "expanded")
    return "delivered";
  if (byRule !== null) return byRule;
  if (refusal.action === "delayed") return "expired";
  return refusal.from === "mail" && refusal.text !== "" && refusal.reply.replyCode !== null ? "onhold" : "undefined";
}

const LASTING: ReadonlySet<Reason> = new Set([
  "userunknown",
  "hostunknown",
  "hasmoved",
  "notaccept",
  "suspend",
  "filtered",
  "norelaying",
  "suppressed",
]);
const PASSING: ReadonlySet<Reason> = new Set([
  "expired",
  "networkerror",
  "systemerror",
  "systemfull",
  "toomanyconn",
  "ratelimited",
  "onhold",
  "mailboxfull",
]);

/** By the code's class; a delay is not permanent; without codes, by what the reason is. */
function isPermanent({ reply, action }: Refusal, reason: Reason): boolean | null {
  if (reason === "delivered" || action === "delayed") return action === "delayed" ? false : null;
  const digit = (reply.enhancedCode ?? reply.replyCode ?? "")[0];
  if (digit === "5") return true;
  if (digit === "4") return false;
  if (LASTING.has(reason)) return true;
  return PASSING.has(reason) ? false : null;
}

const ABOUT_MAIL =
  /smtp|e-?mail|address|recipient|\buser|account|mailbox|message|\bserver|\bhost|\brelay|sender|deliver|reject|refus|denied|block|status|stat=|dsn|bounce|spam|\bdns|domain|quota/i;

/** Numbers in the middle of a text that is not about mail: versions, amounts. A reply begins with its code, or is quoted. */
function isNumbersInProse({ replyCode, enhancedCode, evidence, rule }: ExplanationItem): boolean {
  const text = evidence ?? "";
  const byCode = rule === null || /: (?:[245x]\.[\dx]|[245]\d\d$)/.test(rule);
  const found = [replyCode, enhancedCode].flatMap((code) => (code === null ? [] : [text.indexOf(code)]));
  const inside = found.every((at) => at > 0 && !/[#(=:;[<>-]\s?$/.test(text.slice(0, at)));
  return byCode && inside && !ABOUT_MAIL.test(text);
}

/** A sentence without a word about mail: "the meeting was moved to Monday". What programs say is shorter, or names hosts and commands. */
function isProse(evidence: string): boolean {
  if (
    ABOUT_MAIL.test(evidence) ||
    /^[\w-]{1,20};|mail|command|connection|\btls\b|[a-z0-9]\.[a-z]{2,20}\b|\[/i.test(evidence)
  )
    return false;
  return evidence.split(" ", 7).length > 6;
}

/** A text that holds no code and nothing that servers say is no reply. */
function saysSomething(item: ExplanationItem): boolean {
  if (item.replyCode !== null || item.enhancedCode !== null) return !isNumbersInProse(item);
  if (item.rule === null) return false;
  const words = item.rule.slice(item.rule.indexOf(": ") + 2);
  if (item.rule.startsWith("wording: ") && isProse(item.evidence ?? "")) return false;
  return (
    (item.evidence ?? "").length < MAX_EVIDENCE - 100 &&
    (words.includes(" ") || /^[\w-]{1,20};/.test(item.evidence ?? ""))
  );
}
