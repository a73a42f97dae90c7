import type { Who } from "../diagnosis/finding.ts";
import type { Hop } from "../diagnosis/hop.ts";
import type { ItemDetail, Retry } from "./explanation.ts";
import type { Reply } from "./read/reply-line.ts";
import type { Reason } from "./reason.ts";

/** What a form of notice says by itself, so that no rule needs to look at its words. */
export type Told = {
  reason: Reason;
  rule: string;
  hop: Hop;
  permanent?: boolean | null;
  who?: Who;
  retry?: Retry;
  meaning?: string;
  fix?: string;
};

/**
 * One recipient's refusal as it was read, whatever it was read from; the rules and the hop are decided on this.
 */
export type Refusal = {
  recipient: string | null;
  /** What the refusing server said, or else what the reporter wrote; at most 4,000 characters. */
  text: string;
  /** What to quote, where that is not `text`. */
  evidence?: string;
  /** Status field (RFC 3464 §2.3.4), as given. */
  status: string | null;
  /** Action field: failed, delayed, delivered, relayed, expanded. */
  action: string | null;
  /** The type in front of Diagnostic-Code's semicolon, lower-case: smtp, x-unix, x-postfix, … */
  diagnosticType: string | null;
  reply: Reply;
  /** Who wrote the notice: the Reporting-MTA or the host that generated it. */
  reporter: string | null;
  /** Read from a bounce mail, an event, or just a line. */
  from: "mail" | "event" | "line";
  /** The recipient's side had already said 250. */
  afterAcceptance?: boolean;
  told?: Told;
  detail?: Partial<ItemDetail>;
};

const MAX_TEXT = 4_000;

/** One line, single spaces, capped. */
export function oneLine(text: string, limit = MAX_TEXT): string {
  if (text.length <= limit && isOneLine(text)) return text.trim();
  const capped = text.length > limit * 4 ? text.slice(0, limit * 4) : text;
  return capped
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .slice(0, limit);
}

/** Printable ASCII with single spaces, as most replies are: nothing to do. */
function isOneLine(text: string): boolean {
  let before = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code > 0x7e || (code === 0x20 && before === 0x20)) return false;
    before = code;
  }
  return true;
}

/** IronPort and others wrap what the server said: `5.1.0 - Unknown address error 550-'5.7.1 …' (delivery attempts: 0)`. */
export function unwrapped(text: string): string {
  const inner = /^[245]\.\d\.\d - [\w ]{3,60} [245]\d\d-'(.{3,})'/.exec(text)?.[1];
  return inner ?? text;
}

export const NO_REPLY: Reply = { replyCode: null, enhancedCode: null, command: null, server: { name: null, ip: null } };
