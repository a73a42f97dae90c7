import type { App, BlockAction, ButtonAction } from "@slack/bolt";
import { slackNotice } from "../../render/slack.ts";
import type { Answering } from "../answering.ts";
import { askerOfPress } from "../asker.ts";
import type { BotParts } from "../bot-parts.ts";
import type { Seen } from "../seen.ts";

/** `Run again`, and `Check the domain` on an explanation: the command that is kept under the id, for whoever presses. */
export function listenToRunAgain(
  app: App,
  answering: Answering,
  { records, privately }: Pick<BotParts, "records" | "privately">,
  isNew: Seen,
): void {
  app.action<BlockAction<ButtonAction>>(/^(?:run_again|check_domain)$/, async ({ action, body }) => {
    const id = action.value ?? "";
    if (!isNew(`run_again ${id} ${body.user.id}`)) return;
    const asker = askerOfPress(body);
    await answering.forAsker(asker, async () => {
      const report = await records.find(id);
      if (!report || report.channel !== asker.channel) await privately(asker, [slackNotice({ kind: "gone" })]);
      else await answering.again({ ...asker, threadTs: report.threadTs }, report.command);
    });
  });
}
