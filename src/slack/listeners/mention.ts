import type { App } from "@slack/bolt";
import type { Answering } from "../answering.ts";
import { askerOfEvent } from "../asker.ts";
import type { Seen } from "../seen.ts";
import { filesIn } from "../shared-files.ts";
import { mentionedText } from "../words.ts";

/** `@maildiag check example.com`, in a channel or in a thread of one. */
export function listenToMention(app: App, answering: Answering, botUserId: string, isNew: Seen): void {
  app.event("app_mention", async ({ event, body }) => {
    // Other bots, and words that were edited after they had been answered.
    if (event.bot_id || "edited" in event || !event.user || !isNew(body.event_id)) return;
    const asker = askerOfEvent(event, event.user, body.is_ext_shared_channel === true);
    const files = "files" in event ? filesIn(event.files) : [];
    await answering.words(asker, { text: mentionedText(event.text, botUserId), files });
  });
}
