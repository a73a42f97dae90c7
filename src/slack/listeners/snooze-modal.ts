import type { App } from "@slack/bolt";
import { SNOOZE_FOR, SNOOZE_MODAL, SNOOZE_WHY } from "../../render/slack.ts";
import type { AlertDesk } from "../alert-desk.ts";
import type { Answering } from "../answering.ts";
import type { Asker } from "../asker.ts";
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
    const [value = "", channel = "", threadTs = ""] = view.private_metadata.split(" ");
    const asker: Asker = {
      user: body.user.id,
      team: body.user.team_id ?? body.team?.id ?? null,
      isShared: false,
      channel: /^[CDG][A-Z0-9]{1,40}$/.test(channel) ? channel : null,
      threadTs: /^\d+\.\d+$/.test(threadTs) ? threadTs : null,
      respond: null,
    };
    await answering.forAsker(asker, () => alerts.snooze(asker, value, length, why));
    if (channel === "") await showHome(asker);
  });
}
