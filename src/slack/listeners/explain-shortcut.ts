import type { App, MessageShortcut } from "@slack/bolt";
import { EXPLAIN_MODAL } from "../../render/slack.ts";
import type { Answering } from "../answering.ts";
import { type Asker, responseUrl } from "../asker.ts";
import type { ExplainHanded } from "../explain-handed.ts";
import { filesIn } from "../shared-files.ts";
import { plainText } from "../words.ts";

/** "Explain this bounce", on a message that somebody pasted or forwarded into a channel. */
export function listenToExplainShortcut(app: App, answering: Answering, explainHanded: ExplainHanded): void {
  app.shortcut<MessageShortcut>({ type: "message_action", callback_id: EXPLAIN_MODAL }, async ({ shortcut }) => {
    const { user, team, channel, message, response_url } = shortcut;
    const asker: Asker = {
      user: user.id,
      team: user.team_id ?? team?.id ?? null,
      isShared: false,
      channel: channel.id,
      threadTs: typeof message.thread_ts === "string" ? message.thread_ts : (message.ts ?? null),
      respond: responseUrl(response_url),
    };
    await answering.forAsker(asker, () =>
      explainHanded(asker, { text: plainText(textOf(message)), files: filesIn(message.files) }),
    );
  });
}

/** A forwarded mail stands in an attachment, a message of an app in its blocks' text. */
function textOf(message: MessageShortcut["message"]): string {
  const attached: readonly unknown[] = Array.isArray(message.attachments) ? message.attachments : [];
  const texts = attached.slice(0, 20).flatMap((one) => {
    if (typeof one !== "object" || one === null) return [];
    const { text, fallback } = one as { text?: unknown; fallback?: unknown };
    return [text, fallback].filter((each) => typeof each === "string").slice(0, 1);
  });
  return [message.text ?? "", ...texts].join("\n").slice(0, 100_000);
}
