import { isObject } from "../json.ts";
import {
  anyText,
  CONFIRM,
  CONVERSATION_FILTER,
  DISPATCH_ACTION_CONFIG,
  HTTP_URL,
  ID,
  image,
  OPTION_GROUP,
  option,
  plainText,
} from "./composition.ts";
import { RICH_TEXT } from "./rich-text.ts";
import {
  complain,
  flag,
  integer,
  list,
  object,
  oneOf,
  only,
  type Rule,
  type Shape,
  string,
  variants,
} from "./rules.ts";

// https://docs.slack.dev/reference/block-kit/block-elements

type Fields = { readonly [field: string]: Rule };

/** An element with an action_id; `optional` and `required` are its own fields. */
function element(own: Shape): Rule {
  return object({ ...own, optional: { action_id: ID, ...own.optional } });
}

const placeholder = plainText(150);
const menu = { confirm: CONFIRM, focus_on_load: flag, placeholder };
const several = { max_selected_items: integer(1, 100) };
const field = { dispatch_action_config: DISPATCH_ACTION_CONFIG, focus_on_load: flag, placeholder };
const label = string(75);
const choice = option(plainText(75));
const richChoice = option(anyText(75));
const date = string(10, { pattern: /^\d{4}-\d{2}-\d{2}$/ });
const time = string(5, { pattern: /^([01]\d|2[0-3]):[0-5]\d$/ });

function staticMenu(optional: Fields): Rule {
  return element({
    optional: {
      ...menu,
      options: list(choice, { max: 100 }),
      option_groups: list(OPTION_GROUP, { max: 100 }),
      ...optional,
    },
    also(value, at, look) {
      if ((value.options === undefined) === (value.option_groups === undefined)) {
        complain(look, "must define either `options` or `option_groups`", at);
      }
    },
  });
}

function button(required: Fields): Rule {
  return element({
    required: { text: plainText(75), ...required },
    optional: {
      value: string(2000),
      url: HTTP_URL,
      style: oneOf("primary", "danger"),
      confirm: CONFIRM,
      accessibility_label: label,
    },
  });
}

const feedback = object({
  required: { text: plainText(75), value: string(2000) },
  optional: { accessibility_label: label },
});

const conversations = { default_to_current_conversation: flag, filter: CONVERSATION_FILTER };
const external = { min_query_length: integer(0, 1000) };
const choices = list(choice, { max: 100 });
const ids = list(ID, { max: 100 });

export const ELEMENTS = {
  button: button({}),
  channels_select: element({ optional: { ...menu, initial_channel: ID, response_url_enabled: flag } }),
  checkboxes: element({
    required: { options: list(richChoice, { max: 10 }) },
    optional: { initial_options: list(richChoice, { max: 10 }), confirm: CONFIRM, focus_on_load: flag },
  }),
  conversations_select: element({
    optional: { ...menu, ...conversations, initial_conversation: ID, response_url_enabled: flag },
  }),
  datepicker: element({ optional: { ...menu, initial_date: date } }),
  datetimepicker: element({
    optional: { initial_date_time: integer(1_000_000_000, 9_999_999_999), confirm: CONFIRM, focus_on_load: flag },
  }),
  email_text_input: element({ optional: { ...field, initial_value: string() } }),
  external_select: element({ optional: { ...menu, ...external, initial_option: choice } }),
  feedback_buttons: element({ required: { positive_button: feedback, negative_button: feedback } }),
  file_input: element({ optional: { filetypes: list(string(20)), max_files: integer(1, 10) } }),
  icon_button: element({
    required: { icon: string(50), text: plainText(75) },
    optional: { value: string(2000), confirm: CONFIRM, accessibility_label: label, visible_to_user_ids: ids },
  }),
  image: image({}),
  multi_channels_select: element({ optional: { ...menu, ...several, initial_channels: ids } }),
  multi_conversations_select: element({
    optional: { ...menu, ...several, ...conversations, initial_conversations: ids },
  }),
  multi_external_select: element({ optional: { ...menu, ...several, ...external, initial_options: choices } }),
  multi_static_select: staticMenu({ ...several, initial_options: choices }),
  multi_users_select: element({ optional: { ...menu, ...several, initial_users: ids } }),
  number_input: element({
    required: { is_decimal_allowed: flag },
    optional: { ...field, initial_value: string(), min_value: string(), max_value: string() },
  }),
  overflow: element({
    required: { options: list(option(plainText(75), true), { max: 5 }) },
    optional: { confirm: CONFIRM },
  }),
  plain_text_input: element({
    optional: {
      ...field,
      initial_value: string(3000, { min: 0 }),
      multiline: flag,
      min_length: integer(0, 3000),
      max_length: integer(1, 3000),
    },
  }),
  radio_buttons: element({
    required: { options: list(richChoice, { max: 10 }) },
    optional: { initial_option: richChoice, confirm: CONFIRM, focus_on_load: flag },
  }),
  rich_text_input: element({ optional: { ...field, initial_value: variants({ rich_text: RICH_TEXT }) } }),
  static_select: staticMenu({ initial_option: choice }),
  timepicker: element({ optional: { ...menu, initial_time: time, timezone: string(50) } }),
  url_text_input: element({ optional: { ...field, initial_value: string() } }),
  users_select: element({ optional: { ...menu, initial_user: ID } }),
  workflow_button: element({
    required: { text: plainText(75), workflow: object({ required: { trigger: trigger } }) },
    optional: { style: oneOf("primary", "danger"), accessibility_label: label },
  }),
} satisfies Fields;

/** Link triggers belong to workflows, which the stand-in does not have: only the shape is looked at. */
function trigger(value: unknown, at: string, look: Parameters<Rule>[2]): void {
  if (!isObject(value)) complain(look, "must provide an object", at);
}

const SELECTS = ["channels_select", "conversations_select", "external_select", "static_select", "users_select"];
const MENUS = [...SELECTS, ...SELECTS.map((name) => `multi_${name}`)];
const PICKERS = ["checkboxes", "datepicker", "radio_buttons", "timepicker", ...MENUS];
const INPUTS = ["email_text_input", "file_input", "number_input", "plain_text_input", "url_text_input"];

export const ACCESSORY = only(ELEMENTS, "button", "image", "overflow", "workflow_button", ...PICKERS);
export const IN_ACTIONS = only(
  ELEMENTS,
  ...["button", "datetimepicker", "overflow", "rich_text_input", "workflow_button", ...PICKERS],
);
export const IN_INPUT = only(ELEMENTS, "datetimepicker", "rich_text_input", ...INPUTS, ...PICKERS);
export const IN_CONTEXT_ACTIONS = only(ELEMENTS, "feedback_buttons", "icon_button");
