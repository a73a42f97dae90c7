import type { ApprovalRules } from "./rules.ts";

/** What a fresh look says of whether somebody is an approver. */
export type Right = "approver" | "stranger" | "group-unreadable";

/** Why somebody may not decide, whatever is asked for. */
export type NoRight = { why: "not-approver" } | { why: "group-unreadable" } | { why: "own-request" };

/** Null: they may. Fails closed: a group that cannot be read has nobody in it. */
export function mayDecide(
  { askedBy }: { askedBy: string },
  { by, right }: { by: string; right: Right },
  { requesterMayApprove }: Pick<ApprovalRules, "requesterMayApprove">,
): NoRight | null {
  if (right === "group-unreadable") return { why: "group-unreadable" };
  if (right === "stranger") return { why: "not-approver" };
  return by === askedBy && !requesterMayApprove ? { why: "own-request" } : null;
}
