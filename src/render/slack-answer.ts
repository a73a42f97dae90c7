import type { Answer, DoctorItem, HelpEntry, IamPolicy, StreamedAnswer } from "../commands/answer.ts";
import { slackAlerts } from "./slack-alerts.ts";
import { bold, code, copyable, ICONS, plain, richText, section } from "./slack-elements.ts";
import type { SlackMessage } from "./slack-message.ts";
import { messagesOf, type Unit } from "./slack-pack.ts";
import { slackHistory, slackRequested } from "./slack-removals.ts";
import { slackSuppression } from "./slack-suppressions.ts";
import { slackTestMailAsked } from "./slack-test-mail-asked.ts";
import { sentence } from "./slack-text.ts";
import { slackTrace } from "./slack-trace.ts";

/** Every answer that is no report. Several messages only where one cannot hold it. */
export function slackAnswer(answer: Exclude<Answer, StreamedAnswer | { kind: "reports" }>): readonly SlackMessage[] {
  switch (answer.kind) {
    case "help":
      return answer.entries.length === 1
        ? messagesOf("Help", answer.entries.map(oneCommand))
        : helpMessages(answer.entries);
    case "doctor":
      return doctorMessages(answer.items);
    case "policy":
      return messagesOf("The least IAM policy", policyUnits(answer.policy));
    case "trace":
      return slackTrace(answer);
    case "suppression":
      return slackSuppression(answer);
    case "requested":
      return slackRequested(answer);
    case "test-mail":
      return slackTestMailAsked(answer);
    case "history":
      return slackHistory(answer);
    case "alerts":
      return slackAlerts(answer);
    // A secret never goes to Slack, whoever asked for it.
    case "smtp-password":
    case "import":
    case "template":
    case "watched":
      return oneLine("This works in a terminal only.");
    case "done": {
      const text = answer.status === 0 ? "Done." : `Ended with status ${answer.status}.`;
      return oneLine(text);
    }
  }
}

function oneLine(text: string): readonly SlackMessage[] {
  return messagesOf("maildiag", [{ heading: null, blocks: [richText(section([plain(text)]))], aloud: text }]);
}

const PURPOSE = "maildiag tells why a mail sent through Amazon SES did not arrive, at which hop, and who must do what.";

function helpMessages(entries: readonly HelpEntry[]): readonly SlackMessage[] {
  const here = entries.filter(({ where }) => where === "everywhere");
  const elsewhere = entries
    .filter(({ where }) => where === "terminal")
    .map(({ usage }) => usage.split(" ")[0] ?? usage);
  const last = [
    [
      plain("In a thread, and anywhere else: "),
      code("@maildiag"),
      plain(" with the same words. "),
      code("/maildiag help <command>"),
      plain(" tells more."),
    ],
    ...(elsewhere.length > 0 ? [[plain(`In a terminal also: ${elsewhere.join(", ")}.`)]] : []),
  ];
  return messagesOf("maildiag help", [
    { heading: null, blocks: [richText(section([plain(PURPOSE)]))], aloud: PURPOSE },
    ...here.map(({ usage, summary }) => ({
      heading: null,
      blocks: [richText(section([code(`/maildiag ${usage}`, 300)], [plain(sentence(summary))]))],
      aloud: `/maildiag ${usage}`,
    })),
    { heading: null, blocks: [richText(section(...last))], aloud: "" },
  ]);
}

function oneCommand({ usage, summary, where, details }: HelpEntry): Unit {
  const typed = where === "terminal" ? `maildiag ${usage}` : `/maildiag ${usage}`;
  const what = `${summary}${where === "terminal" ? " (in a terminal only)" : ""}`;
  const lines = [
    [code(typed, 300)],
    [plain(sentence(what))],
    ...details.slice(0, 20).map((each) => [plain(each, 200)]),
  ];
  return { heading: null, blocks: [richText(section(...lines))], aloud: `${typed}: ${sentence(what)}` };
}

const STATE_ICONS = {
  ok: ICONS.ok,
  missing: ICONS.failure,
  denied: ICONS.failure,
  unreachable: ICONS.unknown,
} as const satisfies Record<DoctorItem["state"], object>;

/** What needs somebody first. */
function doctorMessages(items: readonly DoctorItem[]): readonly SlackMessage[] {
  const wrong = items.filter(({ state }) => state !== "ok");
  const right = items.filter(({ state }) => state === "ok");
  const sum =
    wrong.length === 0
      ? `all ${right.length} items are in order`
      : `${wrong.length} of ${items.length} items need somebody`;
  return messagesOf("maildiag doctor", [
    { heading: null, blocks: [richText(section([bold(`maildiag doctor: ${sum}`)]))], aloud: sum },
    ...wrong.map(doctorUnit),
    ...inTens(right).map(rightUnit),
  ]);
}

function doctorUnit({ item, state, detail, fix }: DoctorItem): Unit {
  const lines = [
    [
      STATE_ICONS[state],
      plain(" "),
      bold(item, 200),
      plain(`  ${detail.startsWith(state) ? detail : `${state}: ${detail}`}`),
    ],
    ...(fix ? [[plain(`→ ${fix}`)]] : []),
  ];
  return { heading: null, blocks: [richText(section(...lines))], aloud: `${item} ${state}` };
}

function rightUnit(items: readonly DoctorItem[]): Unit {
  const lines = items.map(({ item, detail }) => [ICONS.ok, plain(" "), bold(item, 100), plain(`  ${detail}`, 150)]);
  return { heading: null, blocks: [richText(section(...lines))], aloud: "" };
}

/** A block a line would fill a message with fifty of them. */
function inTens<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / 10) }, (_, index) => all.slice(index * 10, index * 10 + 10));
}

function policyUnits(policy: IamPolicy): readonly Unit[] {
  const boxes = copyable(JSON.stringify(policy, null, 2).split("\n"));
  return boxes.map((box) => ({ heading: null, blocks: [richText(box)], aloud: "as JSON" }));
}
