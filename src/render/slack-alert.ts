import type { AlertBody, AlertTold } from "../alerts/bodies.ts";
import { endWords, leadOf } from "./alert-state.ts";
import { type AlertWords, minute } from "./alert-wording.ts";
import { alertWords } from "./alert-words.ts";
import { runnable } from "./key-id.ts";
import { LONGEST_LINE, recordLine } from "./record-line.ts";
import { alertBodyIn } from "./slack-alert-read.ts";
import { changeParts } from "./slack-alert-records.ts";
import {
  bold,
  buttons,
  code,
  copyable,
  ICONS,
  link,
  mention,
  person,
  plain,
  richText,
  section,
  worded,
} from "./slack-elements.ts";
import type { RichTextElement, RichTextPart, SlackBlock } from "./slack-message.ts";
import { fitting } from "./slack-pack.ts";
import { said, sentence, shown } from "./slack-text.ts";
import { stepsOf } from "./steps.ts";
import type { Told } from "./told.ts";
import { WHO_WORDS } from "./who-words.ts";

/** Characters of JSON for all alerts of one message; its head and foot take the rest of 12,000. */
const BUDGET = 10_000;
const FOR_MORE = 500;

/** The message that tells of one alert, or of several that belong together, in whatever state they are. */
export function tellAlert(given: unknown): Told {
  const body = alertBodyIn(given);
  const standing = body.alerts.filter(({ state }) => state !== "resolved");
  const over = body.alerts.filter(({ state }) => state === "resolved");
  const all = [...standing, ...over];
  const each = Math.floor(BUDGET / Math.max(1, Math.min(all.length, 8)));
  const told = all.map((alert) => ({ alert, words: alertWords(alert) }));
  const blocks = fittingBlocks(
    told.map(({ alert, words }) => richText(...fittingParts(alert, words, each, body.watch))),
  );
  const left = told.length - blocks.length;
  const head = headOf(body, all.length);
  return {
    message: {
      text: said(told.map(({ alert, words }) => aloud(alert, words)).join("; ")),
      blocks: [
        ...(head.length > 0 ? [richText(section(...head))] : []),
        ...blocks,
        ...(left > 0 ? [richText(section([plain(`And ${left} more: `), code("/maildiag alerts")]))] : []),
        ...(standing.length > 0 ? [buttons(body.value, "acknowledge", "snooze", "alert_run_again")] : []),
      ],
    },
  };
}

/** What does not fit is left out from the end, and where to find it is said. */
function fittingParts(alert: AlertTold, words: AlertWords, most: number, watch: string): readonly RichTextPart[] {
  const parts = partsOf(alert, words);
  const kept = fitting(parts, most - FOR_MORE);
  if (kept.length === parts.length) return parts;
  const first = kept.length > 0 ? kept : [section([stateIcon(alert), plain(" "), bold(words.title, 100)])];
  return [
    ...first,
    section([plain("More of this: "), code(`/maildiag ${moreFrom(watch, shown(alert.target, 100))}`, 130)]),
  ];
}

/** The command that looks at the same. */
function moreFrom(watch: string, target: string): string {
  if (watch === "senders" || watch === "reputation") return watch;
  return `${watch === "credentials" ? "credentials" : "check"} ${target}`;
}

function fittingBlocks<T extends SlackBlock>(blocks: readonly T[]): readonly T[] {
  let size = 0;
  const over = blocks.findIndex((block) => {
    size += JSON.stringify(block).length;
    return size > BUDGET;
  });
  return over === -1 ? blocks.slice(0, 40) : blocks.slice(0, Math.max(1, Math.min(over, 40)));
}

/** Who is called, how many there are, and what was before. */
function headOf(
  { target, mention: called, before }: AlertBody,
  count: number,
): readonly (readonly RichTextElement[])[] {
  const several = count > 1 ? [plain(`${count} things that belong together: ${target}`, 300)] : [];
  const call = called ? [mention(called), ...(several.length > 0 ? [plain("  ")] : [])] : [];
  const again = before
    ? [
        plain("It is back: the last time began on "),
        before.link ? link(before.link, minute(before.at)) : plain(minute(before.at)),
        plain("."),
      ]
    : [];
  return [[...call, ...several], again].filter((line) => line.length > 0);
}

export function stateIcon({ state, severity }: Pick<AlertTold, "state" | "severity">): RichTextElement {
  switch (state) {
    case "resolved":
      return ICONS.ok;
    case "acknowledged":
      return { type: "emoji", name: "eyes" };
    case "snoozed":
      return { type: "emoji", name: "zzz" };
    case "firing":
      return ICONS[severity];
  }
}

function partsOf(alert: AlertTold, words: AlertWords): readonly RichTextPart[] {
  const { regions, why, fixes, title } = words;
  const where = [alert.subject, ...regions].filter((word, index, all) => word !== "" && all.indexOf(word) === index);
  const first = [stateIcon(alert), plain(" "), bold(`${leadOf(alert)}${title}`)];
  const small = [code(alert.code), plain(` · ${where.join(" · ")}`, 300)];
  if (alert.state === "resolved") return [section(first, [plain(endWords(alert))], small)];
  return [
    section(
      first,
      [plain(`Since ${minute(alert.since)} · `), ...small],
      ...(alert.hush ? [hushLine(alert)] : []),
      ...(why === "" ? [] : [[plain(why)]]),
    ),
    ...changeParts(alert.facts.changes),
    ...fixes.flatMap(({ who, text, records, commands }) => {
      const [sentenceOne = "", ...steps] = stepsOf(text);
      return [
        section([bold(`${WHO_WORDS[who]}:`), plain(" "), ...worded(sentenceOne)], ...steps.map((step) => worded(step))),
        ...copyable(records.map(recordLine), LONGEST_LINE),
        ...copyable(runnable(commands), LONGEST_LINE),
      ];
    }),
  ];
}

/** Who keeps it quiet, since when and how long. */
export function hushLine({ state, hush }: AlertTold): readonly RichTextElement[] {
  if (!hush) return [];
  const because = hush.why === "" ? [] : [plain(": "), code(hush.why, 300)];
  if (state === "acknowledged")
    return [
      plain("Acknowledged by "),
      person(hush.by),
      plain(` at ${minute(hush.at)}: quiet until it gets worse or is over.`),
    ];
  const until = hush.until ? `until ${minute(hush.until)}` : "until it changes";
  return [plain(`Snoozed ${until} by `), person(hush.by), ...because, plain(".")];
}

function aloud(alert: AlertTold, { title, fixes }: AlertWords): string {
  if (alert.state === "resolved") return `${leadOf(alert)}${shown(title, 200)}`;
  const [fix] = fixes;
  const what = sentence(shown(title, 200));
  return fix ? `${what} ${WHO_WORDS[fix.who]}: ${shown(stepsOf(fix.text)[0] ?? "", 200)}` : what;
}
