import type { AlertTold, ChangeReason } from "../alerts/bodies.ts";
import { endWords, leadOf } from "./alert-state.ts";
import { duration, minute } from "./alert-wording.ts";
import { alertWords } from "./alert-words.ts";
import { hushLine, stateIcon } from "./slack-alert.ts";
import { changeBodyIn } from "./slack-alert-read.ts";
import { bold, ICONS, mention, plain, richText, section } from "./slack-elements.ts";
import type { RichTextElement } from "./slack-message.ts";
import { fitting } from "./slack-pack.ts";
import { said, shown } from "./slack-text.ts";
import type { Told } from "./told.ts";

const MOST = 20;
/** Characters of JSON. */
const BUDGET = 11_000;

const LEADS: { readonly [R in ChangeReason]: string } = {
  joined: "New beside it: ",
  worse: "It got worse: ",
  repeat: "It still is so: ",
  again: "Looked again: ",
  resolved: "",
  acknowledged: "",
  snoozed: "",
};

/** What has changed, in the thread of the message that told of it first. */
export function tellAlertChange(given: unknown): Told {
  const { mention: called, changes, more: others = 0 } = changeBodyIn(given);
  const parts = changes.slice(0, MOST).map(({ reason, alert }) => section(...linesOf(reason, alert)));
  const kept = fitting(parts, BUDGET);
  const more = changes.length + others - kept.length;
  const aloud = changes.slice(0, MOST).map(({ reason, alert }) => aloudOf(reason, alert));
  return {
    message: {
      text: said(aloud.join("; ")),
      blocks: [
        richText(
          ...(called ? [section([mention(called)])] : []),
          ...kept,
          ...(more > 0 ? [section([plain(`And ${more} more; /maildiag alerts tells all.`)])] : []),
        ),
      ],
    },
  };
}

function linesOf(reason: ChangeReason, alert: AlertTold): readonly (readonly RichTextElement[])[] {
  const { title, why } = alertWords(alert);
  const lead = Object.hasOwn(LEADS, reason) ? LEADS[reason] : "";
  const first = [stateIcon(alert), plain(" "), bold(`${lead}${title}`, 300)];
  switch (reason) {
    case "resolved":
      return [[ICONS.ok, plain(" "), bold(`${leadOf(alert)}${title}`, 300)], [plain(endWords(alert))]];
    case "acknowledged":
    case "snoozed":
      return [first, hushLine(alert)];
    case "repeat":
      return [first, [plain(`Since ${minute(alert.since)}. The message above tells what to do.`)]];
    default:
      return [first, [plain(why === "" ? "The message above tells what to do." : why)]];
  }
}

function aloudOf(reason: ChangeReason, alert: AlertTold): string {
  const title = shown(alertWords(alert).title, 150);
  if (reason === "resolved")
    return `${leadOf(alert)}${title}${alert.ended ? `, after ${duration(alert.since, alert.ended.at)}` : ""}`;
  if (reason === "acknowledged" || reason === "snoozed") return `${reason}: ${title}`;
  return `${Object.hasOwn(LEADS, reason) ? LEADS[reason] : ""}${title}`;
}
