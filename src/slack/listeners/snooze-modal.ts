import type { App } from "@slack/bolt";
import { SNOOZE_FOR, SNOOZE_MODAL, SNOOZE_WHY } from "../../render/slack.ts";
import type { AlertDesk } from "../alert-desk.ts";
import type { Answering } from "../answering.ts";
import { askerOfView } from "../asker.ts";
import type { ShowHome } from "../home.ts";

/** How long an alert is to be quiet, and why, from the modal that `Snooze` opens. */
export function listenToSnoozeModal(
  app: App,
  answering: Answering,
  { alerts, showHome }: { alerts: AlertDesk; showHome: ShowHome },
): void {
  app.view(SNOOZE_MODAL, async ({ ack, body, view }) => {
    await ack();
    const fields = view.state.values;
    const length = fields[SNOOZE_FOR]?.[SNOOZE_FOR]?.selected_option?.value ?? "1h";
    const why = fields[SNOOZE_WHY]?.[SNOOZE_WHY]?.value ?? "";
    const [value = "", ...place] = view.private_metadata.split(" ");
    const asker = askerOfView(body, place);
    await answering.forAsker(asker, () => alerts.snooze(asker, value, length, why));
    if (asker.channel === null) await showHome(asker);
  });
}
