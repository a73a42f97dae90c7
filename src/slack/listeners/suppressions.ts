import type { App, BlockAction, ButtonAction } from "@slack/bolt";
import type { Answering } from "../answering.ts";
import { askerOfPress } from "../asker.ts";
import type { Seen } from "../seen.ts";
import type { Suppressing } from "../suppressing.ts";

/** `Older`, `Newer` and `CSV` under a screen of the suppression lists. */
export function listenToSuppressions(app: App, answering: Answering, suppressing: Suppressing, isNew: Seen): void {
  app.action<BlockAction<ButtonAction>>(/^suppressions_(?:older|newer|csv)$/, async ({ action, body }) => {
    const value = action.value ?? "";
    if (!isNew(`${action.action_id} ${value} ${body.user.id}`)) return;
    const asker = askerOfPress(body);
    await answering.forAsker(asker, async () => {
      if (action.action_id === "suppressions_csv") await suppressing.csv(asker, value);
      else await suppressing.turn(asker, value, action.action_id === "suppressions_older" ? 1 : -1);
    });
  });
}
