import type { FoundSuppression, SuppressionAnswer, SuppressionsAnswer } from "../commands/answer.ts";
import type { ListedSuppression } from "../ports/suppressions.ts";
import { csvLine } from "./csv.ts";
import { domainWords } from "./explanation-words.ts";
import { bold, buttons, code, copyable, ICONS, person, plain, richText, section } from "./slack-elements.ts";
import type { RichTextElement, SlackMessage } from "./slack-message.ts";
import { offerUnits } from "./slack-offer.ts";
import { fitting, messagesOf, type Unit } from "./slack-pack.ts";
import { said } from "./slack-text.ts";
import {
  behindWords,
  causeWords,
  entriesWords,
  filterWords,
  findHeadline,
  foundWords,
  GLOBAL_LIST,
  growthLines,
  idsOf,
  regionWords,
} from "./suppression-words.ts";
import { timeWords, troubleWords } from "./trace-words.ts";

/** Entries of one screen. */
export const ENTRIES_A_SCREEN = 20;

export type SuppressionsScreen = {
  /** Opaque, what the buttons are about; null where nothing is kept. */
  id: string | null;
  /** The first is 0. */
  page: number;
  entries: readonly ListedSuppression[];
  /** Who asked, where all can see it. */
  askedBy: string | null;
  /** What its `Request removal` button asks for; null where it has none. */
  offer: string | null;
};

/** One screen of the lists, the first with what they come to. */
export function slackSuppressions(answer: SuppressionsAnswer, screen: SuppressionsScreen): SlackMessage {
  const { matching, filter, trouble } = answer;
  const { id, page, entries, askedBy, offer } = screen;
  const pages = Math.max(1, Math.ceil(matching / ENTRIES_A_SCREEN));
  const narrowed = filterWords(filter);
  const title = `Suppression lists${narrowed ? `, ${narrowed}` : ""}: ${entriesWords(matching)}`;
  const place = pages > 1 ? `page ${page + 1} of ${pages}` : null;
  const about: readonly RichTextElement[] = [
    ...(askedBy === null ? [] : [plain("asked by "), person(askedBy), plain(" · ")]),
    plain([filter.regions.slice(0, 10).join(", "), place].filter((each) => each !== null).join(" · "), 400),
  ];
  const parts = [
    section([bold(title)], ...(trouble === null ? [] : [[plain(`The store could not be used (${trouble}).`)]])),
    ...(page === 0 ? summaryOf(answer) : []),
    ...(entries.length > 0 ? copyable(entries.map(entryLine), 400) : []),
    section(about),
  ];
  const isFirst = page === 0;
  const isLast = page + 1 >= pages;
  const actions = [
    ...(isFirst ? [] : (["suppressions_newer"] as const)),
    ...(isLast ? [] : (["suppressions_older"] as const)),
    ...(matching > 0 ? (["suppressions_csv"] as const) : []),
  ];
  return {
    text: said(place ? `${title}, ${place}` : title),
    blocks: [
      richText(...fitting(parts)),
      ...(id !== null && actions.length > 0 ? [buttons(`${id}.${page}`, ...actions)] : []),
      ...(offer === null ? [] : [buttons(offer, "request_removal")]),
    ],
  };
}

function summaryOf({ regions, domains, growth, now }: SuppressionsAnswer) {
  const isKnown = regions.some(({ total }) => total !== null);
  const lines = regions.slice(0, 20).map((region) => {
    const { mood, what, age } = regionWords(region, now);
    return [ICONS[mood], plain(" "), bold(region.region, 40), plain(`  ${what}${age ? `; ${age}` : ""}`, 400)];
  });
  const others = domains.all - domains.domains.length;
  const named = domains.domains.flatMap(({ domain, count }, index) => [
    plain(`${index > 0 ? ", " : ""}${count} × `),
    code(domain, 100),
  ]);
  return [
    section(...lines),
    ...(domains.all > 0
      ? [section([bold("By recipient domain: "), ...named, plain(others > 0 ? ` and ${others} more` : "")])]
      : []),
    ...(isKnown ? [section([bold("Written per day (UTC)")]), ...copyable(growthLines(growth), 100)] : []),
  ];
}

function entryLine({ lastUpdate, region, reason, address }: ListedSuppression): string {
  return `${timeWords(lastUpdate)}  ${region.padEnd(9)}  ${reason.padEnd(9)}  ${address}`;
}

/** The lines of the file with every entry, in the order in which they are given. */
export const SUPPRESSIONS_CSV = {
  filename: "suppressions.csv",
  title: "Suppression lists",
  head: csvLine(["region", "address", "reason", "last update"]),
  line: ({ region, address, reason, lastUpdate }: ListedSuppression): string =>
    csvLine([region, address, reason, lastUpdate.toISOString()]),
  text: (count: number): string => said(`${entriesWords(count)} of the suppression lists`),
};

/** Told where the reading of a list takes a while. */
export function slackReading(region: string, expected: number | null): SlackMessage {
  const long =
    expected === null
      ? "200,000 would take 200 seconds"
      : `${expected} take about ${Math.ceil(expected / 1_000)} seconds`;
  const text = `Reading the whole suppression list of ${region}: SES gives 1,000 entries a second, so ${long}.`;
  return { text: said(text), blocks: [richText(section([ICONS.pending, plain(" "), plain(text)]))] };
}

/** Where an address stands, region by region. `offer`: what its button asks for. */
export function slackSuppression(answer: SuppressionAnswer, offer: string | null = null): readonly SlackMessage[] {
  const { regions, recipient, trouble } = answer;
  const unread = troubleWords({ trouble });
  const headline = findHeadline(answer);
  return messagesOf(headline, [
    unit([[bold(headline, 500)], ...(unread ? [[plain(unread)]] : [])], ""),
    ...regions.map(foundUnit),
    unit([[plain(domainWords(recipient))], [plain(GLOBAL_LIST)]], ""),
    ...offerUnits(offer),
  ]);
}

function foundUnit(found: FoundSuppression): Unit {
  const { mood, what } = foundWords(found);
  const behind = behindWords(found);
  return unit(
    [
      [ICONS[mood], plain(" "), plain(what, 500)],
      ...idsOf(found).map(([name, value]) => [plain(`${name}  `), code(value, 200)]),
      ...(behind ? [[plain(behind, 900)]] : []),
      ...(found.cause ? [[plain(causeWords(found.cause))]] : []),
    ],
    what,
  );
}

function unit(lines: readonly (readonly RichTextElement[])[], aloud: string): Unit {
  return { heading: null, blocks: [richText(...fitting([section(...lines)]))], aloud };
}
