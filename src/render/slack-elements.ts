import type { Severity } from "../diagnosis/finding.ts";
import type {
  ActionsBlock,
  Button,
  HeaderBlock,
  RichTextBlock,
  RichTextElement,
  RichTextPart,
} from "./slack-message.ts";
import { shown } from "./slack-text.ts";

const NEW_LINE: RichTextElement = { type: "text", text: "\n" };

export const ICONS = {
  ok: icon("white_check_mark"),
  note: icon("information_source"),
  warning: icon("warning"),
  failure: icon("x"),
  unknown: icon("grey_question"),
  pending: icon("hourglass_flowing_sand"),
  none: icon("heavy_minus_sign"),
} as const satisfies Record<Severity | "pending" | "none", RichTextElement>;

function icon(name: string): RichTextElement {
  return { type: "emoji", name };
}

export function plain(text: string, most?: number): RichTextElement {
  return { type: "text", text: shown(text, most) };
}

export function bold(text: string, most?: number): RichTextElement {
  return { type: "text", text: shown(text, most), style: { bold: true } };
}

export function code(text: string, most?: number): RichTextElement {
  return { type: "text", text: shown(text, most), style: { code: true } };
}

/** Words of a catalogue, in which what stands between backticks is to be typed: rich text shows the signs as they are. */
export function worded(text: string, most?: number): readonly RichTextElement[] {
  // Cut as a whole, and split after it: every second piece stood between two.
  const pieces = shown(text, most).split(/`([^`]{1,300})`/);
  return pieces.flatMap((piece, index): readonly RichTextElement[] => {
    if (piece === "") return [];
    return [index % 2 === 1 ? { type: "text", text: piece, style: { code: true } } : { type: "text", text: piece }];
  });
}

/** Slack refuses user ids of another form. */
const USER_ID = /^[A-Z][A-Z0-9]{1,49}$/;

/** A mention of somebody whom Slack itself named. */
export function person(id: string): RichTextElement {
  return USER_ID.test(id) ? { type: "user", user_id: id } : plain(id, 50);
}

/** A mention of whom the configuration names: a person, or a user group. */
export function mention(id: string): RichTextElement {
  return /^S[A-Z0-9]{1,49}$/.test(id) ? { type: "usergroup", usergroup_id: id } : person(id);
}

/** A link to something of maildiag's own, never to what comes from outside. */
export function link(url: string, text: string): RichTextElement {
  return { type: "link", url, text: shown(text, 100) };
}

/** Lines of text. Slack refuses a text of no characters. */
export function section(...lines: readonly (readonly RichTextElement[])[]): RichTextPart {
  const kept = lines.map((line) => line.filter((element) => element.type !== "text" || element.text !== ""));
  const elements = kept.flatMap((line, index) => (index > 0 ? [NEW_LINE, ...line] : line));
  return { type: "rich_text_section", elements: elements.length > 0 ? elements : [{ type: "text", text: " " }] };
}

/** Characters of one box; what is longer goes on in the next. */
const MOST_COPYABLE = 3_000;

/** Lines that are copied as they are, in one box where they fit. Nothing where there are none. */
export function copyable(lines: readonly string[], most?: number): readonly RichTextPart[] {
  const boxes: string[] = [];
  for (const line of lines.map((each) => shown(each, most)).filter((each) => each !== "")) {
    const last = boxes.at(-1);
    if (last !== undefined && last.length + line.length < MOST_COPYABLE) boxes[boxes.length - 1] = `${last}\n${line}`;
    else boxes.push(line);
  }
  return boxes.map((text) => ({ type: "rich_text_preformatted", elements: [{ type: "text", text }] }));
}

export function richText(...elements: readonly RichTextPart[]): RichTextBlock {
  return { type: "rich_text", elements };
}

/** `text` is maildiag's own, at most 150 characters. */
export function header(text: string): HeaderBlock {
  return { type: "header", text: { type: "plain_text", text, emoji: false } };
}

const BUTTONS = {
  run_again: { label: "Run again", aloud: "Run this check again" },
  check_domain: { label: "Check the domain", aloud: "Check the From domain" },
  report_json: { label: "JSON", aloud: "Get this report as a JSON file" },
  suppressions_older: { label: "Older", aloud: "Show older entries" },
  suppressions_newer: { label: "Newer", aloud: "Show newer entries" },
  suppressions_csv: { label: "CSV", aloud: "Get every entry as a CSV file" },
  request_removal: { label: "Request removal", aloud: "Ask for a removal from the suppression list" },
  acknowledge: { label: "Acknowledge", aloud: "Acknowledge: quiet until it gets worse or is over" },
  snooze: { label: "Snooze", aloud: "Snooze for a while, or until it changes" },
  alert_run_again: { label: "Run again", aloud: "Look again whether this still is so" },
} as const satisfies Partial<Record<Button["action_id"], { label: string; aloud: string }>>;

/** @param value the opaque id of what they belong to */
export function buttons(value: string, ...actions: readonly (keyof typeof BUTTONS)[]): ActionsBlock {
  return {
    type: "actions",
    elements: actions.map((action_id) => ({
      type: "button",
      text: { type: "plain_text", text: BUTTONS[action_id].label, emoji: false },
      action_id,
      value,
      accessibility_label: BUTTONS[action_id].aloud,
    })),
  };
}

/** As the plain text beside blocks says it: it can name nobody without calling them. */
export function aloud(elements: readonly RichTextElement[]): string {
  return elements.map((each) => ("text" in each ? each.text : each.type === "user" ? "somebody" : "")).join("");
}
