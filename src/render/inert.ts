/**
 * Text from outside (DNS, SMTP, mails, events, people) that may stand on a terminal: nothing in it moves the cursor,
 * turns the reading direction or hides. What is not printable is shown as `\u{…}`.
 */

// Controls but not the plain space, soft hyphen and zero-width, direction overrides and isolates, line and paragraph
// separators, byte-order mark, tags, lone surrogates, private use and unassigned.
const NOT_PRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\u115F\u1160\u3164\uFFA0]/gu;

/** More than this of one text is never shown. */
const MOST = 600;

export function inert(text: string, most = MOST): string {
  return cap(text, most).replace(NOT_PRINTABLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** Cuts at a whole character. */
export function cap(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = isHighSurrogate(text.charCodeAt(most - 1)) ? most - 1 : most;
  return `${text.slice(0, end)}… (${text.length - end} more characters)`;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
