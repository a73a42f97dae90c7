import type { AuditEntry } from "../ports/removals.ts";
import { csvLine } from "./csv.ts";

const COLUMNS = [
  "at",
  "actor",
  "action",
  "address",
  "region",
  "reason",
  "outcome",
  "awsRequestId",
  "removal",
  "before",
  "after",
  "note",
  "channel",
  "message",
];

/** The trail as a spreadsheet takes it, without line ends. */
export function historyCsv(entries: readonly AuditEntry[]): readonly string[] {
  const rows = entries.map(({ at, message, ...entry }) => [
    at.toISOString(),
    entry.actor,
    entry.action,
    entry.address,
    entry.region,
    entry.reason ?? "",
    entry.outcome ?? "",
    entry.awsRequestId ?? "",
    entry.removal,
    entry.before ?? "",
    entry.after ?? "",
    entry.note ?? "",
    message?.channel ?? "",
    message?.ts ?? "",
  ]);
  return [COLUMNS, ...rows].map((cells) => csvLine(cells).trimEnd());
}
