import { isLeft } from "../approvals/click.ts";
import type { Removal } from "../ports/removals.ts";
import type { RemovalButton } from "./removal-words.ts";
import type { ActionsBlock, Button } from "./slack-message.ts";

const BUTTONS = {
  approve: { label: "Approve", aloud: "Approve: remove it now" },
  deny: { label: "Deny", aloud: "Deny: leave it on the list" },
  undo: { label: "Undo", aloud: "Undo: put it back at once" },
  retry_removal: { label: "Try the rest again", aloud: "Try again what could not be removed" },
} as const;

export function removalButtons(id: string, actionIds: readonly RemovalButton[], removal: Removal): ActionsBlock {
  return {
    type: "actions",
    elements: actionIds.map((action_id): Button => {
      const confirm = confirmOf(action_id, removal);
      return {
        type: "button",
        text: { type: "plain_text", text: BUTTONS[action_id].label, emoji: false },
        action_id,
        value: id,
        accessibility_label: BUTTONS[action_id].aloud,
        ...(action_id === "approve" && { style: "primary" as const }),
        ...(action_id === "deny" && { style: "danger" as const }),
        ...(confirm && { confirm }),
      };
    }),
  };
}

/** Slack asks again before these two. Its texts hold nothing from outside. */
function confirmOf(action: RemovalButton, { items }: Removal): Button["confirm"] {
  if (action !== "approve" && action !== "deny") return undefined;
  const left = items.filter(({ outcome }) => isLeft(outcome)).length;
  const count = left === 1 ? "1 entry" : `${left} entries`;
  const text =
    action === "approve"
      ? `maildiag looks at ${count} again and takes off the list what has not changed since. SES then sends mail there again.`
      : `${count} ${left === 1 ? "stays" : "stay"} on the list, and who asked is told.`;
  return {
    title: label(action === "approve" ? "Approve the removal?" : "Deny the removal?"),
    text: label(text),
    confirm: label(BUTTONS[action].label),
    deny: label("Cancel"),
  };
}

function label(text: string) {
  return { type: "plain_text" as const, text, emoji: false as const };
}
