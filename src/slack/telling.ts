import { randomUUID } from "node:crypto";
import type { SlackMessage } from "../render/slack-message.ts";
import type { Asker } from "./asker.ts";
import type { BotParts } from "./bot-parts.ts";
import { SlackRefused } from "./trouble.ts";

/** Tells what holds people's addresses: to all where those may be shown to all, elsewhere to the asker alone. */
export type Telling = {
  /** The channel in which all may read it; null where the asker alone may. */
  openChannel: (asker: Asker) => string | null;
  tell: (asker: Asker, messages: readonly SlackMessage[]) => Promise<void>;
};

export function createTelling(parts: Pick<BotParts, "context" | "posts" | "privately" | "log">): Telling {
  const { context, posts, privately, log } = parts;

  function openChannel({ channel }: Asker): string | null {
    const isOpen = channel?.startsWith("D") || (channel && context.config.channels.allowed.includes(channel));
    return isOpen ? channel : null;
  }

  async function tell(asker: Asker, messages: readonly SlackMessage[]): Promise<void> {
    const { threadTs } = asker;
    const channel = openChannel(asker);
    if (!channel) return void (await privately(asker, messages));
    for (const [index, message] of messages.entries()) {
      try {
        await posts.post({ channel, threadTs }, () => message, `answer.${randomUUID()}`);
      } catch (error) {
        if (!(error instanceof SlackRefused)) throw error;
        log.warn({ err: error, channel }, "Slack did not take an answer");
        return void (await privately(asker, messages.slice(index)));
      }
    }
  }

  return { openChannel, tell };
}
