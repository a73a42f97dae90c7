import { complain, flag, list, object, oneOf, type Rule, string, variants } from "./rules.ts";

// https://docs.slack.dev/reference/block-kit/composition-objects

export const ID = string(255);
export const HTTP_URL = string(3000, { pattern: /^https?:\/\/\S+$/ });

export function plainText(max: number): Rule {
  return variants({ plain_text: plain(max) });
}

/** `plain_text` or `mrkdwn`. */
export function anyText(max: number): Rule {
  return variants({
    plain_text: plain(max),
    mrkdwn: object({ required: { text: string(max) }, optional: { verbatim: flag } }),
  });
}

function plain(max: number): Rule {
  return object({ required: { text: string(max) }, optional: { emoji: flag } });
}

export const CONFIRM = object({
  required: { text: anyText(300) },
  optional: { title: plainText(100), confirm: plainText(30), deny: plainText(30), style: oneOf("primary", "danger") },
});

/** @param text how the label may be written; links stand only in overflow menus. */
export function option(text: Rule, link = false): Rule {
  return object({
    required: link ? { text } : { text, value: string(75) },
    optional: { description: plainText(75), ...(link && { value: string(75), url: HTTP_URL }) },
  });
}

export const OPTION_GROUP = object({
  required: { label: plainText(75), options: list(option(plainText(75)), { max: 100 }) },
});

export const CONVERSATION_FILTER = object({
  optional: {
    include: list(oneOf("im", "mpim", "private", "public")),
    exclude_external_shared_channels: flag,
    exclude_bot_users: flag,
  },
});

export const DISPATCH_ACTION_CONFIG = object({
  required: { trigger_actions_on: list(oneOf("on_enter_pressed", "on_character_entered")) },
});

const SLACK_FILE = object({
  optional: { id: ID, url: HTTP_URL },
  also(value, at, look) {
    if ((value.id === undefined) === (value.url === undefined)) complain(look, "must define either `id` or `url`", at);
  },
});

/** What image blocks and image elements share: an alt text and exactly one source. */
export function image(optional: { readonly [field: string]: Rule }): Rule {
  return object({
    required: { alt_text: string(2000) },
    optional: { image_url: HTTP_URL, slack_file: SLACK_FILE, ...optional },
    also(value, at, look) {
      if ((value.image_url === undefined) === (value.slack_file === undefined)) {
        complain(look, "must define either `image_url` or `slack_file`", at);
      }
    },
  });
}
