import type { LogLine } from "../ports/logs.ts";
import { excerpt } from "./excerpt.ts";
import { readLogLine } from "./records/log-line.ts";

/** The same error however often: what differs from time to time is a placeholder, what may be secret is gone. */
export type ErrorGroup = { text: string; count: number; lastAt: Date; aboutSes: boolean };

/** Characters of a group's text. */
const MOST = 300;

/** The distinct errors of a log, that which was written last first. */
export function errorGroupsOf(lines: readonly LogLine[]): readonly ErrorGroup[] {
  const groups = new Map<string, ErrorGroup>();
  for (const { at, text: line } of lines) {
    const logged = readLogLine(line);
    if (!logged) continue;
    const text = excerpt(withPlaceholders(logged.text), MOST);
    const before = groups.get(text);
    const lastAt = before && before.lastAt > at ? before.lastAt : at;
    groups.set(text, { text, count: (before?.count ?? 0) + 1, lastAt, aboutSes: isAboutSes(text) });
  }
  return [...groups.values()].toSorted((a, b) => b.lastAt.getTime() - a.lastAt.getTime() || b.count - a.count);
}

const SES =
  /\bses(?:v2)?\b|amazonses|email-smtp\.|MessageRejected|Send(?:Raw|Bulk|Templated|BulkTemplated|Custom\w{1,20})?Email|Email address is not verified|MailFromDomain|ConfigurationSet|AccountSuspended|SendingPaused|Maximum sending rate|Daily message quota|sending quota/i;

function isAboutSes(text: string): boolean {
  return SES.test(text);
}

/** Secrets first, and the longest forms before what they consist of. */
const PLACEHOLDERS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----.*/g, "[secret]"],
  [/\bx(?:ox[a-z]|app)-[\w-]{4,}/g, "[secret]"],
  [/\b(?:Bearer|Basic)\s{1,3}[\w.~+/=-]{4,}/gi, "[secret]"],
  [/\beyJ[\w-]{8,}(?:\.[\w-]{4,}){1,4}/g, "[secret]"],
  [/:\/\/[^\s/@]{1,200}@/g, "://[secret]@"],
  // `password=…`, `"apiKey": "…"`, `X-Amz-Signature=…`; a placeholder stays, and the sentence that follows too.
  [
    /([\w-]{0,40}(?:passw(?:or)?d|passphrase|secret|token|api-?_?key|access-?_?key|private-?_?key|credential|signature|authorization|cookie)[\w-]{0,20}["']?\s{0,3}[=:]\s{0,3}["']?)(?!\[secret\])[^\s"',;&]{3,}/gi,
    "$1[secret]",
  ],
  [/\b(?:AKIA|ASIA)\w{8,}/g, "<key id>"],
  [/[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,100}@[\p{L}\p{N}.-]{1,253}/gu, "<address>"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<id>"],
  [/\b\d{4}-\d\d-\d\d[T ][\d:.,]{5,15}(?:Z|[+-]\d\d:?\d\d)?/g, "<time>"],
  // Secret keys, SMTP passwords and tokens by their form: a long run that is no word.
  [/[A-Za-z0-9+/_=-]{24,}/g, "<id>"],
  [/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, "<ip>"],
  [/\b(?:0x)?(?=[a-f]{0,40}\d)[0-9a-f]{8,}\b/gi, "<id>"],
  // Not the digits of `us-west-2`.
  [/(?<![\w.-])\d+(?:[.,:]\d+)*(?![\w-])/g, "<n>"],
];

/** Without what differs from time to time, and without what may be secret or somebody's. */
export function withPlaceholders(text: string): string {
  // What is not printable parts words only to hide them.
  const clean = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").replace(/[\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu, "");
  return PLACEHOLDERS.reduce((left, [form, placeholder]) => {
    if (placeholder !== "<id>") return left.replace(form, placeholder);
    return left.replace(form, (run) => (isWords(run) ? run : placeholder));
  }, clean).trim();
}

/** `MailFromDomainNotVerifiedException` and `queue/mail-of-the-week` are no ids: they hold no digits. */
function isWords(run: string): boolean {
  return !/\d/.test(run) && (run.match(/[A-Z]/g)?.length ?? 0) * 3 < run.length;
}
