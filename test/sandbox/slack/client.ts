import { LogLevel, WebClient } from "@slack/web-api";
import type { SlackStandIn } from "../../../src/sandbox/slack/index.ts";

/** The scopes without which the app does not work. */
export const LEAST = ["commands", "chat:write", "app_mentions:read", "files:write"];

/** What goes wrong on purpose is not news. */
export const SILENT = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  setName() {},
  getLevel: () => LogLevel.ERROR,
};

export function clientOf(slack: SlackStandIn, token = slack.tokens.bot, rejectRateLimitedCalls = false): WebClient {
  const retryConfig = { retries: rejectRateLimitedCalls ? 0 : 1, minTimeout: 0 };
  return new WebClient(token, { slackApiUrl: slack.apiUrl, logger: SILENT, retryConfig, rejectRateLimitedCalls });
}

/** Slack's error code, or "ok". */
export async function codeOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
    return "ok";
  } catch (error) {
    return error instanceof Error && "data" in error && isRecord(error.data) ? error.data.error : String(error);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
