import { compared } from "../approvals/outcome.ts";
import { type Readable, readable } from "../diagnosis/readable.ts";
import { troubleWords } from "../diagnosis/trouble-words.ts";
import type {
  Hold,
  ItemChange,
  ListedEntry,
  NewAuditEntry,
  Removal,
  RemovalItem,
  Removals,
} from "../ports/removals.ts";
import type { Ses } from "../ports/ses.ts";
import type { SuppressionWrites } from "../ports/suppression-writes.ts";
import type { SuppressionMirror } from "../ports/suppressions.ts";
import type { PortTrouble } from "../ports/trouble.ts";
import { entryText, trailLine } from "./trail.ts";

export type PerformDeps = {
  removals: Pick<Removals, "claim" | "settle">;
  /** The copies of the lists, which are told what is not there any more. */
  mirror: Pick<SuppressionMirror, "noteRemoved">;
  ses: Pick<Ses, "suppressed">;
  writes: SuppressionWrites;
  now: () => Date;
  /** How long a claim holds; a write ends well before. */
  holdMs: number;
  /** One call to AWS, its wait for a free slot with it. */
  callMs: number;
};

/** `settled`: that is what became of it · `busy`: another request is at it · `lost`: out of these hands. */
export type Performed = "settled" | "busy" | "lost";

/** What AWS surely did not do. */
const NOT_DONE = ["denied", "throttled", "credentials"];
/** A delete of which nobody knows whether it was done, and which was not, is sent once more. */
const MOST_TRIES = 2;

const BY_US = "gone; by us, as far as can be told";
const BACK_BY_US = "it is on the list again; by us, as far as can be told";

type Seen = { entry: ListedEntry | null } | { trouble: PortTrouble };
type End = { change: ItemChange; line: Partial<NewAuditEntry> & Pick<NewAuditEntry, "outcome"> };

/** Takes one address off one list, if what stands there still is what was approved. Throws StoreTrouble. */
export async function removeOne(
  removal: Removal,
  item: RemovalItem,
  hold: Hold,
  deps: PerformDeps,
): Promise<Performed> {
  const { removals, now, holdMs } = deps;
  const claimed = await removals.claim(hold, item, new Date(now().getTime() + holdMs), "look");
  if (claimed !== "ours") return claimed;
  let isTried = item.isTried;
  let end: End | null = null;
  let unsure: PortTrouble | null = null;
  for (let tries = 0; !end; tries += 1) {
    end =
      endOfLook(item, await read(item, deps), isTried) ?? (unsure && tries >= MOST_TRIES ? stillThere(unsure) : null);
    if (end) break;
    const until = new Date(now().getTime() + holdMs);
    if ((await removals.claim(hold, item, until, "delete")) !== "ours") return "lost";
    const result = await readable(deps.writes.remove(item.region, item.address, inTime(deps)));
    end = endOfDelete(result, isTried);
    unsure = result.trouble ?? null;
    isTried = true;
  }
  // Before it is settled: who dies in between is told by a new look that it is gone.
  if (end.change.outcome === "removed") await deps.mirror.noteRemoved(item.region, item.address, now());
  return settle(removal, item, hold, { ...end, action: "removed" }, deps);
}

/** Puts one address back with its reason, if it does not stand there again already. Throws StoreTrouble. */
export async function restoreOne(
  removal: Removal,
  item: RemovalItem,
  hold: Hold,
  deps: PerformDeps,
): Promise<Performed> {
  const { removals, now, holdMs } = deps;
  const claimed = await removals.claim(hold, item, new Date(now().getTime() + holdMs), "look");
  if (claimed !== "ours") return claimed;
  let end = endOfSight(item, await read(item, deps), item.outcome === "putting");
  if (!end) {
    const until = new Date(now().getTime() + holdMs);
    if ((await removals.claim(hold, item, until, "put")) !== "ours") return "lost";
    end = await put(item, deps);
  }
  return settle(removal, item, hold, { ...end, action: "undone" }, deps);
}

/** What is the case without a delete; null where there is one to do. */
function endOfLook({ entry: approved }: RemovalItem, seen: Seen, isTried: boolean): End | null {
  if ("trouble" in seen) {
    const trouble = troubleWords(seen.trouble);
    return {
      change: { outcome: isTried ? "unknown" : "failed", trouble, isTried },
      line: { outcome: "failed", note: trouble },
    };
  }
  const { entry } = seen;
  if (entry === null) {
    const note = isTried ? BY_US : "was not on the list any more";
    return {
      change: { outcome: isTried ? "removed" : "gone", trouble: null, isTried },
      line: { outcome: "done", note },
    };
  }
  if (compared(approved, entry) === "same") return null;
  const change = { outcome: "changed", entry, was: approved, cause: null, trouble: null, isTried: false } as const;
  const note = isTried ? "another entry stands there; a delete was tried before" : "another entry stands there";
  return { change, line: { action: "changed", outcome: null, after: entryText(entry), note } };
}

type Deleted = Awaited<ReturnType<SuppressionWrites["remove"]>>;

/** Null: it is not known whether it was done, so that a look has to tell. */
function endOfDelete({ value: deleted, trouble: refusal }: Readable<Deleted>, wasTried: boolean): End | null {
  if (refusal) {
    if (!NOT_DONE.includes(refusal.reason)) return null;
    const trouble = troubleWords(refusal);
    return { change: { outcome: "failed", trouble, isTried: wasTried }, line: { outcome: "failed", note: trouble } };
  }
  if (!deleted) {
    const note = wasTried ? BY_US : "was not on the list any more";
    return { change: { outcome: wasTried ? "removed" : "gone", trouble: null }, line: { outcome: "done", note } };
  }
  const { requestId } = deleted;
  return {
    change: { outcome: "removed", trouble: null, isTried: true, awsRequestId: requestId },
    line: { outcome: "done", awsRequestId: requestId },
  };
}

function stillThere(unsure: PortTrouble): End {
  const trouble = `${troubleWords(unsure)}; it still stands on the list`;
  return { change: { outcome: "failed", trouble, isTried: true }, line: { outcome: "failed", note: trouble } };
}

/** What is the case without a put; null where there is one to do. `isTried`: a put was begun before. */
function endOfSight({ entry: removed }: RemovalItem, seen: Seen, isTried: boolean): End | null {
  if ("trouble" in seen) return notRestored(seen.trouble);
  const { entry } = seen;
  if (!entry) return null;
  // An entry that a bounce or a complaint made names its message; one that was put back has none.
  const isOurs = isTried && entry.reason === removed.reason && entry.messageId === null;
  // AWS's id that is known is the removal's.
  const change = { outcome: isOurs ? "restored" : "kept", trouble: null, awsRequestId: null } as const;
  const note = isOurs ? BACK_BY_US : "it was on the list again already";
  return { change, line: { outcome: "done", after: entryText(entry), note } };
}

async function put(item: RemovalItem, deps: PerformDeps): Promise<End> {
  const { address, region, entry } = item;
  const { value: done, trouble } = await readable(deps.writes.put(region, address, entry.reason, inTime(deps)));
  if (trouble) {
    const again = NOT_DONE.includes(trouble.reason) ? { trouble } : await read(item, deps);
    return endOfSight(item, again, true) ?? notRestored(trouble);
  }
  const { requestId } = done;
  return {
    change: { outcome: "restored", trouble: null, awsRequestId: requestId },
    line: { outcome: "done", after: entry.reason, awsRequestId: requestId },
  };
}

/** It stays removed, and Undo can be pressed again. */
function notRestored(trouble: PortTrouble): End {
  const words = troubleWords(trouble);
  return { change: { outcome: "removed", trouble: words }, line: { outcome: "failed", note: words } };
}

async function settle(
  removal: Removal,
  item: RemovalItem,
  hold: Hold,
  { change, line, action }: End & { action: "removed" | "undone" },
  { removals, now }: PerformDeps,
): Promise<Performed> {
  const at = now();
  const actor = (action === "undone" ? removal.undoneBy : removal.removedBy) ?? "maildiag";
  const before = action === "removed" ? entryText(item.entry) : null;
  // When it was removed counts on: bounces after that are told.
  const settledAt = action === "undone" && change.outcome === "removed" ? item.settledAt : at;
  const audit = trailLine(item, { at, actor, action, before, ...line });
  return (await removals.settle(hold, item, { ...change, settledAt }, [audit])) ? "settled" : "lost";
}

async function read({ region, address }: RemovalItem, deps: PerformDeps): Promise<Seen> {
  const { value: entry, trouble } = await readable(
    deps.ses.suppressed(region, address, AbortSignal.timeout(deps.callMs)),
  );
  if (trouble) return { trouble };
  return { entry: entry && { reason: entry.reason, since: entry.since, messageId: entry.messageId } };
}

/** A write that waits for too long is not sent any more: by then somebody else may hold the request. */
function inTime({ callMs, holdMs }: PerformDeps): AbortSignal {
  return AbortSignal.timeout(Math.min(callMs, holdMs / 2));
}
