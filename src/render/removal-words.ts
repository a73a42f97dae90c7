import { canUndo, type Refusal } from "../approvals/click.ts";
import type { ListedEntry, Removal, RemovalItem, RemovalOutcome } from "../ports/removals.ts";
import { timeWords } from "./trace-words.ts";

/** The words of removals that every face shares. People are named by the face. */

/** `kim@example.net`, or how many. */
export function aboutWords({ items }: Pick<Removal, "items">): string {
  const addresses = [...new Set(items.map(({ address }) => address))];
  return addresses.length === 1 ? (addresses[0] ?? "") : `${addresses.length} addresses`;
}

export function entryWords({ reason, since, messageId }: ListedEntry): string {
  return `${reason} since ${timeWords(since)}${messageId === null ? "" : `, message ${messageId}`}`;
}

export function actsWords({ acts, entry }: Pick<RemovalItem, "acts" | "entry">): string {
  if (acts === null) return "whether it acts there could not be read";
  return acts ? "SES drops mail to it" : `it does not act: the account does not suppress for ${entry.reason} there`;
}

const OUTCOMES: { readonly [O in RemovalOutcome]: string } = {
  open: "",
  claimed: "being removed",
  removed: "removed",
  gone: "was not on the list any more",
  changed: "not removed: another entry stands there now",
  failed: "not removed",
  unknown: "not known whether it was removed",
  putting: "being put back",
  denied: "not removed: denied",
  expired: "not removed: nobody decided in time",
  restored: "put back",
  kept: "was on the list again already",
};

/** What became of it; empty where nothing was done yet. */
export function outcomeWords({ outcome, isTried, awsRequestId, trouble }: RemovalItem): string {
  const isUnseen = awsRequestId === null && ((outcome === "removed" && isTried) || outcome === "restored");
  const seen = isUnseen ? " (by us, as far as can be told)" : "";
  const request = awsRequestId === null ? "" : ` (AWS request ${awsRequestId})`;
  return `${OUTCOMES[outcome]}${seen}${request}${trouble === null ? "" : `: ${trouble}`}`;
}

/** How it stands, without who did it. */
export function stateWords({ state, items }: Removal): string {
  const count = (outcomes: readonly RemovalOutcome[]) =>
    items.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const changed = count(["changed"]);
  switch (state) {
    case "pending":
      return changed > 0
        ? `What was approved has changed (${changed} of ${items.length}): look again`
        : "Waits for a decision";
    case "approved":
    case "executing":
      return "Approved, being removed";
    case "done":
      return count(["removed"]) > 0 ? "Removed" : "Nothing was to be done";
    case "partly":
      return `Removed in part: ${count(["removed", "gone"])} of ${items.length}`;
    case "failed":
      return "Not removed";
    case "denied":
      return "Denied";
    case "expired":
      return "Expired: nobody decided within 7 days";
    case "undoing":
      return "Being put back";
    case "undone":
      return "Put back";
  }
}

export type RemovalButton = "approve" | "deny" | "undo" | "retry_removal";

/** What can be pressed. */
export function buttonsOf(removal: Removal, now: Date): readonly RemovalButton[] {
  const { state, undoneBy } = removal;
  if (state === "pending") return ["approve", "deny"];
  const hasRest = (state === "partly" || state === "failed") && undoneBy === null;
  const retry = hasRest ? (["retry_removal"] as const) : [];
  return [...retry, ...(canUndo(removal, now) ? (["undo"] as const) : [])];
}

/** Why a click did nothing, and what to do; who was faster, the face adds. */
export function refusalWords(refusal: Refusal): { happened: string; next: string } {
  switch (refusal.why) {
    case "already":
      return { happened: ALREADY[refusal.state], next: "Nothing was changed by your click." };
    case "not-approver":
      return {
        happened: "You may not decide this.",
        next: "Only approvers may: ask one of them, or whoever runs maildiag to add you to `approvers`.",
      };
    case "group-unreadable":
      return {
        happened: "It could not be read who the approvers are, so that nobody may decide now.",
        next: "Try again in a minute. Whoever runs maildiag finds the reason with maildiag doctor (scope usergroups:read).",
      };
    case "own-request":
      return { happened: "You asked for it yourself.", next: "Another approver has to decide." };
    case "complaint":
      return {
        happened: `It cannot be approved: ${refusal.addresses.slice(0, 3).join(", ")} complained of your mail.`,
        next: "Entries that a complaint made stay on the list, as configured (approvers.complaints: deny). Deny it, or ask without them.",
      };
    case "expired":
      return { happened: "It has expired: nobody decided within 7 days.", next: "Ask again." };
    case "undo-too-late":
      return { happened: "It can be undone for 24 hours only.", next: "Nothing was changed." };
    case "nothing-to-undo":
      return { happened: "There is nothing to put back: maildiag removed nothing.", next: "Nothing was changed." };
    case "not-there-yet":
      return {
        happened: "It waits for a decision again, since what was approved has changed.",
        next: "Look at the message, then decide.",
      };
  }
}

const ALREADY = {
  approved: "Already approved",
  executing: "Already approved, and being removed",
  done: "Already approved and done",
  partly: "Already approved, and done in part",
  failed: "Already approved; it could not be removed",
  denied: "Already denied",
  expired: "It has expired",
  undoing: "Already being put back",
  undone: "Already put back",
} as const;
