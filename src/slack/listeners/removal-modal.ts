import type { App } from "@slack/bolt";
import { UsageMistake } from "../../commands/command.ts";
import { addressesOf } from "../../commands/suppressions/request.ts";
import { REMOVAL_ADDRESSES, REMOVAL_MODAL, REMOVAL_REGIONS, REMOVAL_WHY } from "../../render/slack.ts";
import type { Answering } from "../answering.ts";
import { askerOfView } from "../asker.ts";
import type { RemovalDesk } from "../removal-desk.ts";
import { plainText } from "../words.ts";

/** Why addresses may go, and from which lists, from the modal that `Request removal` opens. */
export function listenToRemovalModal(app: App, answering: Answering, removals: RemovalDesk): void {
  app.view(REMOVAL_MODAL, async ({ ack, body, view }) => {
    const fields = view.state.values;
    const typed = fields[REMOVAL_ADDRESSES]?.[REMOVAL_ADDRESSES]?.value;
    const text = typed === undefined ? null : plainText(typed ?? "");
    const problem = text === null ? null : problemOf(text);
    if (problem !== null) {
      await ack({ response_action: "errors", errors: { [REMOVAL_ADDRESSES]: problem } });
      return;
    }
    const [offerId = "", ...place] = view.private_metadata.split(" ");
    const asker = askerOfView(body, place);
    // After the ack Slack asks no more, and the look at the lists may take a minute: who asked stands in the store by then.
    await removals.begin(asker, view.id);
    await ack();
    const regions = (fields[REMOVAL_REGIONS]?.[REMOVAL_REGIONS]?.selected_options ?? []).map(({ value }) => value);
    const why = fields[REMOVAL_WHY]?.[REMOVAL_WHY]?.value ?? "";
    const filled = { viewId: view.id, offerId, text, regions, why };
    await answering.forAsker(asker, () => removals.request(asker, filled));
    await removals.end(view.id);
  });
}

/** What is wrong with the addresses; null where they are right. */
function problemOf(text: string): string | null {
  try {
    addressesOf([text], null);
    return null;
  } catch (error) {
    if (error instanceof UsageMistake) return error.message;
    throw error;
  }
}
