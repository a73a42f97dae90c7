/** The modal that `Snooze` opens. https://docs.slack.dev/surfaces/modals */

export const SNOOZE_MODAL = "snooze_alert";
export const SNOOZE_FOR = "snooze_for";
export const SNOOZE_WHY = "snooze_why";

/** As in alerts/hush.ts. */
const LONGEST_REASON = 300;

const CHOICES = [
  ["1h", "1 hour"],
  ["1d", "1 day"],
  ["7d", "7 days"],
  ["change", "Until it changes"],
] as const;

/** @param about what it is about, opaque here */
export function slackSnoozeModal(about: string) {
  const options = CHOICES.map(([value, text]) => ({ value, text: label(text) }));
  return {
    type: "modal" as const,
    callback_id: SNOOZE_MODAL,
    private_metadata: about,
    title: label("Snooze an alert"),
    submit: label("Snooze"),
    close: label("Cancel"),
    blocks: [
      {
        type: "input" as const,
        block_id: SNOOZE_FOR,
        label: label("Keep quiet for"),
        hint: label("What gets worse is told in any case. After the time it is told again if it still is so."),
        element: { type: "radio_buttons" as const, action_id: SNOOZE_FOR, options, ...first(options) },
      },
      {
        type: "input" as const,
        block_id: SNOOZE_WHY,
        optional: true,
        label: label("Reason, for the others"),
        element: { type: "plain_text_input" as const, action_id: SNOOZE_WHY, max_length: LONGEST_REASON },
      },
    ],
  };
}

function first<T>(options: readonly T[]): { initial_option?: T } {
  const [option] = options;
  return option === undefined ? {} : { initial_option: option };
}

function label(text: string) {
  return { type: "plain_text" as const, text, emoji: false };
}
