import type { App, BlockAction, ButtonAction } from "@slack/bolt";
import type { Answering } from "../answering.ts";
import { askerOfPress } from "../asker.ts";
import type { TestMailDesk } from "../test-mail-desk.ts";

/** `Approve` and `Deny` of a test mail; a second click is answered like any other. */
export function listenToTestMailButtons(app: App, answering: Answering, testMails: TestMailDesk): void {
  app.action<BlockAction<ButtonAction>>(/^(?:approve|deny)_test_mail$/, async ({ action, body }) => {
    const kind = action.action_id === "approve_test_mail" ? "approve" : "deny";
    const asker = askerOfPress(body);
    const ts = body.message?.ts ?? null;
    await answering.forApprover(asker, () => testMails.click(asker, kind, action.value ?? "", ts));
  });
}
