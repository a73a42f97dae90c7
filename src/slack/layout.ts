import type { SlackMessage } from "../render/slack-message.ts";
import { SlackRefused } from "./trouble.ts";

const REFUSED_LAYOUT = [
  "invalid_blocks",
  "invalid_blocks_format",
  "msg_blocks_too_long",
  "msg_too_long",
  "invalid_attachments",
];

/** Slack does not take the blocks of a message; its plain text may still do. */
export function isLayoutRefused(error: unknown): error is SlackRefused {
  return error instanceof SlackRefused && REFUSED_LAYOUT.includes(error.trouble.error);
}

const LONGEST_TEXT = 3_500;

/**
 * The message without its layout, and with Slack's reason: its text, then what stands in its blocks, so that no fix is lost.
 * Posted without formatting, so that nothing of it comes alive.
 */
export function plainly({ text, blocks }: SlackMessage, { trouble }: SlackRefused): SlackMessage {
  const code = trouble.error.replace(/[^\w.]/g, "");
  const whole = [text, ...blocks.map(wordsIn).filter((words) => words.trim() !== "")].join("\n");
  const shown = whole
    .slice(0, LONGEST_TEXT)
    .toWellFormed()
    .replace(/&[a-z]{0,4}$/, "");
  return { text: `${shown}\n(Slack refused the layout of this message: ${code}.)`, blocks: [] };
}

/** The texts inside a block, escaped: https://docs.slack.dev/messaging/formatting-message-text#escaping */
function wordsIn(block: unknown): string {
  if (typeof block !== "object" || block === null) return "";
  if (Array.isArray(block)) return block.map(wordsIn).join("");
  const { type, text, elements } = block as { type?: unknown; text?: unknown; elements?: unknown };
  if (type === "button" || type === "actions") return "";
  const own =
    typeof text === "string"
      ? text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
      : wordsIn(text);
  return `${own}${wordsIn(elements)}`;
}
