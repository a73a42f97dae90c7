import { isLeft } from "../approvals/click.ts";
import type { ListedEntry, NewAuditEntry, Removal, RemovalItem } from "../ports/removals.ts";

type About = Pick<RemovalItem, "address" | "region" | "entry">;

/** A line of the trail for one address in one region; what it does not tell is null. */
export function trailLine(
  { address, region, entry }: About,
  told: Pick<NewAuditEntry, "at" | "actor" | "action" | "outcome"> & Partial<NewAuditEntry>,
): NewAuditEntry {
  return {
    address,
    region,
    reason: entry.reason,
    before: null,
    after: null,
    awsRequestId: null,
    note: null,
    message: null,
    ...told,
  };
}

/** An entry of a list, in the trail. */
export function entryText({ reason, since, messageId }: ListedEntry): string {
  return `${reason} since ${since.toISOString()}${messageId === null ? "" : `, message ${messageId}`}`;
}

/** The same line for every address that a request still is about. */
export function trailOfAll(
  { items, state }: Pick<Removal, "items" | "state">,
  told: Pick<NewAuditEntry, "at" | "actor" | "action" | "outcome"> & Partial<NewAuditEntry>,
): readonly NewAuditEntry[] {
  const isAbout = ({ outcome }: RemovalItem) =>
    state === "undoing" ? outcome === "removed" : isLeft(outcome) || outcome === state;
  return items.filter(isAbout).map((item) => trailLine(item, told));
}
