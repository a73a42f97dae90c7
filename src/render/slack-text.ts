import { cap, inert } from "./inert.ts";
import { withoutKeyIds } from "./key-id.ts";

/** Characters of one text from anywhere; the words of a catalogue are far shorter. */
const MOST = 600;
/**
 * Characters of `text`: `chat.update` answers `msg_too_long` to more than 4,000, and one `&` may become five of them.
 * https://docs.slack.dev/reference/methods/chat.update
 */
const MOST_SAID = 700;

/**
 * Text from anywhere as it may stand in a rich text element or a file: no key id, nothing hidden, of one line and short.
 * At most about `2 * most` characters, as what is not printable is written out.
 */
export function shown(text: string, most = MOST): string {
  return cap(inert(withoutKeyIds(text), most), 2 * most);
}

/** A message's `text`: at most 4,000 characters, and nothing in it formats, links or mentions. */
export function said(text: string): string {
  return escaped(withoutSigns(cap(shown(text, MOST_SAID), MOST_SAID + 50)));
}

/** With a full stop, where it has none. */
export function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** https://docs.slack.dev/messaging/formatting-message-text#escaping */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/**
 * mrkdwn has no escape for its signs, so that those that would format give way to look-alikes: `_` only where it would
 * end an emphasis (names begin with it), `:` only where it would begin an emoji, `>` only where it would quote.
 */
function withoutSigns(text: string): string {
  return text
    .replaceAll("*", "∗")
    .replaceAll("~", "∼")
    .replaceAll("`", "'")
    .replace(/_(?![\p{L}\p{N}])/gu, "＿")
    .replace(/:(?=[\w'+-]+:)/g, "꞉")
    .replace(/^\s*>/, "›");
}
