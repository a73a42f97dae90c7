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

/** The message's text alone, with Slack's reason, so that nobody thinks it is all. */
export function plainly({ text }: SlackMessage, { trouble }: SlackRefused): SlackMessage {
  const code = trouble.error.replace(/[^\w.]/g, "");
  return {
    text: `${text.slice(0, LONGEST_TEXT).toWellFormed()} (Slack refused the layout of this message: ${code}.)`,
    blocks: [],
  };
}
