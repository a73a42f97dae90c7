import type { PortTrouble } from "../ports/trouble.ts";

const LONGEST_DETAIL = 200;

/** One line, not yet escaped; it names the permission where one is missing, or else the IAM action that was asked. */
export function troubleWords({ reason, details }: PortTrouble, action = "the action"): string {
  const { permission, detail } = details;
  if (reason === "denied") return `${permission ?? action} is denied: allow it for maildiag's credentials`;
  return `${reason}${detail ? `: ${detail.slice(0, LONGEST_DETAIL)}` : ""}`;
}
