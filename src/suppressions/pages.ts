import type { Ses, SuppressionEntry } from "../ports/ses.ts";
import { PortTrouble } from "../ports/trouble.ts";

/** Ten million entries of a thousand a page. */
const MOST_PAGES = 10_000;

/** What was written after that moment, or the whole list, one page in memory at a time. Throws PortTrouble. */
export async function* suppressionPages(
  ses: Pick<Ses, "suppressionPage">,
  region: string,
  after: Date | null,
  signal: AbortSignal,
): AsyncGenerator<readonly SuppressionEntry[], void, undefined> {
  const seen = new Set<string>();
  let token: string | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const { entries, next }: { entries: readonly SuppressionEntry[]; next: string | null } = await ses.suppressionPage(
      region,
      { after, token },
      signal,
    );
    yield entries;
    if (next === null) return;
    if (seen.has(next)) throw trouble(region, "error", "the suppression list goes round in a circle");
    seen.add(next);
    token = next;
  }
  throw trouble(region, "limit", `more than ${MOST_PAGES} pages of the suppression list`);
}

function trouble(region: string, reason: "error" | "limit", detail: string): PortTrouble {
  return new PortTrouble(reason, { asked: region, region, detail });
}
