/** The modal in which people paste a bounce or hand in files. https://docs.slack.dev/surfaces/modals */

/** Of one text field: Slack takes no more. Whole mails come as files. */
const LONGEST_TEXT = 3_000;
const MOST_FILES = 10;

export const EXPLAIN_MODAL = "explain_bounce";
export const EXPLAIN_TEXT = "explain_text";
export const EXPLAIN_FILES = "explain_files";

/** @param place where the answer goes, opaque here @param withFiles the scope `files:read` is granted */
export function slackExplainModal(place: string, withFiles: boolean) {
  return {
    type: "modal" as const,
    callback_id: EXPLAIN_MODAL,
    private_metadata: place,
    title: label("Explain a bounce"),
    submit: label("Explain"),
    close: label("Cancel"),
    blocks: [
      {
        type: "input" as const,
        block_id: EXPLAIN_TEXT,
        optional: true,
        label: label("The reply, error, or headers"),
        hint: label(
          withFiles
            ? "For a whole mail, save it as a file and add it below."
            : "A whole mail is too long for this field: mention maildiag in a thread with the part that says why.",
        ),
        element: {
          type: "plain_text_input" as const,
          action_id: EXPLAIN_TEXT,
          multiline: true,
          max_length: LONGEST_TEXT,
        },
      },
      ...(withFiles
        ? [
            {
              type: "input" as const,
              block_id: EXPLAIN_FILES,
              optional: true,
              label: label("Bounce mails or SES events"),
              element: {
                type: "file_input" as const,
                action_id: EXPLAIN_FILES,
                filetypes: ["eml", "txt", "json", "log", "msg"],
                max_files: MOST_FILES,
              },
            },
          ]
        : []),
    ],
  };
}

function label(text: string) {
  return { type: "plain_text" as const, text, emoji: false };
}
