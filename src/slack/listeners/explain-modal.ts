import type { App } from "@slack/bolt";
import { EXPLAIN_FILES, EXPLAIN_MODAL, EXPLAIN_TEXT } from "../../render/slack.ts";
import type { Answering } from "../answering.ts";
import { askerOfView } from "../asker.ts";
import type { ExplainHanded } from "../explain-handed.ts";
import { filesIn } from "../shared-files.ts";

/** What people hand in by the modal that `/maildiag explain` opens. */
export function listenToExplainModal(app: App, answering: Answering, explainHanded: ExplainHanded): void {
  app.view(EXPLAIN_MODAL, async ({ ack, body, view }) => {
    const fields = view.state.values;
    const text = fields[EXPLAIN_TEXT]?.[EXPLAIN_TEXT]?.value ?? "";
    const files = filesIn(fields[EXPLAIN_FILES]?.[EXPLAIN_FILES]?.files);
    if (text.trim() === "" && files.length === 0) {
      await ack({
        response_action: "errors",
        errors: { [EXPLAIN_TEXT]: "Paste the reply or the error, or add a file." },
      });
      return;
    }
    await ack();
    const asker = askerOfView(body, view.private_metadata.split(" "));
    await answering.forAsker(asker, () => explainHanded(asker, { text, files }));
  });
}
