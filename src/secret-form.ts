/** What looks like a secret by its form alone: nothing is known about it but how it is written. `clean` may keep what marks it. */
type Form = { form: RegExp; clean: string };

const PLACEHOLDER = "[secret]";

/** Marked as secrets by what stands before them. Nothing else is written like these, whatever it stands in. */
const MARKED: readonly Form[] = [
  // Slack: https://docs.slack.dev/authentication/tokens
  { form: /\bx(?:ox[a-z]|app)-[\w-]{10,}/g, clean: PLACEHOLDER },
  {
    form: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?:[^-]|-(?!----)){0,8000}(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?/g,
    clean: PLACEHOLDER,
  },
  // RFC 9110 §11.6.2, and AWS's signature of one request.
  {
    form: /(\bauthorization["']?\s{0,4}[:=]\s{0,4}["']?(?:basic|bearer|token)\s{1,4})[^\s"',;]{6,4000}/gi,
    clean: `$1${PLACEHOLDER}`,
  },
  { form: /(\bSignature=)[0-9a-f]{64}\b/g, clean: `$1${PLACEHOLDER}` },
  {
    form: /((?<![A-Za-z])secret_?(?:access_?)?key["']?\s{0,4}(?::|=|=>)\s{0,4}["']?)[A-Za-z0-9+/]{16,128}/gi,
    clean: `$1${PLACEHOLDER}`,
  },
  {
    form: /((?<![A-Za-z])session_?token["']?\s{0,4}(?::|=|=>)\s{0,4}["']?)[A-Za-z0-9+/=]{60,4000}/gi,
    clean: `$1${PLACEHOLDER}`,
  },
  // RFC 3986 §3.2.1: the password in a URL.
  { form: /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/?#]{1,200}:)[^\s@/]{1,200}(?=@)/gi, clean: `$1${PLACEHOLDER}` },
];

/** Told by their length and letters alone, so that neighbours which they never have speak against them. */
const BARE: readonly Form[] = [
  // An SES SMTP password: 33 bytes in base64, of which the first is the version, 0x04 or 0x02.
  {
    form: /(?<![A-Za-z0-9+/=_.@-])(?:B[A-P]|A[g-v])[A-Za-z0-9+/]{42}(?![A-Za-z0-9+/=_@-]|\.[A-Za-z0-9])/g,
    clean: PLACEHOLDER,
  },
  // An AWS secret access key: 40 characters of base64 that are no hexadecimal digest, name or path.
  {
    form: /(?<![A-Za-z0-9+/=_.@-])(?=[a-z0-9+/]{0,39}[A-Z])(?=[A-Z0-9+/]{0,39}[a-z])(?=[A-Za-z+/]{0,39}\d)[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=_@-]|\.[A-Za-z0-9])/g,
    clean: PLACEHOLDER,
  },
];

/** The text without what looks like a secret, and whether there was any; for what a person typed, and for what is quoted. */
export function withoutSecretForms(text: string): { text: string; found: boolean } {
  const clean = BARE.reduce(replaced, withoutMarked(text));
  return { text: clean, found: clean !== text };
}

/** Whether a whole mail holds a marked secret. In base64 parts and signatures anything of 40 letters may occur. */
export function holdsMarkedSecret(text: string): boolean {
  return withoutMarked(text) !== text;
}

/** What each of the marked forms has in it: most texts have none of them. */
const MARKS =
  /x(?:ox[a-z]|app)-|PRIVATE KEY-----|AUTH |334 |authorization|Signature=|secret_?(?:access_?)?key|session_?token|:\/\/[^\s:@/?#]{1,200}:/i;

function withoutMarked(text: string): string {
  return MARKS.test(text) ? withoutLogins(MARKED.reduce(replaced, text)) : text;
}

function replaced(text: string, { form, clean }: Form): string {
  return text.replace(form, clean);
}

/** RFC 4954 §4: the answer stands in the command, or follows an empty challenge, or "Password:" in base64. */
const ASKED = /\bAUTH (?:PLAIN|LOGIN|XOAUTH2|OAUTHBEARER) |\b334 (?:UGFzc3dvcmQ6|(?![A-Za-z0-9+/=]{8}))/g;
const BEGINNING = /(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{6}/g;
const ANSWER = /[A-Za-z0-9+/]{6,4000}={0,2}/y;
/** Characters of what a log writes in front of a client's line, and of the line's first ones. */
const LONGEST_GAP = 100;

function withoutLogins(text: string): string {
  let clean = "";
  let done = 0;
  for (const asked of text.matchAll(ASKED)) {
    const from = asked.index + asked[0].length;
    if (from < done) continue;
    const answer = answerIn(text, from, asked[0].startsWith("AUTH"));
    if (answer === null) continue;
    clean += `${text.slice(done, answer.from)}${PLACEHOLDER}`;
    done = answer.to;
  }
  return clean + text.slice(done);
}

/** Looks no further than one line of a log may be, so that a text of many challenges is read once, not once for each. */
function answerIn(text: string, from: number, isHere: boolean): { from: number; to: number } | null {
  const near = text.slice(from, from + (isHere ? 8 : LONGEST_GAP));
  for (const { index } of near.matchAll(BEGINNING)) {
    if (isHere && index > 0) return null;
    ANSWER.lastIndex = from + index;
    const answer = ANSWER.exec(text)?.[0] ?? "";
    if (isBase64(answer)) return { from: from + index, to: from + index + answer.length };
  }
  return null;
}

/** Not a word, nor a list of mechanisms. */
function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /[A-Z]/.test(text) && /[a-z]/.test(text) && /[0-9+/=]|[a-z][A-Z]/.test(text);
}
