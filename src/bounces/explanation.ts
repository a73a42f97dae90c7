import type { Fix, Who } from "../diagnosis/finding.ts";
import type { Hop } from "../diagnosis/hop.ts";
import type { Reason } from "./reason.ts";

/** `later`: the same mail may pass another time. `after-fix`: only once something was changed. */
export type Retry = "never" | "later" | "after-fix";

/** What is known of one recipient of one refused, delayed, dropped or delivered message. Unknown parts are null. */
export type ExplanationItem = {
  recipient: string | null;
  hop: Hop | null;
  reason: Reason;
  permanent: boolean | null;
  /** Three digits, as the input has them; never invented. */
  replyCode: string | null;
  /** RFC 3463, as the input has it; never invented. */
  enhancedCode: string | null;
  /** Whose server spoke, by a short stable name such as `gmail`. */
  provider: string | null;
  server: { name: string | null; ip: string | null };
  /** CONN, EHLO, STARTTLS, AUTH, MAIL, RCPT or DATA. */
  command: string | null;
  /** Quoted from the input, one line, at most 500 characters. Hostile text: renderers escape it. */
  evidence: string | null;
  /** The rule that decided: `<set>: <what it matched>`. */
  rule: string | null;
  meaning: string;
  who: Who;
  fix: Fix;
  retry: Retry;
};

export const EXPLANATION_KINDS = ["bounce", "event", "reply", "headers", "not-a-bounce"] as const;

export type ExplanationKind = (typeof EXPLANATION_KINDS)[number];

export type Explanation = {
  schema: "maildiag/explanation@1";
  kind: ExplanationKind;
  items: readonly ExplanationItem[];
};

/** One rule that was looked at on the way to the answer; the last one that matched decided. */
export type Trial = { rule: string; matched: boolean };

/** What the input tells beside the explanation: for `explain --why`, for the next question, for a message to send on. */
export type ItemDetail = {
  tried: readonly Trial[];
  /** SES's own message id, if the input holds one: `trace` knows more of it. */
  sesMessageId: string | null;
  /** The Message-ID header of the message that did not arrive. */
  messageId: string | null;
  /** The From domain of the message that did not arrive. */
  fromDomain: string | null;
  /** As the input writes it. */
  at: string | null;
  /** Authentication-Results of the message that did not arrive, method to result: `{ spf: "pass" }`. */
  authentication: Readonly<Record<string, string>>;
};

export type Explained = {
  explanation: Explanation;
  details: readonly ItemDetail[];
  /** Something in the input looks like a password, a key or a token: it is not quoted, and has to be replaced. */
  holdsSecret: boolean;
};
