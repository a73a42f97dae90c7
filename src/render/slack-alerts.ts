import type { AlertsAnswer } from "../commands/answer.ts";
import { complaintWords, WITHOUT_CHANNEL, watchWords } from "./alert-lines.ts";
import { endWords, leadOf } from "./alert-state.ts";
import { duration, minute } from "./alert-wording.ts";
import { alertWords } from "./alert-words.ts";
import { hushLine, stateIcon } from "./slack-alert.ts";
import { bold, code, ICONS, plain, richText, section } from "./slack-elements.ts";
import type { RichTextElement, SlackMessage } from "./slack-message.ts";
import { messagesOf, type Unit } from "./slack-pack.ts";

const MOST = 60;

/** The answer of `alerts`. */
export function slackAlerts(answer: AlertsAnswer): readonly SlackMessage[] {
  const { alerts, watches, complaints, hasChannel, at } = answer;
  const now = at.toISOString();
  const stands = alerts.filter(({ alert }) => alert.state !== "resolved").length;
  const first = stands === 0 ? "Nothing fires" : stands === 1 ? "1 alert" : `${stands} alerts`;
  return messagesOf(first, [
    unit([[stands === 0 ? ICONS.ok : ICONS.warning, plain(" "), bold(first)]]),
    ...alerts
      .slice(0, MOST)
      .map(({ alert }) =>
        unit([
          [stateIcon(alert), plain(" "), bold(`${leadOf(alert)}${alertWords(alert).title}`, 300)],
          alert.state === "resolved"
            ? [plain(endWords(alert))]
            : [
                code(alert.code),
                plain(` · ${alert.subject} · since ${minute(alert.since)} (${duration(alert.since, now)})`, 400),
              ],
          ...(alert.hush ? [hushLine(alert)] : []),
        ]),
      ),
    ...(alerts.length > MOST
      ? [unit([[plain(`And ${alerts.length - MOST} more; in a terminal: maildiag alerts`)]])]
      : []),
    unit([
      [bold("Watches")],
      ...(watches.length === 0 ? [[plain("None has looked yet.")]] : []),
      ...watches.map(({ kind, last }) => [plain(watchWords(kind, last, now))]),
    ]),
    ...complaints.map((complaint) => unit([[ICONS.warning, plain(" "), plain(complaintWords(complaint))]])),
    ...(hasChannel ? [] : [unit([[ICONS.warning, plain(" "), plain(WITHOUT_CHANNEL)]])]),
  ]);
}

function unit(lines: readonly (readonly RichTextElement[])[]): Unit {
  return { heading: null, blocks: [richText(section(...lines))], aloud: "" };
}
