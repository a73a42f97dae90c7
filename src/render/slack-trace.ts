import type { TraceAnswer } from "../commands/answer.ts";
import type { Passage } from "../events/trace.ts";
import { domainWords, RETRY_WORDS, suppressedWords } from "./explanation-words.ts";
import { bold, code, ICONS, plain, richText, section } from "./slack-elements.ts";
import type { RichTextElement, SlackMessage } from "./slack-message.ts";
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

/** What came of each message with its time line, what is missing, what can be looked up now, and what to ask next. */
export function slackTrace(answer: TraceAnswer): readonly SlackMessage[] {
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
  ]);
}

function passageUnit(passage: Passage): Unit {
  const { messageId, recipient, region, stopped, events } = passage;
  const { mood, what } = passageWords(passage);
  const parts = [
    section(
      [ICONS[mood], plain(" "), bold(what)],
      [code(recipient ?? "to whom is not told", 320), plain(region ? ` ${region}` : "")],
      [plain("SES message id  "), code(messageId, 200)],
      ...(stopped
        ? [
            [plain(stopped.meaning)],
            [
              bold(`${WHO_WORDS[stopped.who]}:`),
              plain(" "),
              plain(sentence(stopped.fix.text)),
              plain(` (${RETRY_WORDS[stopped.retry]})`),
            ],
          ]
        : []),
    ),
    section(
      ...events.slice(-MOST_LINES).map((event) => {
        const words = eventWords(event);
        return [
          plain(`${timeWords(event.at)}  `),
          bold(event.type, 40),
          ...(words ? [plain("  "), code(words, 300)] : []),
        ];
      }),
    ),
  ];
  return { heading: null, blocks: [richText(...fitting(parts))], aloud: what };
}

function listUnit(title: string, lines: readonly string[]): readonly Unit[] {
  if (lines.length === 0) return [];
  return [
    unit(
      title,
      lines.slice(0, 30).map((line) => [plain(line, 300)]),
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

function unit(title: string, lines: readonly (readonly RichTextElement[])[], aloud: string): Unit {
  const head = title === "" ? [] : [[bold(title)]];
  return { heading: null, blocks: [richText(...fitting([section(...head, ...lines)]))], aloud };
}
