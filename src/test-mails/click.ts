import { mayDecide, type NoRight, type Right } from "../approvals/right.ts";
import type { ApprovalRules } from "../approvals/rules.ts";
import type { TestMail, TestMailChange, TestMailState } from "../ports/test-mails.ts";

/**
 * Without a decision a request ends after that: a weekend may lie between. A removal waits longer, but who gets a test
 * mail is to know the trouble that it is about.
 */
export const TEST_MAIL_EXPIRES_MS = 3 * 86_400_000;

export type TestMailClick = { kind: "approve" | "deny"; by: string; at: Date; right: Right };

export type TestMailRefusal =
  | { why: "already"; state: Exclude<TestMailState, "pending">; by: string | null; at: Date | null }
  | { why: "expired" }
  | NoRight;

/** A refusal can change the state too: what nobody decided in time is expired. */
export type TestMailVerdict =
  | { change: TestMailChange; refusal: TestMailRefusal | null }
  | { change: null; refusal: TestMailRefusal };

/** What a click does, by what the request is now, who clicks, and the rules. Pure. */
export function clicked(
  mail: TestMail,
  click: TestMailClick,
  rules: Pick<ApprovalRules, "requesterMayApprove">,
): TestMailVerdict {
  const { state } = mail;
  const { kind, by, at } = click;
  if (state !== "pending") return { change: null, refusal: alreadyOf(mail, state) };
  if (at.getTime() - mail.askedAt.getTime() >= TEST_MAIL_EXPIRES_MS)
    return { change: { state: "expired", endedAt: at }, refusal: { why: "expired" } };
  const refusal = mayDecide(mail, click, rules);
  if (refusal) return { change: null, refusal };
  const decided = { by, at };
  return kind === "approve"
    ? { change: { state: "approved", decided }, refusal: null }
    : { change: { state: "denied", decided, endedAt: at }, refusal: null };
}

function alreadyOf({ decidedBy, decidedAt, endedAt }: TestMail, state: Exclude<TestMailState, "pending">) {
  const isExpired = state === "expired";
  return { why: "already", state, by: isExpired ? null : decidedBy, at: isExpired ? endedAt : decidedAt } as const;
}
