import type { App, BlockAction, ButtonAction } from "@slack/bolt";
import { slackNotice, slackStoredFile } from "../../render/slack.ts";
import type { Answering } from "../answering.ts";
import { askedAgain } from "../asked.ts";
import { askerOfPress } from "../asker.ts";
import type { BotParts } from "../bot-parts.ts";
import type { Seen } from "../seen.ts";
import { shareFile } from "../share-file.ts";

/** `JSON`: the report as a file, into the report's thread. */
export function listenToReportJson(
  app: App,
  answering: Answering,
  parts: Pick<BotParts, "records" | "privately" | "calls" | "log" | "context">,
  isNew: Seen,
): void {
  app.action<BlockAction<ButtonAction>>("report_json", async ({ action, body }) => {
    const id = action.value ?? "";
    if (!isNew(`report_json ${id} ${body.user.id}`)) return;
    const asker = askerOfPress(body);
    await answering.forAsker(asker, async () => {
      const report = await parts.records.find(id);
      const { channel } = asker;
      if (!report?.document || !channel || report.channel !== channel) {
        await parts.privately(asker, [slackNotice({ kind: "gone" })]);
        return;
      }
      const threadTs = body.message?.thread_ts ?? body.message?.ts ?? null;
      const typed = askedAgain(report.command, parts.context.config)?.asked.typed ?? "report";
      await shareFile(parts, asker, { channel, threadTs }, slackStoredFile(typed, report.document));
    });
  });
}
