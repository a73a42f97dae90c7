import type { App, BlockAction, ButtonAction } from "@slack/bolt";
import type { Answering } from "../answering.ts";
import { askerOfPress } from "../asker.ts";
import type { ShowHome } from "../home.ts";
import type { RemovalDesk } from "../removal-desk.ts";

const KINDS = { approve: "approve", deny: "deny", undo: "undo", retry_removal: "retry" } as const;

/** `Approve`, `Deny`, `Undo` and `Try the rest again`; a second click is answered like any other. */
export function listenToRemovalButtons(
  app: App,
  answering: Answering,
  { removals, showHome }: { removals: RemovalDesk; showHome: ShowHome },
): void {
  app.action<BlockAction<ButtonAction>>(/^(?:approve|deny|undo|retry_removal)$/, async ({ action, body }) => {
    const kind = KINDS[action.action_id as keyof typeof KINDS];
    const asker = askerOfPress(body);
    const ts = body.message?.ts ?? null;
    await answering.forApprover(asker, () => removals.click(asker, kind, action.value ?? "", ts));
    // Nothing else edits a Home.
    if (body.view?.type === "home") await showHome(asker);
  });

  app.action<BlockAction<ButtonAction>>("request_removal", async ({ action, body }) => {
    const asker = askerOfPress(body);
    await answering.forAsker(asker, () => removals.openModal(asker, action.value ?? "", body.trigger_id));
  });
}
