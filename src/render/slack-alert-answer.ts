import type { AlertTold } from "../alerts/bodies.ts";
import { endWords, leadOf } from "./alert-state.ts";
import { alertWords } from "./alert-words.ts";
import { hushLine, stateIcon } from "./slack-alert.ts";
import { aloud, bold, code, ICONS, plain, richText, section } from "./slack-elements.ts";
import type { RichTextElement, SlackMessage } from "./slack-message.ts";
import { fitting } from "./slack-pack.ts";
import { said, shown } from "./slack-text.ts";

/** What a click on an alert's button came to, for whoever clicked. */
export type AlertAnswer =
  | { kind: "acknowledged" | "snoozed" | "moved-on"; alerts: readonly AlertTold[] }
  | { kind: "looked"; alerts: readonly AlertTold[]; found: readonly ("still" | "clean" | "over" | "unknown")[] }
  | { kind: "gone" | "busy" };

const MOST = 15;

export function slackAlertAnswer(answer: AlertAnswer): SlackMessage {
  switch (answer.kind) {
    case "acknowledged":
      return message(ICONS.ok, "Acknowledged. It stays quiet until it gets worse or is over.", []);
    case "snoozed":
      return message(ICONS.ok, "Snoozed.", answer.alerts.slice(0, MOST).map(hushLine));
    case "moved-on":
      return message(
        ICONS.note,
        "Nothing was changed: this has moved on since the button was shown. It is like this now:",
        answer.alerts.slice(0, MOST).map(stateLine),
      );
    case "looked":
      return message(
        ICONS.note,
        "Looked again just now:",
        answer.alerts.slice(0, MOST).map((alert, index) => lookedLine(alert, answer.found[index] ?? "unknown")),
      );
    case "gone":
      return message(ICONS.warning, "This alert is no longer kept.", [
        [plain("What fires now: "), code("/maildiag alerts")],
      ]);
    case "busy":
      return message(ICONS.warning, "Nothing was changed: others wrote at the same time. Try again.", []);
  }
}

/** Before a look that takes its time. */
export function slackLookingAgain(limitMs: number): SlackMessage {
  const minutes = Math.ceil(limitMs / 60_000);
  return message(ICONS.pending, "Looking again.", [
    [plain(`It takes up to ${minutes} minutes; you are told then what was found.`)],
  ]);
}

const FOUND = {
  still: "it still is so",
  clean: "it is in order now; one more look like this, and it is over",
  over: "it is over",
  unknown: "it could not be looked at, so that nothing is known that was not known before",
} as const;

function lookedLine(alert: AlertTold, found: keyof typeof FOUND): readonly RichTextElement[] {
  return [stateIcon(alert), plain(" "), bold(alertWords(alert).title, 300), plain(`: ${FOUND[found]}.`)];
}

function stateLine(alert: AlertTold): readonly RichTextElement[] {
  const title = [stateIcon(alert), plain(" "), bold(`${leadOf(alert)}${alertWords(alert).title}`, 300), plain(". ")];
  if (alert.state === "resolved") return [...title, plain(endWords(alert))];
  return alert.hush ? [...title, ...hushLine(alert)] : [...title, plain("It fires, and nobody has acknowledged it.")];
}

function message(icon: RichTextElement, first: string, lines: readonly (readonly RichTextElement[])[]): SlackMessage {
  const rest = lines.map(aloud).join(" ");
  return {
    text: said(`${first} ${shown(rest, 400)}`),
    blocks: [richText(...fitting([section([icon, plain(" "), plain(first)]), ...lines.map((line) => section(line))]))],
  };
}
