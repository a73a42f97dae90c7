import { slackNotice } from "../render/slack.ts";
import type { SlackFile } from "../render/slack-message.ts";
import type { Asker } from "./asker.ts";
import type { BotParts } from "./bot-parts.ts";
import { messageArguments, type Place } from "./posts.ts";
import { SlackRefused } from "./trouble.ts";

/** A file is seen by all of its channel: where addresses may not be, it goes to the person's own. */
export async function placeOfFile(
  { calls }: Pick<BotParts, "calls">,
  asker: Asker,
  openChannel: string | null,
): Promise<Place> {
  if (openChannel) return { channel: openChannel, threadTs: asker.threadTs };
  const message = slackNotice({ kind: "file-follows" });
  const { channel: direct } = await calls.call("chat.postMessage", () =>
    calls.client.chat.postMessage({ ...messageArguments(message), channel: asker.user }),
  );
  return { channel: direct ?? asker.user, threadTs: null };
}

/** Puts a file into a thread; where Slack does not let it, the person who asked learns why. */
export async function shareFile(
  { calls, privately, log }: Pick<BotParts, "calls" | "privately" | "log">,
  asker: Asker,
  { channel, threadTs }: Place,
  { filename, title, content, text }: SlackFile,
): Promise<void> {
  const file = { filename, title, content, initial_comment: text, channel_id: channel };
  try {
    // Not tried again by itself: where only Slack's answer was lost, it would be there twice. The person can press again.
    await calls.once("files.uploadV2", () =>
      calls.client.filesUploadV2(threadTs ? { ...file, thread_ts: threadTs } : file),
    );
  } catch (error) {
    if (!(error instanceof SlackRefused)) throw error;
    const { trouble } = error;
    log.warn({ err: error, channel }, "Slack did not take a file");
    const needed = trouble.kind === "refused" ? trouble.needed : null;
    await privately(asker, [slackNotice({ kind: "cannot-post", what: "file", error: trouble.error, needed })]);
  }
}
