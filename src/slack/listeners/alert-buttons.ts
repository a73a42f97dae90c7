import type { App, BlockAction, ButtonAction } from "@slack/bolt";
import type { AlertDesk } from "../alert-desk.ts";
import type { Answering } from "../answering.ts";
import { askerOfPress } from "../asker.ts";
import type { ShowHome } from "../home.ts";
import type { Seen } from "../seen.ts";

/** `Acknowledge`, `Snooze` and `Run again` on alerts, in the channel and in Home. */
export function listenToAlertButtons(
  app: App,
  answering: Answering,
  { alerts, showHome }: { alerts: AlertDesk; showHome: ShowHome },
  isNew: Seen,
): void {
  app.action<BlockAction<ButtonAction>>(/^(?:acknowledge|snooze|alert_run_again)$/, async ({ action, body }) => {
    const value = action.value ?? "";
    const { action_id: id } = action;
    if (!isNew(`${id} ${value} ${body.user.id}`)) return;
    const asker = askerOfPress(body);
    await answering.forAsker(asker, () => {
      if (id === "acknowledge") return alerts.acknowledge(asker, value);
      if (id === "snooze") return alerts.askSnooze(asker, value, body.trigger_id);
      return alerts.runAgain(asker, value);
    });
    // Nothing else edits a Home.
    if (body.view?.type === "home") await showHome(asker);
  });
}
