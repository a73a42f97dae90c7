import type { TraceAnswer } from "../commands/answer.ts";
import type { Passage, TracedEvent } from "../events/trace.ts";
import { domainWords, RETRY_WORDS, suppressedWords } from "./explanation-words.ts";
import { bold, code, ICONS, person, plain, richText, section, worded } from "./slack-elements.ts";
import type { RichTextElement, RichTextPart, SlackMessage } from "./slack-message.ts";
import { offerUnits } from "./slack-offer.ts";
import { fitting, messagesOf, type Unit } from "./slack-pack.ts";
import { sentence } from "./slack-text.ts";
import {
  eventWords,
  gapWords,
  insightWords,
  MOST_PASSAGES,
  nextCommands,
  passageWords,
  timeWords,
  troubleWords,
} from "./trace-words.ts";
import { WHO_WORDS } from "./who-words.ts";

const MOST_LINES = 15;

/**
 * What came of each message with its time line, what is missing, what can be looked up now, and what to ask next.
 * @param askedBy who asked, where all can read it
 * @param offer what its `Request removal` button asks for
 */
export function slackTrace(
  answer: TraceAnswer,
  askedBy: string | null = null,
  offer: string | null = null,
): readonly SlackMessage[] {
  const { subject, trace, gaps, insights, recipients } = answer;
  const trouble = troubleWords(answer);
  const now = [
    ...insights.map(insightWords),
    ...recipients.flatMap((recipient) => [
      domainWords(recipient),
      ...recipient.suppressed.map((entry) => suppressedWords(recipient.address, entry)),
    ]),
  ];
  return messagesOf(`Trace of ${subject.text}`, [
    unit("", [[bold("Trace of "), code(subject.text, 320)], ...(trouble ? [[plain(trouble)]] : [])], trouble ?? ""),
    ...trace.passages.slice(-MOST_PASSAGES).map(passageUnit),
    ...listUnit("What is missing", gaps.map(gapWords)),
    ...listUnit("Looked up now", now),
    ...nextUnit(nextCommands(answer)),
    ...footOf(askedBy),
    ...offerUnits(offer),
  ]);
}

function passageUnit(passage: Passage): Unit {
  const { what } = passageWords(passage);
  const head = headOf(passage);
  // As many of the last events as fit: their words may be long, and no line of theirs is worth the whole time line.
  for (let count = Math.min(MOST_LINES, passage.events.length); count > 0; count -= 1) {
    const parts = [head, section(...passage.events.slice(-count).map(eventLine))];
    if (fitting(parts).length === parts.length) return { heading: null, blocks: [richText(...parts)], aloud: what };
  }
  return { heading: null, blocks: [richText(head)], aloud: what };
}

function headOf(passage: Passage): RichTextPart {
  const { messageId, recipient, region, stopped, events } = passage;
  const { mood, what } = passageWords(passage);
  const hidden = events.length - MOST_LINES;
  return section(
    [ICONS[mood], plain(" "), bold(what)],
    [code(recipient ?? "to whom is not told", 320), plain(region ? ` ${region}` : "", 60)],
    [plain("SES message id  "), code(messageId, 200)],
    ...(stopped
      ? [
          [plain(stopped.meaning)],
          [
            bold(`${WHO_WORDS[stopped.who]}:`),
            plain(" "),
            ...worded(sentence(stopped.fix.text)),
            plain(` (${RETRY_WORDS[stopped.retry]})`),
          ],
        ]
      : []),
    ...(hidden > 0 ? [[plain(`${hidden} earlier events are left out here.`)]] : []),
  );
}

function eventLine(event: TracedEvent): readonly RichTextElement[] {
  const words = eventWords(event);
  return [plain(`${timeWords(event.at)}  `), bold(event.type, 40), ...(words ? [plain("  "), code(words, 300)] : [])];
}

function listUnit(title: string, lines: readonly string[]): readonly Unit[] {
  if (lines.length === 0) return [];
  return [
    unit(
      title,
      lines.slice(0, 30).map((line) => worded(line, 300)),
      lines[0] ?? "",
    ),
  ];
}

function nextUnit(commands: readonly string[]): readonly Unit[] {
  if (commands.length === 0) return [];
  return [
    unit(
      "Ask next",
      commands.map((command) => [code(`/maildiag ${command}`, 300)]),
      "",
    ),
  ];
}

function footOf(askedBy: string | null): readonly Unit[] {
  if (askedBy === null) return [];
  return [{ heading: null, blocks: [richText(section([plain("asked by "), person(askedBy)]))], aloud: "" }];
}

function unit(title: string, lines: readonly (readonly RichTextElement[])[], aloud: string): Unit {
  const head = title === "" ? [] : [[bold(title)]];
  return { heading: null, blocks: [richText(...fitting([section(...head, ...lines)]))], aloud };
}
