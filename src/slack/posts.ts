import pLimit, { type LimitFunction } from "p-limit";
import type { SlackMessage } from "../render/slack-message.ts";
import { masked } from "../secret.ts";
import type { Calls } from "./calls.ts";
import { SlackRefused } from "./trouble.ts";

export type Place = { channel: string; threadTs: string | null };
export type Posted = { channel: string; ts: string };

export type Posts = {
  /** `id` finds the message again where Slack's answer is lost. Throws SlackRefused. */
  post: (place: Place, message: () => SlackMessage, id: string) => Promise<Posted>;
  /** The same in one try, out of turn. Throws SlackRefused. */
  postOnce: (place: Place, message: SlackMessage, id: string) => Promise<Posted>;
  /** The bot's own message that was posted under this id since then, where the scopes allow to look. */
  find: (place: Place, id: string, since: Date) => Promise<Posted | null>;
};

/** The metadata under which a message of ours is found again. https://docs.slack.dev/messaging/message-metadata */
const EVENT_TYPE = "maildiag";
const LOOKED_THROUGH = 100;
/** Slack's clock and ours may differ. */
export const SKEW_MS = 300_000;
/** To one channel: one that gets no answer does not hold up all others. */
const AT_ONCE = 2;

/** @param scopes that are granted */
export function createPosts(calls: Calls, scopes: readonly string[]): Posts {
  const { client } = calls;
  const lines = new Map<string, LimitFunction>();

  async function find({ channel, threadTs }: Place, id: string, since: Date): Promise<Posted | null> {
    if (!historyScopes(channel).some((scope) => scopes.includes(scope))) return null;
    // A thread is told from its beginning: what was said last in a long one stands on another page.
    const oldest = String((since.getTime() - SKEW_MS) / 1_000);
    const asked = { channel, limit: LOOKED_THROUGH, include_all_metadata: true, oldest };
    try {
      const { messages = [] } = threadTs
        ? await calls.once("conversations.replies", () => client.conversations.replies({ ...asked, ts: threadTs }))
        : await calls.once("conversations.history", () => client.conversations.history(asked));
      const ours = messages.find((each) => isOurs(each.metadata, id));
      return ours?.ts ? { channel, ts: ours.ts } : null;
    } catch (error) {
      if (error instanceof SlackRefused) return null;
      throw error;
    }
  }

  /** Slack takes about one message a second and channel, and who waits for that waits in line. */
  function inTurn<T>(channel: string, send: () => Promise<T>): Promise<T> {
    const line = lines.get(channel) ?? pLimit(AT_ONCE);
    lines.set(channel, line);
    return line(send).finally(() => {
      if (line.activeCount + line.pendingCount === 0) lines.delete(channel);
    });
  }

  async function send(place: Place, message: SlackMessage, id: string): Promise<Posted> {
    const { channel, ts } = await client.chat.postMessage({
      ...messageArguments(message),
      channel: place.channel,
      ...(place.threadTs && { thread_ts: place.threadTs }),
      metadata: { event_type: EVENT_TYPE, event_payload: { id } },
    });
    return { channel: channel ?? place.channel, ts: ts ?? "" };
  }

  return {
    post(place, message, id) {
      const since = new Date();
      const once = () => send(place, message(), id);
      return inTurn(place.channel, () => calls.call("chat.postMessage", once, () => find(place, id, since)));
    },
    postOnce: (place, message, id) => calls.once("chat.postMessage", () => send(place, message, id)),
    find,
  };
}

/** A message as Slack takes it: nothing in it is unfurled, parsed or linked by name, and no secret of this process stands in it. */
export function messageArguments({ text, blocks }: SlackMessage) {
  return { text: masked(text), blocks: withoutSecrets(blocks), ...INERT };
}

/** A copy: Slack's own types know blocks as mutable. */
function withoutSecrets(blocks: SlackMessage["blocks"]): SlackMessage["blocks"][number][] {
  return JSON.parse(JSON.stringify(blocks), (_, value) => (typeof value === "string" ? masked(value) : value));
}

const INERT = { unfurl_links: false, unfurl_media: false, parse: "none", link_names: false, mrkdwn: false } as const;

/** Any of which may let look there. Private channels begin with C as well, but for the oldest. */
export function historyScopes(channel: string): readonly string[] {
  return channel.startsWith("D") ? ["im:history"] : ["channels:history", "groups:history"];
}

/** Whether these are the metadata of what was posted under this id. */
export function isOurs(metadata: unknown, id: string): boolean {
  if (typeof metadata !== "object" || metadata === null || !("event_payload" in metadata)) return false;
  const payload = metadata.event_payload;
  return typeof payload === "object" && payload !== null && "id" in payload && payload.id === id;
}
