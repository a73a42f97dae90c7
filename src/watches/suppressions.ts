import { suppressionNews } from "../alerts/suppression-words.ts";
import { CHECKS } from "../diagnosis/checks/index.ts";
import { couldNotCheck } from "../diagnosis/could-not-check.ts";
import { diagnose } from "../diagnosis/diagnose.ts";
import { readable } from "../diagnosis/readable.ts";
import type { CheckResult } from "../diagnosis/report.ts";
import type { LookGiven, SuppressionLists, Watch } from "./watch.ts";

/** More are told with the next sweep. */
const MOST_CHANGES = 20_000;
const PAGE = 1_000;

/**
 * What is new on every region's suppression list, told once, all of a sweep in one message; and an alert where a list grows
 * by much more than it used to.
 */
export const suppressions: Watch = {
  kind: "suppressions",
  targets: ({ regions }) => regions,
  // A list that is read whole for the first time takes a second for every thousand entries.
  limitMs: () => 10 * 60_000,
  look: async (region, { context, questions, suppressions: lists, now, signal }) => {
    const read = await readable(lists?.refresh(region, now, signal) ?? Promise.resolve());
    const finding = read.trouble
      ? couldNotCheck(read.trouble)
      : { code: "SUPPRESSIONS_READ", subject: region, data: { region } };
    const list = { check: suppressionNews, tookMs: 0, findings: [finding] };
    return {
      target: region,
      results: read.trouble ? [list] : [list, ...(await growthOf(region, lists, { context, questions }))],
      changesAt: () => [],
    };
  },
  news: async (cursor, regions, lists) => {
    const places = placesOf(cursor);
    const changes = [];
    for (const region of regions) {
      // At the first look nothing is new: commands may have kept the copy for months.
      let place = places[region] ?? (await lists.placeOf(region));
      for (;;) {
        const page = await lists.newSince(region, place, PAGE);
        changes.push(...page);
        place = page.at(-1)?.place ?? place;
        places[region] = place;
        if (page.length < PAGE || changes.length >= MOST_CHANGES) break;
      }
    }
    return { cursor: JSON.stringify(places), changes };
  },
};

/** A list belongs to a region, not to a domain: that it grows is told once, by the region's name. */
async function growthOf(
  region: string,
  lists: SuppressionLists | null,
  { context, questions }: Pick<LookGiven, "context" | "questions">,
): Promise<readonly CheckResult[]> {
  const suppressionHistory = lists ? { suppressionHistory: lists.historyOf } : {};
  const about = { domain: region, typed: region, regions: [region], relays: [], ...suppressionHistory };
  const checks = CHECKS.filter(({ name }) => name === "suppression");
  const { results } = await diagnose(about, checks, questions, {
    accept: context.config.accept,
    onBug: (_, bug) => context.onBug(bug),
  });
  return results;
}

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
