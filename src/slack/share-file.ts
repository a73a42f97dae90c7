import { slackNotice } from "../render/slack.ts";
import type { SlackFile } from "../render/slack-message.ts";
import type { Asker } from "./asker.ts";
import type { BotParts } from "./bot-parts.ts";
import type { Place } from "./posts.ts";
import { SlackRefused } from "./trouble.ts";

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
