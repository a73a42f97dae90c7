import { suppressionNews } from "../alerts/suppression-words.ts";
import { couldNotCheck } from "../diagnosis/could-not-check.ts";
import { readable } from "../diagnosis/readable.ts";
import type { Watch } from "./watch.ts";

/** More are told with the next sweep. */
const MOST_CHANGES = 20_000;
const PAGE = 1_000;

/** What is new on every region's suppression list. Nothing of it stands: it is told once, all of a sweep in one message. */
export const suppressions: Watch = {
  kind: "suppressions",
  targets: ({ regions }) => regions,
  // A list that is read whole for the first time takes a second for every thousand entries.
  limitMs: () => 10 * 60_000,
  look: async (region, { suppressions: lists, now, signal }) => {
    const read = await readable(lists?.refresh(region, now, signal) ?? Promise.resolve());
    const finding = read.trouble
      ? couldNotCheck(read.trouble)
      : { code: "SUPPRESSIONS_READ", subject: region, data: { region } };
    return {
      target: region,
      results: [{ check: suppressionNews, tookMs: 0, findings: [finding] }],
      changesAt: () => [],
    };
  },
  news: async (cursor, regions, lists) => {
    const places = placesOf(cursor);
    const changes = [];
    for (const region of regions) {
      for (;;) {
        const page = await lists.newSince(region, places[region] ?? 0, PAGE);
        changes.push(...page);
        places[region] = page.at(-1)?.place ?? places[region] ?? 0;
        if (page.length < PAGE || changes.length >= MOST_CHANGES) break;
      }
    }
    return { cursor: JSON.stringify(places), changes };
  },
};

function placesOf(cursor: string | null): { [region: string]: number } {
  if (cursor === null) return {};
  try {
    const places: unknown = JSON.parse(cursor);
    const known = typeof places === "object" && places !== null ? Object.entries(places) : [];
    return Object.fromEntries(known.filter((entry): entry is [string, number] => typeof entry[1] === "number"));
  } catch {
    return {};
  }
}
