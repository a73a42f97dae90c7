import { expect } from "vitest";
import type { SlackMessage } from "../../src/render/slack.ts";
import { plainTextOf } from "../../src/sandbox/slack/blocks/plain-text.ts";
import { validateBlocks } from "../../src/sandbox/slack/blocks/validate.ts";
import { objectsIn } from "../../src/sandbox/slack/json.ts";

/** Characters of JSON that one message's blocks may have. */
const BUDGET = 12_000;
/** What `chat.update` takes as `text`. */
const MOST_SAID = 4_000;

/** Slack takes the message, and it stays inside the budget. */
export function expectPostable({ text, blocks }: SlackMessage): void {
  expect(validateBlocks(blocks, "message")).toEqual([]);
  expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(BUDGET);
  expect(text.length).toBeGreaterThan(0);
  expect(text.length).toBeLessThanOrEqual(MOST_SAID);
}

/** As people see it, with what is read aloud above it. */
export function readable({ text, blocks }: SlackMessage): string {
  const names = { user: (id: string) => id, channel: (id: string) => id };
  return [`(aloud: ${text})`, "", ...plainTextOf(objectsIn(blocks), names)].join("\n");
}
