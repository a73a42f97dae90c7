import type { RecordChange } from "../alerts/remembered.ts";
import { minute } from "./alert-wording.ts";
import { recordLine } from "./record-line.ts";
import { bold, code, copyable, plain, section } from "./slack-elements.ts";
import type { RichTextPart } from "./slack-message.ts";

const MOST = 6;

/** What records were, what they are, and which name servers have which. */
export function changeParts(changes: readonly RecordChange[]): readonly RichTextPart[] {
  return changes
    .slice(0, MOST)
    .flatMap(({ name, type, before, beforeSeen, now, since, servers }) => [
      section([bold(`${type} record of `), code(name, 253)], [plain(`Before, last seen ${minute(beforeSeen)}:`)]),
      ...recordBox(name, type, before),
      section([plain(`Now, first seen ${minute(since)}:`)]),
      ...recordBox(name, type, now),
      ...(servers.length > 0 ? [section(...servers.map((each) => serverLine(each, before, now)))] : []),
    ]);
}

function recordBox(name: string, type: string, records: readonly string[]): readonly RichTextPart[] {
  const lines = records.map((value) => recordLine({ type, name, value }));
  return copyable(lines.length > 0 ? lines : [`${name} has no ${type} record`], 500);
}

function serverLine(
  { server, records }: RecordChange["servers"][number],
  before: readonly string[],
  now: readonly string[],
) {
  const what = same(records, now) ? "has the record of now" : same(records, before) ? "has the record of before" : null;
  const own = records.length > 0 ? records.join(" | ") : "no such record";
  return [code(server, 253), plain(` ${what ?? "has another: "}`), ...(what ? [] : [code(own, 300)])];
}

/** Name servers and resolvers write the same name with and without its last dot. */
function same(one: readonly string[], other: readonly string[]): boolean {
  const plainly = (records: readonly string[]) =>
    JSON.stringify(records.map((record) => record.toLowerCase().replace(/\.$/, "")).sort());
  return plainly(one) === plainly(other);
}
