import type { App } from "@slack/bolt";
import type { Answering } from "../answering.ts";
import { responseUrl } from "../asker.ts";

/** `/maildiag check example.com`, where threads know no slash commands. */
export function listenToSlashCommand(app: App, answering: Answering): void {
  app.command("/maildiag", async ({ command }) => {
    const asker = {
      user: command.user_id,
      team: command.team_id,
      isShared: false,
      channel: command.channel_id,
      threadTs: null,
      respond: responseUrl(command.response_url),
    };
    await answering.words(asker, { text: command.text ?? "", triggerId: command.trigger_id });
  });
}
