import type { ListedEntry, RemovalItem, RemovalState } from "../ports/removals.ts";
import { isLeft } from "./click.ts";

type Items = readonly Pick<RemovalItem, "outcome">[];

/** What stands on the list now, against what was approved. An entry that was written anew is another one. */
export function compared(approved: ListedEntry, now: ListedEntry | null): "same" | "gone" | "changed" {
  if (!now) return "gone";
  const isSame =
    now.reason === approved.reason &&
    now.since.getTime() === approved.since.getTime() &&
    now.messageId === approved.messageId;
  return isSame ? "same" : "changed";
}

/** The state when nothing is under way any more. What has changed wants a new decision, whatever became of the rest. */
export function endOf(items: Items): Extract<RemovalState, "pending" | "done" | "partly" | "failed"> {
  if (items.some(({ outcome }) => outcome === "changed")) return "pending";
  const left = items.filter(({ outcome }) => isLeft(outcome)).length;
  if (left === 0) return "done";
  return left === items.length ? "failed" : "partly";
}

/** The state after what was removed was put back, as far as that went. What was denied or has expired is so still. */
export function endOfUndo(items: Items): Extract<RemovalState, "done" | "partly" | "denied" | "expired" | "undone"> {
  const has = (wanted: RemovalItem["outcome"]) => items.some(({ outcome }) => outcome === wanted);
  if (!has("removed")) return "undone";
  if (has("denied")) return "denied";
  if (has("expired")) return "expired";
  return items.some(({ outcome }) => isLeft(outcome)) ? "partly" : "done";
}
