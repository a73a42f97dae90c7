import type { HistoryAnswer, RequestedAnswer } from "../commands/answer.ts";
import { inert } from "./inert.ts";
import type { Paint } from "./paint.ts";
import { aboutWords, actsWords, entryWords } from "./removal-words.ts";
import { requestedRest, trailWords } from "./requested-words.ts";
import { timeWords } from "./trace-words.ts";
import { COLUMNS, indent, wrapped } from "./wrapped.ts";

/** What was asked for, and what was not and why. */
export function requestedLines({ asked, channel }: RequestedAnswer, paint: Paint): readonly string[] {
  const { removal } = asked;
  const head = removal
    ? `Asked for the removal of ${inert(aboutWords(removal))}. It is decided in the channel ${inert(channel)}; the running bot posts it there.`
    : "Nothing was asked for.";
  return [
    ...wrapped(head, COLUMNS).map((line) => paint("strong", line)),
    ...(removal?.items ?? []).flatMap((item) =>
      indent(
        wrapped(inert(`${item.address} ${item.region}: ${entryWords(item.entry)}; ${actsWords(item)}`), COLUMNS - 2),
        2,
      ),
    ),
    ...requestedRest(asked).flatMap((line) => wrapped(inert(line), COLUMNS)),
  ];
}

const MOST_LINES = 200;

export function historyLines({ address, entries }: HistoryAnswer, paint: Paint): readonly string[] {
  const head = address === null ? "Removals, the newest first" : `Removals of ${inert(address)}, the newest first`;
  if (entries.length === 0) return ["Nobody has asked for a removal."];
  const more = entries.length - MOST_LINES;
  return [
    ...wrapped(head, COLUMNS).map((line) => paint("strong", line)),
    ...entries.slice(0, MOST_LINES).flatMap((entry) => {
      const [first = "", ...rest] = wrapped(inert(`${timeWords(entry.at)}  ${trailWords(entry)}`), COLUMNS);
      return [first, ...indent(rest, 2)];
    }),
    ...(more > 0 ? [`and ${more} more: --csv has them all.`] : []),
  ];
}
