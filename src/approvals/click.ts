import type { Removal, RemovalChange, RemovalState } from "../ports/removals.ts";
import { mayDecide, type NoRight, type Right } from "./right.ts";
import { type ApprovalRules, COMPLAINT, EXPIRES_AFTER_MS, UNDO_WITHIN_MS } from "./rules.ts";

export type ClickKind = "approve" | "deny" | "undo" | "retry";

/** Somebody presses a button. */
export type Click = { kind: ClickKind; by: string; at: Date; right: Right };

export type Refusal =
  | { why: "already"; state: Exclude<RemovalState, "pending">; by: string | null; at: Date | null }
  | NoRight
  | { why: "complaint"; addresses: readonly string[] }
  | { why: "expired" }
  | { why: "undo-too-late" }
  | { why: "nothing-to-undo" }
  | { why: "not-there-yet" };

/** What a click leads to. A refusal can change the state too: what nobody decided in time is expired. */
export type Verdict = { change: RemovalChange; refusal: Refusal | null } | { change: null; refusal: Refusal };

/** Once somebody had it put back, nothing of it is removed any more: the rest is what is not back yet. */
export function meantBy({ undoneBy }: Pick<Removal, "undoneBy">, kind: ClickKind): ClickKind {
  return kind === "retry" && undoneBy !== null ? "undo" : kind;
}

/** What a click on a button does, by what the request is now, who clicks, and the rules. Pure. */
export function clicked(removal: Removal, pressed: Click, rules: ApprovalRules): Verdict {
  const click = { ...pressed, kind: meantBy(removal, pressed.kind) };
  const late = lateness(removal, click);
  if (late) return late;
  const may = mayDecide(removal, click, rules);
  if (may) return refused(may);
  const { by, at } = click;
  switch (click.kind) {
    case "approve":
    case "retry": {
      // The rules may have changed since it was approved.
      const addresses = complaintsIn(removal, rules);
      if (addresses.length > 0) return refused({ why: "complaint", addresses });
      const decided = click.kind === "approve" && { decided: { by, at } };
      return { change: { state: "approved", ...decided, removedBy: by }, refusal: null };
    }
    case "deny":
      return { change: { state: "denied", decided: { by, at }, endedAt: at, rest: restAs("denied") }, refusal: null };
    case "undo":
      return { change: { state: "undoing", undone: { by, at } }, refusal: null };
  }
}

/** What ends a request that nobody decided in time. */
export function expiredAt(at: Date): RemovalChange {
  return { state: "expired", endedAt: at, rest: restAs("expired") };
}

/** What nobody approved gets an end, so that no later decision takes it for its own; what failed or is not known stays so. */
function restAs(to: "denied" | "expired"): NonNullable<RemovalChange["rest"]> {
  return { from: ["open", "changed"], to };
}

/** Nobody decided in time. */
function isOverdue({ state, pendingSince }: Pick<Removal, "state" | "pendingSince">, now: Date): boolean {
  return state === "pending" && now.getTime() - pendingSince.getTime() >= EXPIRES_AFTER_MS;
}

/** What changed since may have been denied, or forgotten, after the rest was removed. */
export const UNDOABLE: readonly RemovalState[] = ["done", "partly", "denied", "expired"];

function hasRemoved(items: Removal["items"]): boolean {
  return items.some(({ outcome }) => outcome === "removed");
}

/** Whether what was removed can still be put back by a click. */
export function canUndo({ state, endedAt, items }: Pick<Removal, "state" | "endedAt" | "items">, now: Date): boolean {
  if (!UNDOABLE.includes(state)) return false;
  const isRecent = endedAt !== null && now.getTime() - endedAt.getTime() < UNDO_WITHIN_MS;
  return isRecent && hasRemoved(items);
}

/** The button does not stand on the message any more, or not yet; somebody was faster, or the message is an old one. */
function lateness(removal: Removal, { kind, at }: Click): Verdict | null {
  const { state, endedAt, items } = removal;
  if (kind === "approve" || kind === "deny") {
    if (state !== "pending") return refused(alreadyOf(removal, state));
    if (!isOverdue(removal, at)) return null;
    return { change: expiredAt(at), refusal: { why: "expired" } };
  }
  if (state === "pending") return refused({ why: "not-there-yet" });
  if (kind === "retry") return state === "partly" || state === "failed" ? null : refused(alreadyOf(removal, state));
  const isUndoable = UNDOABLE.includes(state) && (state === "done" || state === "partly" || hasRemoved(items));
  if (!isUndoable) return refused(alreadyOf(removal, state));
  if (!hasRemoved(items)) return refused({ why: "nothing-to-undo" });
  return endedAt && at.getTime() - endedAt.getTime() >= UNDO_WITHIN_MS ? refused({ why: "undo-too-late" }) : null;
}

function complaintsIn({ items }: Removal, { complaints }: ApprovalRules): readonly string[] {
  if (complaints === "allow") return [];
  const theirs = items.filter(({ entry, outcome }) => entry.reason === COMPLAINT && isLeft(outcome));
  return [...new Set(theirs.map(({ address }) => address))];
}

/** Still to be done under a decision. */
export function isLeft(outcome: Removal["items"][number]["outcome"]): boolean {
  return ["open", "claimed", "changed", "failed", "unknown"].includes(outcome);
}

/** Still to be done under an undo. */
export function isToPutBack(outcome: Removal["items"][number]["outcome"]): boolean {
  return outcome === "removed" || outcome === "putting";
}

function alreadyOf(removal: Removal, state: Exclude<RemovalState, "pending">): Refusal {
  const isUndo = state === "undoing" || state === "undone";
  const by = isUndo ? removal.undoneBy : removal.decidedBy;
  const at = isUndo ? removal.undoneAt : state === "expired" ? removal.endedAt : removal.decidedAt;
  return { why: "already", state, by: state === "expired" ? null : by, at };
}

function refused(refusal: Refusal): Verdict {
  return { change: null, refusal };
}
