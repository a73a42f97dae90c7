/** The modal in which people say why an address should go. https://docs.slack.dev/surfaces/modals */

export const REMOVAL_MODAL = "request_removal";
export const REMOVAL_ADDRESSES = "removal_addresses";
export const REMOVAL_REGIONS = "removal_regions";
export const REMOVAL_WHY = "removal_why";

const LONGEST_TEXT = 3_000;
const LONGEST_WHY = 1_000;
/** Of a menu. https://docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element */
const MOST_OPTIONS = 100;

/**
 * `place` says where it was asked, opaque here. Addresses that do not fit a text field are not shown for change: null is
 * what the offer holds.
 */
export function slackRemovalModal(given: { place: string; addresses: readonly string[]; regions: readonly string[] }) {
  const { place, addresses, regions } = given;
  const text = addresses.join("\n");
  const options = regions.slice(0, MOST_OPTIONS).map((region) => ({ text: label(region), value: region }));
  return {
    type: "modal" as const,
    callback_id: REMOVAL_MODAL,
    private_metadata: place,
    title: label("Request removal"),
    submit: label("Ask"),
    close: label("Cancel"),
    blocks: [
      ...(text.length <= LONGEST_TEXT
        ? [
            {
              type: "input" as const,
              block_id: REMOVAL_ADDRESSES,
              label: label("Addresses, a line each"),
              element: {
                type: "plain_text_input" as const,
                action_id: REMOVAL_ADDRESSES,
                multiline: true,
                max_length: LONGEST_TEXT,
                initial_value: text,
              },
            },
          ]
        : [
            {
              type: "section" as const,
              text: label(`All ${addresses.length} addresses of the message.`),
            },
          ]),
      {
        type: "input" as const,
        block_id: REMOVAL_REGIONS,
        label: label("Regions"),
        element: {
          type: "multi_static_select" as const,
          action_id: REMOVAL_REGIONS,
          options,
          initial_options: options,
        },
      },
      {
        type: "input" as const,
        block_id: REMOVAL_WHY,
        label: label("Why may it go?"),
        hint: label("Approvers read this. For example: the mailbox exists again, Kim wrote from it today."),
        element: {
          type: "plain_text_input" as const,
          action_id: REMOVAL_WHY,
          multiline: true,
          max_length: LONGEST_WHY,
        },
      },
    ],
  };
}

function label(text: string) {
  return { type: "plain_text" as const, text, emoji: false };
}
