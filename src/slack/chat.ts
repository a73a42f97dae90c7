import { LogLevel } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import type { Config } from "../config.ts";
import type { ChannelState, Chat } from "../ports/chat.ts";
import { PortTrouble } from "../ports/trouble.ts";
import { webClient } from "./calls.ts";
import { TIMING } from "./timing.ts";
import { type SlackTrouble, troubleOf } from "./trouble.ts";

/** No message has this ts: Slack says whether it knows the channel before it looks for the message. */
const NO_MESSAGE = "1000000000.000001";
const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  setName: () => undefined,
  getLevel: () => LogLevel.ERROR,
};

/** Slack as `doctor` asks it; null where no bot token is configured. */
export function createChat({ slack }: Pick<Config, "slack">): Chat | null {
  const { botToken, appToken, apiUrl } = slack;
  if (!botToken) return null;
  const bot = webClient(botToken, apiUrl, TIMING, SILENT);
  return {
    identity: (signal) =>
      asked("auth.test", signal, async () => {
        const told = await bot.auth.test();
        const { team = "", team_id: teamId = "", user_id: userId = "", response_metadata } = told;
        return { team, teamId, userId, scopes: response_metadata?.scopes ?? [] };
      }),
    openSocket: appToken
      ? (signal) =>
          asked("apps.connections.open", signal, async () => {
            await webClient(appToken, apiUrl, TIMING, SILENT).apps.connections.open({});
          })
      : null,
    nameOf: (user, signal) =>
      asked("users.info", signal, async () => {
        const { user: about } = await bot.users.info({ user });
        return about?.profile?.real_name || about?.real_name || about?.name || null;
      }),
    channel: (id, scopes, signal) => asked(id, signal, () => channelState(bot, id, scopes)),
  };
}

/**
 * What the granted scopes let see. chat.getPermalink needs none at all, and conversations.history, which maildiag may have to
 * find its own messages, tells members from others. https://docs.slack.dev/reference/methods/chat.getPermalink
 */
async function channelState(client: WebClient, channel: string, scopes: readonly string[]): Promise<ChannelState> {
  if (scopes.includes("channels:history") || scopes.includes("groups:history")) {
    const error = await refusalOf(() => client.conversations.history({ channel, limit: 1 }));
    if (error === null) return "member";
    if (error === "not_in_channel") return "not-member";
    if (error === "channel_not_found") return "missing";
  }
  const error = await refusalOf(() => client.chat.getPermalink({ channel, message_ts: NO_MESSAGE }));
  return error === "channel_not_found" ? "missing" : "seen";
}

/** Slack's word; null where it did not refuse. */
async function refusalOf(ask: () => Promise<unknown>): Promise<string | null> {
  try {
    await ask();
    return null;
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble?.kind !== "refused") throw error;
    return trouble.error;
  }
}

/** Slack's libraries take no signal; the question's own time-out ends it. */
async function asked<T>(what: string, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  try {
    signal.throwIfAborted();
    return await ask();
  } catch (error) {
    const trouble = troubleOf(error);
    if (!trouble) throw error;
    throw new PortTrouble(reasonOf(trouble), { asked: what, detail: trouble.error });
  }
}

function reasonOf({ kind }: SlackTrouble): PortTrouble["reason"] {
  switch (kind) {
    case "limited":
      return "throttled";
    case "transient":
      return "unreachable";
    case "revoked":
      return "credentials";
    case "refused":
      return "denied";
  }
}
