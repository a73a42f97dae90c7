type Placeholder = readonly [form: RegExp, placeholder: string];

/** What may be secret, or somebody's; the longest forms before what they consist of. */
const PRIVATE: readonly Placeholder[] = [
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
  // Secret keys, SMTP passwords and tokens by their form: a long run that is no word.
  [/[A-Za-z0-9+/_=-]{24,}/g, "<id>"],
];

/** What differs from time to time. */
const PASSING: readonly Placeholder[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<id>"],
  [/\b\d{4}-\d\d-\d\d[T ][\d:.,]{5,15}(?:Z|[+-]\d\d:?\d\d)?/g, "<time>"],
  [/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, "<ip>"],
  [/\b(?:0x)?(?=[a-f]{0,40}\d)[0-9a-f]{8,}\b/gi, "<id>"],
  // Not the digits of `us-west-2`.
  [/(?<![\w.-])\d+(?:[.,:]\d+)*(?![\w-])/g, "<n>"],
];

/** Without what may be secret, in one line: for what another program wrote. */
export function withoutSecrets(text: string): string {
  return replaced(oneLine(text), PRIVATE);
}

/** Without what differs from time to time, too: the same error is then the same text. */
export function withPlaceholders(text: string): string {
  return replaced(oneLine(text), [...PRIVATE, ...PASSING]);
}

/** What is not printable parts words only to hide them. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .replace(/[\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu, "")
    .trim();
}

function replaced(text: string, placeholders: readonly Placeholder[]): string {
  return placeholders.reduce((left, [form, placeholder]) => {
    if (placeholder !== "<id>") return left.replace(form, placeholder);
    return left.replace(form, (run) => (isWords(run) ? run : placeholder));
  }, text);
}

/** `MailFromDomainNotVerifiedException` and `queue/mail-of-the-week` are no ids: they hold no digits. */
function isWords(run: string): boolean {
  return !/\d/.test(run) && (run.match(/[A-Z]/g)?.length ?? 0) * 3 < run.length;
}
