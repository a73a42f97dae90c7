/** A reply of a mail server: its code, and what may be shown of it. */
export type Reply = { code: number; text: string };

const LONGEST = 300;

/** As long as a password or what is made of one, and nothing that people read. */
const TOKEN = /[A-Za-z0-9+/=]{40,}/g;

/** Null where it does not begin with a code (RFC 5321 §4.2). Lines are joined, what is not printable is gone. */
export function replyOf(text: string): Reply | null {
  const code = /^([2-5]\d\d)(?=[ \r\n-]|$)/.exec(text)?.[1];
  return code === undefined ? null : { code: Number(code), text: shown(text) };
}

/** One short line, without anything that looks like a secret said back. */
export function shown(text: string): string {
  const line = text
    .replace(TOKEN, "…")
    .slice(0, LONGEST * 4)
    .replace(/[\p{C}\p{Z}]+/gu, " ")
    .trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}

/**
 * 421 closes because of too much; 454 says so of the quota and the rates, and also of a passing fault of AUTH.
 * https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-smtp.html
 */
export function isThrottling({ code, text }: Reply): boolean {
  return code === 421 || (code === 454 && /throttl|exceed|quota/i.test(text));
}
