import { addressesIn } from "./address.ts";
import { codesOf } from "./reply-line.ts";

/** One recipient that a notice in prose names, with the words that belong to it. */
export type Noticed = { recipient: string | null; text: string };

/** Lines behind which a notice quotes the message that it returns. */
const ORIGINAL_FOLLOWS = [
  /^[ >-]{0,12}(?:this is a copy of |included is a copy|here is a copy|below (?:this line )?is a copy|a copy of (?:your|the) (?:original )?message)/i,
  /^[ >*=_-]{0,20}(?:original message|original mail info|message header|the header of the original|message text follows|unsent message|returned message|undelivered message|header of the original|your original message|original message follows|message headers follow|copy of original message|copie du message|corpo original|ursprüngliche nachricht|the following is a copy)/i,
  /^[ ]{0,4}-{2,40} ?(?:below this line|original|message header|the header|this is a copy|this is the|message follows|start of|returned|unsent|forwarded)/i,
  /^\s{0,8}received: (?:from|by) /i,
  /^\s{0,8}return-path: ?</i,
  /^[ ]{0,4}(?:below is|attached is|the original message(?! was received)|your message header|included is|following is|copy of your message|received:|x-mailer:|message-id:)/i,
  /^[ ]{0,4}-{20,}$/,
];

/** The notice without the message that it returns. At least a line is kept. */
function withoutOriginal(text: string): string {
  let at = 0;
  let seen = 0;
  while (at < text.length) {
    const newline = text.indexOf("\n", at);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(at, Math.min(end, at + 300));
    if (seen > 0 && ORIGINAL_FOLLOWS.some((pattern) => pattern.test(line))) return text.slice(0, at);
    if (line.trim() !== "") seen += 1;
    at = end + 1;
  }
  return text;
}

const ALONE =
  /^[\s>*"'([-]{0,12}<?["']?[^\s<>"',;:()]{1,128}@[^\s<>"',;:()]{1,254}["']?>?["')\]]{0,3}\s{0,4}[:,.]?\s{0,8}(?:on \S.{0,60}|\(reason:.{0,300}|\(expanded.{0,300}|\(after.{0,300})?$/;
const LEADS =
  /^[\s>*-]{0,12}<?[^\s<>"',;()]{1,128}@[^\s<>"',;:()]{1,254}>?(?::| {1,10}[([]|,? on |\.{3} | - |\s{1,8}: |[ ]{1,4}[A-Za-z ]{2,40}, ?ERROR_CODE|, ERROR CODE ?:)/;
const NAMES_RECIPIENT =
  /(?:delivering your mail to|deliver message to|delivered to|deliver(?:y)? to the following|was not delivered to|could not be delivered to|recipient:|rcpt to:|userid:|to address|could not be sent to|couldn't be delivered to|wasn't delivered to|delivery to|undeliverable to|failed recipient|in <|user:|mailbox for|rejected your message to|message to|recipients? were affected|mailing list|not listed in|has been delayed|addressed to|could not reach|deliver mail to|, address: ?<)/i;

/** Our own words of the notice that say nothing of the cause. */
const BOILERPLATE =
  /^(?:this (?:message|report|is an auto)|a message that you sent|recipients?\.? this is a permanent|i'm afraid i wasn't|hi\. this is|message from |please do not reply|do not reply|mailer-daemon|sorry it didn't work|i've given up|your message$|to:|subject:|sent:|from:|date:|message-id:|the mts-id of|---+$|\*{3,}|={3,}|for further assistance|if you do so, please include|delete your own text|the mail system$)/i;

/**
 * Finds the recipients that a notice names and the words that belong to each. Reporters put the address on a line of
 * its own, at the start of a line, or into a sentence; the cause stands behind it, before it only if nothing is behind.
 */
export function readNotice(text: string, known: readonly string[] = []): readonly Noticed[] {
  const lines = withoutOriginal(text.slice(0, 64_000)).split("\n").slice(0, 400);
  const starts: { line: number; recipient: string }[] = [];
  for (const [index, line] of lines.entries()) {
    if (!line.includes("@") || starts.length >= 50) continue;
    const head = line.slice(0, 600);
    const named = NAMES_RECIPIENT.test(head);
    if (!named && !ALONE.test(head) && !LEADS.test(head)) continue;
    if (/^\s{0,8}(?:from|sender|reply-to|original sender|mail from)\s{0,4}:/i.test(head) || /mail from:/i.test(head))
      continue;
    if (/^\s{0,8}to\s{0,4}:/i.test(head) && !named) continue;
    const behind = named ? head.slice(head.search(NAMES_RECIPIENT)) : head;
    if (!named && /(?:to the address|write to|contact|assistance|questions?)[:,]?$/i.test(lastWords(lines, index)))
      continue;
    const recipient = addressesIn(behind, 1)[0] ?? addressesIn(head, 1)[0];
    if (recipient) starts.push({ line: index, recipient });
  }
  const order = [...new Set(starts.map(({ recipient }) => recipient.toLowerCase()))];
  const only =
    known.length > 0 ? order.filter((address) => known.some((other) => other.toLowerCase() === address)) : order;
  const recipients = only.length > 0 ? only : order;
  if (recipients.length === 0) return [{ recipient: known[0] ?? null, text: causeIn(lines) }];

  return recipients.map((address) => {
    const own = starts.filter(({ recipient }) => recipient.toLowerCase() === address);
    const first = own[0]?.line ?? 0;
    const next = starts.find(
      ({ line, recipient }) =>
        line > first && recipients.includes(recipient.toLowerCase()) && recipient.toLowerCase() !== address,
    );
    const block = lines.slice(first, next?.line ?? lines.length);
    const cause = causeIn(block);
    const bare = cause
      .toLowerCase()
      .replaceAll(address, "")
      .replaceAll(/[^a-z0-9]/g, "");
    // Some put the cause first and the recipients behind it.
    const before =
      recipients.length === 1 &&
      codesOf(cause).replyCode === null &&
      codesOf(lines.slice(0, first).join("\n")).replyCode !== null;
    const text = bare.length >= 12 && !before ? cause : causeIn(lines);
    return { recipient: own[0]?.recipient ?? address, text };
  });
}

/** The end of the last line before `index` that says something. */
function lastWords(lines: readonly string[], index: number): string {
  for (let at = index - 1; at >= 0 && at > index - 4; at -= 1) {
    const line = lines[at]?.trim() ?? "";
    if (line !== "") return line.slice(-40);
  }
  return "";
}

function causeIn(lines: readonly string[]): string {
  return lines.filter((line) => line.trim() !== "" && !BOILERPLATE.test(line.trim())).join("\n");
}
