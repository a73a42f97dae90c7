/**
 * The few shapes of Block Kit that maildiag posts, as plain JSON. Outside text stands only in the `text` of a rich text
 * element, where Slack neither formats, links nor mentions. https://docs.slack.dev/reference/block-kit/blocks
 */

/** `text` is for notifications and screen readers: escaped mrkdwn of one line. Posted without unfurling and parsing. */
export type SlackMessage = { text: string; blocks: readonly SlackBlock[] };

export type SlackBlock = RichTextBlock | HeaderBlock | ActionsBlock | ChartBlock;

export type RichTextBlock = { type: "rich_text"; elements: readonly RichTextPart[] };

export type RichTextPart =
  | { type: "rich_text_section"; elements: readonly RichTextElement[] }
  | { type: "rich_text_preformatted"; elements: readonly PlainElement[] };

/** `emoji`, `user`, `usergroup` and `link` are always maildiag's own, never made from outside text. */
export type RichTextElement =
  | { type: "text"; text: string; style?: { bold?: true; italic?: true; code?: true } }
  | { type: "emoji"; name: string }
  | { type: "user"; user_id: string }
  | { type: "usergroup"; usergroup_id: string }
  | { type: "link"; url: string; text: string };

export type PlainElement = { type: "text"; text: string };

export type HeaderBlock = { type: "header"; text: PlainText };

export type PlainText = { type: "plain_text"; text: string; emoji: false };

/**
 * Since June 2026; a workspace may refuse it. A series has exactly one point for each category, its name 20 characters.
 * https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
 */
export type ChartBlock = {
  type: "data_visualization";
  title: string;
  chart: {
    type: "line";
    series: readonly { name: string; data: readonly { label: string; value: number }[] }[];
    axis_config: { categories: readonly string[]; y_label: string };
  };
};

export type ActionsBlock = { type: "actions"; elements: readonly Button[] };

/** `value` is the opaque id of what the button belongs to, and nothing else. */
export type Button = {
  type: "button";
  text: PlainText;
  action_id:
    | "run_again"
    | "report_json"
    | "check_domain"
    | "suppressions_older"
    | "suppressions_newer"
    | "suppressions_csv"
    | "request_removal"
    | "approve"
    | "deny"
    | "undo"
    | "retry_removal"
    | "approve_test_mail"
    | "deny_test_mail"
    | "acknowledge"
    | "snooze"
    | "alert_run_again";
  value: string;
  accessibility_label: string;
  style?: "primary" | "danger";
  /** Slack asks first. https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object */
  confirm?: Confirm | undefined;
};

export type Confirm = { title: PlainText; text: PlainText; confirm: PlainText; deny: PlainText };

/** A file for `filesUploadV2`. `text` is what is said with it, escaped like a message's. */
export type SlackFile = { filename: string; title: string; content: string; text: string };
