import { createHash } from "node:crypto";
import type { Ses, SuppressionEntry } from "../ports/ses.ts";
import { PortTrouble } from "../ports/trouble.ts";

/** Ten million entries of a thousand a page. */
const MOST_PAGES = 10_000;
/** A page may be empty where a filter left nothing of it, but not one after another. */
const MOST_EMPTY = 100;

/** What was written after that moment, or the whole list, one page in memory at a time. Throws PortTrouble. */
export async function* suppressionPages(
  ses: Pick<Ses, "suppressionPage">,
  region: string,
  after: Date | null,
  signal: AbortSignal,
): AsyncGenerator<readonly SuppressionEntry[], void, undefined> {
  const seen = new Set<string>();
  let empty = 0;
  let token: string | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const { entries, next }: { entries: readonly SuppressionEntry[]; next: string | null } = await ses.suppressionPage(
      region,
      { after, token },
      signal,
    );
    const marks = [`token ${next}`, ...(entries.length > 0 ? [digestOf(entries)] : [])];
    if (marks.some((mark) => seen.has(mark))) throw trouble(region, "error", CIRCLE);
    for (const mark of marks) seen.add(mark);
    empty = entries.length > 0 ? 0 : empty + 1;
    if (empty > MOST_EMPTY)
      throw trouble(region, "limit", `more than ${MOST_EMPTY} empty pages of the suppression list`);
    yield entries;
    if (next === null) return;
    token = next;
  }
  throw trouble(region, "limit", `more than ${MOST_PAGES} pages of the suppression list`);
}

/** The same token again, or the same page under another one. What is written anew while the list is read has a new time. */
const CIRCLE = "the suppression list goes round in a circle";

function digestOf(entries: readonly SuppressionEntry[]): string {
  const hash = createHash("sha256");
  for (const { address, lastUpdate } of entries) hash.update(`${address} ${lastUpdate.getTime()}\n`);
  return hash.digest("base64");
}

function trouble(region: string, reason: "error" | "limit", detail: string): PortTrouble {
  return new PortTrouble(reason, { asked: region, region, detail });
}
