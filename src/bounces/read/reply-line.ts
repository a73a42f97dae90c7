/** What stands in the words of an SMTP server, or of whoever quotes it. Unknown parts are null; codes as given. */
export type Reply = {
  replyCode: string | null;
  enhancedCode: string | null;
  command: string | null;
  server: { name: string | null; ip: string | null };
};

/** RFC 5321, 4954, 3207, 7504 and those that servers are seen to use. */
const REPLY_CODES = new Set(
  (
    "211 214 220 221 235 250 251 252 253 421 422 430 431 432 441 442 446 447 449 450 451 452 453 454 455 458 459 471 " +
    "500 501 502 503 504 505 510 511 512 513 515 517 519 520 521 522 523 524 525 530 531 532 533 534 535 538 541 542 543 " +
    "544 546 547 550 551 552 553 554 555 556 557 560 571 573"
  ).split(" "),
);

const CODE = /[245][0-9]{2}/g;
const ENHANCED = /[245]\.[0-9]{1,3}\.[0-9]{1,3}/g;
const BEFORE_CODE = new Set([..." \t\n;:('\"<>[=|,/`*«“„‘’–—"]);
const AFTER_CODE = new Set([..." -\n\t:#,)'\"._]/;<»”`*"]);

/** Reads the codes of a reply, wherever in `text` it stands. */
export function codesOf(text: string): Pick<Reply, "replyCode" | "enhancedCode"> {
  const replies = codePositions(text);
  const enhanced = enhancedPositions(text);
  // The reply code that an enhanced code of its class follows is surely one; "550 5.1.1", "550-5.7.26".
  for (const { at, code } of replies) {
    const partner = enhanced.find((other) => other.at > at && other.at - at <= 6 && other.code[0] === code[0]);
    if (partner) return { replyCode: code, enhancedCode: partner.code };
  }
  const reply = replies.find(({ likely }) => likely) ?? null;
  const sameClass = enhanced.find(({ code }) => !reply || code[0] === reply.code[0]);
  return { replyCode: reply?.code ?? null, enhancedCode: (sameClass ?? enhanced[0])?.code ?? null };
}

function codePositions(text: string): readonly { at: number; code: string; likely: boolean }[] {
  const found: { at: number; code: string; likely: boolean }[] = [];
  for (const match of text.matchAll(CODE)) {
    const [code] = match;
    const at = match.index;
    const before = at === 0 ? "\n" : (text[at - 1] ?? "");
    const after = text[at + 3] ?? "\n";
    // Exchange quotes a reply as `#550 5.1.1 …`; `#550` alone is somebody's number.
    const opens = BEFORE_CODE.has(before) || (before === "#" && /^ [245]\.[0-9]/.test(text.slice(at + 3, at + 7)));
    if (!REPLY_CODES.has(code) || !opens || !AFTER_CODE.has(after)) continue;
    if (after === "." && /[0-9]/.test(text[at + 4] ?? "")) continue;
    found.push({ at, code, likely: isLikelyReply(text, at, before, after) });
    if (found.length === 20) break;
  }
  return found;
}

/** A number in prose ("451 days", port 587) is no reply code; one that begins a line or follows a colon is. */
function isLikelyReply(text: string, at: number, before: string, after: string): boolean {
  const ahead = text.slice(at + 3, at + 12);
  if (/^ ?(?:kb|mb|gb|bytes|seconds|second|days|day|hours|hour|minutes|times|messages|recipients)\b/i.test(ahead))
    return false;
  if (/[0-9.]/.test(after) && after !== ".") return false;
  if (before !== " " && before !== "\t" && before !== "/") return true;
  const behind = text
    .slice(Math.max(0, at - 24), at)
    .trimEnd()
    .toLowerCase();
  if (
    behind === "" ||
    /(?:[:;>)"'\]]|<<<|smtp|said|code|error|status|reply|response|with|was|of|returned|reason|received)$/.test(behind)
  ) {
    return !/\b(?:port|id|line|size|x-unix|state)[:;]?$/.test(behind);
  }
  return false;
}

function enhancedPositions(text: string): readonly { at: number; code: string }[] {
  const found: { at: number; code: string }[] = [];
  for (const match of text.matchAll(ENHANCED)) {
    const [code] = match;
    const at = match.index;
    const before = text[at - 1] ?? " ";
    const after = text.slice(at + code.length, at + code.length + 2);
    if (/[0-9.\w-]/.test(before) && !(before === "-" && /[0-9]{3}-$/.test(text.slice(Math.max(0, at - 4), at))))
      continue;
    if (/^[0-9]|^\.[0-9]|^[A-Za-z]/.test(after)) continue;
    found.push({ at, code });
    if (found.length === 20) break;
  }
  return found;
}

const COMMANDS: readonly (readonly [pattern: RegExp, command: string])[] = [
  [/in reply to (?:the )?(?:end of )?data/i, "DATA"],
  [/in reply to (?:the )?mail from/i, "MAIL"],
  [/in reply to (?:the )?rcpt to/i, "RCPT"],
  [/in reply to (?:the )?(?:ehlo|helo)/i, "EHLO"],
  [/in reply to (?:the )?starttls/i, "STARTTLS"],
  [/in reply to (?:the )?auth/i, "AUTH"],
  [/most progress was rcpt to/i, "RCPT"],
  [/most progress was mail from/i, "MAIL"],
  [/most progress was (?:data|end of data)/i, "DATA"],
  [/sasl authentication failed/i, "AUTH"],
  [/refused to talk to me/i, "CONN"],
  [/after (?:end of data|data|pipelined data|sending data block|\.)\b/i, "DATA"],
  [/after (?:rcpt to|rcpt command|pipelined rcpt)/i, "RCPT"],
  [/after (?:mail from|pipelined mail from)/i, "MAIL"],
  [/after initial connection|after (?:the )?connection/i, "CONN"],
  [/after (?:helo|ehlo)/i, "EHLO"],
  [/after starttls/i, "STARTTLS"],
  [/did not like our (?:final )?data/i, "DATA"],
  [/did not like our rcpt to/i, "RCPT"],
  [/did not like our mail from/i, "MAIL"],
  [/>>> ?(?:data|\.)|sent <<< (?:data|\.)/i, "DATA"],
  [/>>> ?rcpt to|sent <<< rcpt to/i, "RCPT"],
  [/>>> ?mail from|sent <<< mail from/i, "MAIL"],
  [/>>> ?(?:helo|ehlo)|sent <<< (?:helo|ehlo)/i, "EHLO"],
  [/does not like recipient|error in rcpt|rcpt to command|rcpt command|\[rcpt_to\]|smtp:rcpt|\(rcpt\)/i, "RCPT"],
  [/sender was rejected|mail from command|mail command/i, "MAIL"],
  [
    /failed on data command|failed after i sent the message|end of data|data command|-{4,}smtp command\s{1,4}data/i,
    "DATA",
  ],
  [/performing the (?:helo|ehlo) handshake|helo command rejected/i, "EHLO"],
  [/receiving the initial server greeting|initial server greeting/i, "CONN"],
  [/sending mail from/i, "MAIL"],
  [/sending rcpt to/i, "RCPT"],
  [/sending (?:end of data|message body|data)/i, "DATA"],
];

/** Gmail's older notices number the state of the dialogue. */
const STATES: readonly (readonly [pattern: RegExp, command: string])[] = [
  [/\(state 1[1-3]\)/i, "MAIL"],
  [/\(state 14\)/i, "RCPT"],
  [/\(state 1[5-8]\)/i, "DATA"],
  [/-{4,}smtp command\s{1,4}rcpt/i, "RCPT"],
  [/-{4,}smtp command\s{1,4}mail/i, "MAIL"],
];

const MENTIONS_COMMAND =
  /reply to|\(state |smtp command|talk to me|after |like |>>>|<<<|rcpt|mail from|mail command|sender was rejected|data|helo|ehlo|greeting|sasl|sending|most progress/i;

/** The SMTP command that was answered, as MTAs tell it: Postfix "in reply to", Exim "after", Sendmail ">>>", … */
export function commandOf(text: string): string | null {
  if (!MENTIONS_COMMAND.test(text)) return null;
  let last: { at: number; command: string } | null = null;
  for (const [pattern, command] of [...COMMANDS, ...STATES]) {
    const at = text.search(pattern);
    if (at !== -1 && (last === null || (pattern.source.startsWith(">>>") && at > last.at))) last = { at, command };
  }
  return last?.command ?? null;
}

const HOST = "[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?";
const IP = "[0-9a-fA-F:.]{3,45}";
const SERVERS: readonly RegExp[] = [
  new RegExp(
    `\\b(?:host|server|with|from|by domain \\S{1,250} by|to) (?<name>${HOST})[. ]{0,2}\\[(?:IPv6:)?(?<ip>${IP})\\]`,
    "i",
  ),
  new RegExp(`(?<name>${HOST}) \\[(?:IPv6:)?(?<ip>${IP})\\] did not like`, "i"),
  new RegExp(`\\b(?:said|by) (?:the )?(?:server|host) (?<name>${HOST}) ?\\(?\\[?(?<ip>${IP})`, "i"),
  new RegExp(`\\bwhile talking to \\[?(?<name>${HOST})\\.?\\]?:`, "i"),
  new RegExp(`\\bhost: (?<name>${HOST})`, "i"),
  new RegExp(`\\bhost (?<name>${HOST}) (?:said|refused)`, "i"),
  new RegExp(`\\bConnected to (?:(?<name>(?=[^\\s]{0,250}[A-Za-z])[^\\s:]${HOST}) )?\\(?(?<ip>${IP})`, "i"),
  /(?<ip>[0-9]{1,3}(?:\.[0-9]{1,3}){3}) (?:does not like|failed)/i,
  new RegExp(`\\bserver (?<name>${HOST}\\.[A-Za-z]{2,20})`, "i"),
  new RegExp(`\\b(?:connect to host|host), port: (?<name>${HOST}),`, "i"),
  /\bGiving up on (?<ip>[0-9]{1,3}(?:\.[0-9]{1,3}){3})/i,
];
const MENTIONS_SERVER =
  /host|server|\] did not|talking to|connected to|does not like|giving up on|with |by |\] failed/i;

/** The server that spoke, as MTAs quote it. */
export function serverOf(text: string): Reply["server"] {
  const head = text.slice(0, 2_000);
  if (!MENTIONS_SERVER.test(head)) return { name: null, ip: null };
  for (const pattern of SERVERS) {
    const groups = pattern.exec(head)?.groups;
    const name = groups?.name?.includes(".") ? groups.name.toLowerCase() : null;
    const ip = groups?.ip && isAddress(groups.ip) ? groups.ip : null;
    if (name && isAddress(name)) return { name: null, ip: name };
    if (name || ip) return { name, ip };
  }
  return { name: null, ip: null };
}

export function isAddress(text: string): boolean {
  return (
    /^(?:[0-9]{1,3}\.){3}[0-9]{1,3}$/.test(text) || (/^[0-9a-f:.]{3,45}$/i.test(text) && text.split(":").length > 2)
  );
}

export function readReply(text: string): Reply {
  return { ...codesOf(text), command: commandOf(text), server: serverOf(text) };
}
