import { fetch } from "undici";
import { counted } from "../counted.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { SlackMessage } from "../render/slack-message.ts";
import type { Asker, ResponseUrl } from "./asker.ts";
import type { Calls } from "./calls.ts";
import { messageArguments } from "./posts.ts";
import type { Timing } from "./timing.ts";
import { SlackRefused } from "./trouble.ts";

/**
 * Tells one person alone, by whatever way is left. False where none was; the log has why. `isReplacing`: in the place of
 * the message that was pressed, where Slack lets it.
 */
export type Privately = (
  asker: Asker,
  messages: readonly SlackMessage[],
  options?: { isReplacing: boolean },
) => Promise<boolean>;

export function createPrivately(
  { client, call }: Calls,
  { timing, metrics, log }: { timing: Timing; metrics: Metrics; log: Log },
): Privately {
  async function respond(to: ResponseUrl, message: SlackMessage, isReplacing: boolean): Promise<void> {
    to.left -= 1;
    const body = { response_type: "ephemeral", replace_original: isReplacing, ...messageArguments(message) };
    await counted(metrics, "slack", "response_url", outcome, async () => {
      const response = await fetch(to.url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        redirect: "error",
        signal: AbortSignal.timeout(timing.callMs),
      });
      await response.body?.cancel();
      if (!response.ok) throw new ResponseUrlRefused(response.status);
    });
  }

  /** Only in the channel, and only for this person; in a direct message everything is. */
  async function inChannel(channel: string, { user, threadTs }: Asker, message: SlackMessage): Promise<void> {
    const where = { ...messageArguments(message), channel, ...(threadTs && { thread_ts: threadTs }) };
    if (channel.startsWith("D")) await call("chat.postMessage", () => client.chat.postMessage(where));
    else await call("chat.postEphemeral", () => client.chat.postEphemeral({ ...where, user }));
  }

  function waysTo(asker: Asker, message: SlackMessage, isReplacing: boolean): readonly (() => Promise<void>)[] {
    const { respond: to, channel, user } = asker;
    const direct = () =>
      call("chat.postMessage", () => client.chat.postMessage({ ...messageArguments(message), channel: user }));
    return [
      ...(to && to.left > 0 ? [() => respond(to, message, isReplacing)] : []),
      ...(channel ? [() => inChannel(channel, asker, message)] : []),
      async () => void (await direct()),
    ];
  }

  async function tell(asker: Asker, message: SlackMessage, isReplacing: boolean): Promise<boolean> {
    for (const way of waysTo(asker, message, isReplacing)) {
      try {
        await way();
        return true;
      } catch (error) {
        log.info({ err: error, user: asker.user }, "a way to tell a person something is closed");
      }
    }
    log.warn({ user: asker.user, channel: asker.channel, said: message.text }, "a person could not be told");
    return false;
  }

  return async (asker, messages, { isReplacing } = { isReplacing: false }) => {
    for (const message of messages) {
      if (!(await tell(asker, message, isReplacing))) return false;
    }
    return true;
  };
}

class ResponseUrlRefused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the response_url answered ${status}`);
    this.name = "ResponseUrlRefused";
    this.status = status;
  }
}

function outcome(error: unknown): string {
  if (error instanceof ResponseUrlRefused) return `http_${error.status}`;
  return error instanceof SlackRefused ? error.trouble.error : "request_failed";
}
