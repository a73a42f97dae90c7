import type { FoundSuppression, SuppressionAnswer, SuppressionsAnswer } from "../commands/answer.ts";
import type { ListedSuppression } from "../ports/suppressions.ts";
import { domainWords } from "./explanation-words.ts";
import { inert } from "./inert.ts";
import type { Paint } from "./paint.ts";
import {
  behindWords,
  causeWords,
  filterWords,
  findHeadline,
  foundWords,
  GLOBAL_LIST,
  growthLines,
  idsOf,
  regionWords,
} from "./suppression-words.ts";
import { timeWords, troubleWords } from "./trace-words.ts";
import { COLUMNS, indent, wrapped } from "./wrapped.ts";

/** Entries that a person is shown; `--json` has all. */
export const MOST_SHOWN = 30;

const MARKS = { ok: "✓", note: "·", failure: "✗", unknown: "?" } as const;

/** The lists region by region, their recipients and their growth, and the newest entries. */
export function suppressionsLines(
  answer: SuppressionsAnswer,
  newest: readonly ListedSuppression[],
  paint: Paint,
): readonly string[] {
  const { regions, matching, domains, growth, filter, now, trouble } = answer;
  const narrowed = filterWords(filter);
  const others = domains.all - domains.domains.length;
  const isKnown = regions.some(({ total }) => total !== null);
  return [
    paint("strong", `Suppression lists${narrowed ? `, ${narrowed}` : ""}`),
    ...(trouble === null ? [] : ["", ...wrapped(`The store could not be used (${trouble}).`, COLUMNS)]),
    "",
    ...regions.flatMap((region) => {
      const { mood, what, age } = regionWords(region, now);
      const [first = "", ...rest] = wrapped(`${region.region}: ${what}`, COLUMNS - 2);
      return [
        `${paint(mood, MARKS[mood])} ${first}`,
        ...indent(rest, 2),
        ...(age ? indent(wrapped(age, COLUMNS - 4), 4).map((line) => paint("faint", line)) : []),
      ];
    }),
    ...(domains.all > 0 ? ["", paint("strong", "By recipient domain")] : []),
    ...domains.domains.flatMap(({ domain, count }) => {
      const [first = "", ...rest] = wrapped(domain, COLUMNS - 10, 253);
      return [`${String(count).padStart(8)}  ${first}`, ...indent(rest, 10)];
    }),
    ...(others > 0 ? [`          and ${others} more`] : []),
    ...(isKnown ? ["", paint("strong", "Written per day (UTC)"), ...indent(growthLines(growth), 2)] : []),
    ...(newest.length > 0 ? ["", paint("strong", "Newest first")] : []),
    ...newest.flatMap(entryLines),
    ...(matching > newest.length ? ["", `${newest.length} of ${matching}; --json has all.`] : []),
    ...(newest.length > 0
      ? [
          "",
          ...wrapped("suppressions find <address> tells why an address is listed, and whether that is over.", COLUMNS),
        ]
      : []),
  ];
}

const BESIDE_ADDRESS = 47;

function entryLines({ lastUpdate, region, reason, address }: ListedSuppression): readonly string[] {
  const about = `  ${timeWords(lastUpdate)}  ${inert(region, 20).padEnd(11)} ${inert(reason, 20).padEnd(9)}`;
  const text = wrapped(address, COLUMNS - BESIDE_ADDRESS, 320);
  const [first = "", ...rest] = text;
  return [`${about}  ${first}`, ...indent(rest, BESIDE_ADDRESS)];
}

/** Where an address stands in every region, why, and whether that is over. */
export function suppressionLines(answer: SuppressionAnswer, paint: Paint): readonly string[] {
  const { recipient, regions, trouble } = answer;
  const unread = troubleWords({ trouble });
  return [
    ...wrapped(findHeadline(answer), COLUMNS).map((line) => paint("strong", line)),
    ...(unread ? ["", ...wrapped(unread, COLUMNS)] : []),
    ...regions.flatMap((found) => ["", ...foundLines(found, paint)]),
    "",
    ...wrapped(domainWords(recipient), COLUMNS),
    ...wrapped(GLOBAL_LIST, COLUMNS),
  ];
}

function foundLines(found: FoundSuppression, paint: Paint): readonly string[] {
  const { mood, what } = foundWords(found);
  const [first = "", ...rest] = wrapped(what, COLUMNS - 2);
  const behind = behindWords(found);
  return [
    `${paint(mood, MARKS[mood])} ${first}`,
    ...indent(rest, 2),
    ...idsOf(found).flatMap(([name, value]) => indent(wrapped(`${name}  ${value}`, COLUMNS - 2), 2)),
    ...(behind ? indent(wrapped(behind, COLUMNS - 2), 2) : []),
    ...(found.cause ? indent(wrapped(causeWords(found.cause), COLUMNS - 2), 2) : []),
  ];
}
