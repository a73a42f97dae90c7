import type { App } from "@slack/bolt";
import type { Answering } from "../answering.ts";
import { askerOfEvent } from "../asker.ts";
import type { Seen } from "../seen.ts";
import { filesIn } from "../shared-files.ts";
import { mentionedText } from "../words.ts";

/** What people write to the bot alone; needs `im:history`. */
export function listenToDirectMessage(app: App, answering: Answering, botUserId: string, isNew: Seen): void {
  app.message(async ({ message, body }) => {
    if (message.channel_type !== "im") return;
    // Every other subtype is news about a message, or a bot's.
    if (message.subtype !== undefined && message.subtype !== "file_share") return;
    const isBot = "bot_id" in message && Boolean(message.bot_id);
    if (isBot || message.user === botUserId || !isNew(body.event_id)) return;
    const asker = askerOfEvent(message, message.user, body.is_ext_shared_channel === true);
    const files = "files" in message ? filesIn(message.files) : [];
    await answering.words(asker, { text: mentionedText(message.text ?? "", botUserId), files });
  });
}
