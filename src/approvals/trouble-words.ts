import type { PortTrouble } from "../ports/trouble.ts";

const LONGEST_DETAIL = 200;

/** One line, not yet escaped; it names the permission where one is missing. */
export function troubleWords({ reason, details }: PortTrouble): string {
  const { permission, detail } = details;
  if (reason === "denied") return `${permission ?? "the action"} is denied: allow it for maildiag's credentials`;
  return `${reason}${detail ? `: ${detail.slice(0, LONGEST_DETAIL)}` : ""}`;
}
