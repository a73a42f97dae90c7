import type { ImportedFile, TraceAnswer } from "../commands/answer.ts";
import type { Passage, TracedEvent } from "../events/trace.ts";
import { domainWords, RETRY_WORDS, suppressedWords } from "./explanation-words.ts";
import { inert } from "./inert.ts";
import type { Paint } from "./paint.ts";
import {
  eventWords,
  gapWords,
  insightWords,
  MOST_LINES,
  MOST_PASSAGES,
  nextCommands,
  passageWords,
  timeWords,
  troubleWords,
} from "./trace-words.ts";
import { WHO_WORDS } from "./who-words.ts";
import { COLUMNS, indent, wrapped } from "./wrapped.ts";

const MARKS = { ok: "✓", failure: "✗", unknown: "?" } as const;

/** What came of each message, the time line, what is missing, and what can be looked up now. */
export function traceLines(answer: TraceAnswer, paint: Paint): readonly string[] {
  const { subject, trace, gaps, insights, recipients, more } = answer;
  const trouble = troubleWords(answer);
  const { passages } = trace;
  const shown = passages.slice(-MOST_PASSAGES);
  const next = nextCommands(answer);
  return [
    ...wrapped(`Trace of ${subject.text}`, COLUMNS).map((line) => paint("strong", line)),
    ...(trouble ? ["", ...wrapped(trouble, COLUMNS)] : []),
    ...(passages.length > shown.length ? ["", `The last ${shown.length} of ${passages.length}:`] : []),
    ...shown.flatMap((passage) => ["", ...passageLines(passage, paint)]),
    ...(more ? ["", "There are more events than these; --json has up to 2,000."] : []),
    ...(gaps.length > 0 ? ["", paint("strong", "What is missing")] : []),
    ...gaps.flatMap((gap) => indent(wrapped(gapWords(gap), COLUMNS - 2), 2)),
    ...(recipients.length + insights.length > 0 ? ["", paint("strong", "Looked up now")] : []),
    ...insights.flatMap((each) => indent(wrapped(insightWords(each), COLUMNS - 2), 2)),
    ...recipients.flatMap((recipient) => [
      ...indent(wrapped(domainWords(recipient), COLUMNS - 2), 2),
      ...recipient.suppressed.flatMap((entry) =>
        indent(wrapped(suppressedWords(recipient.address, entry), COLUMNS - 2), 2),
      ),
    ]),
    ...(next.length > 0 ? ["", paint("strong", "Ask next")] : []),
    ...next.flatMap((command) => indent(wrapped(command, COLUMNS - 2), 2)),
  ];
}

function passageLines(passage: Passage, paint: Paint): readonly string[] {
  const { messageId, recipient, region, stopped, events } = passage;
  const { mood, what } = passageWords(passage);
  const [first = "", ...rest] = wrapped(what, COLUMNS - 2);
  return [
    `${paint(mood, MARKS[mood])} ${paint("strong", first)}`,
    ...indent(rest, 2),
    ...indent(wrapped(`${recipient ?? "to whom is not told"}${region ? `, ${region}` : ""}`, COLUMNS - 2), 2),
    ...indent(wrapped(messageId, COLUMNS - 2), 2),
    ...(stopped
      ? [
          ...indent(wrapped(stopped.meaning, COLUMNS - 2), 2),
          ...indent(wrapped(`→ ${WHO_WORDS[stopped.who]}: ${stopped.fix.text}`, COLUMNS - 2), 2),
          `  ${paint("faint", RETRY_WORDS[stopped.retry])}`,
        ]
      : []),
    ...events.slice(-MOST_LINES).flatMap(eventLines),
  ];
}

const BESIDE_TIME = 24;

function eventLines(event: TracedEvent): readonly string[] {
  const words = eventWords(event);
  const text = wrapped(words ? `${inert(event.type, 40)}  ${words}` : event.type, COLUMNS - BESIDE_TIME, 400);
  const [first = "", ...rest] = text;
  return [`  ${timeWords(event.at).padEnd(BESIDE_TIME - 2)}${first}`, ...indent(rest, BESIDE_TIME)];
}

/** What loading files came to, a few lines each. */
export function importLines(files: readonly ImportedFile[]): readonly string[] {
  return files.flatMap(({ name, documents, events, added, problems }) => [
    ...wrapped(`${name}: ${documents} documents, ${events} events, ${added} of them new.`, COLUMNS),
    ...problems.flatMap(({ reason, count }) => indent(wrapped(`${count} × no event: ${reason}.`, COLUMNS - 2), 2)),
  ]);
}
