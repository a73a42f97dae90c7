import { flag, integer, list, number, object, oneOf, type Rule, string, variants } from "./rules.ts";

// https://docs.slack.dev/reference/block-kit/blocks/rich-text-block

const style = object({ optional: { bold: flag, code: flag, italic: flag, strike: flag, underline: flag } });

function inline(required: { readonly [field: string]: Rule }, optional: { readonly [field: string]: Rule } = {}): Rule {
  return object({ required, optional: { style, ...optional } });
}

const id = string(50, { pattern: /^[A-Z][A-Z0-9]+$/ });
const url = string(3000);

const INLINE = {
  broadcast: inline({ range: oneOf("here", "channel", "everyone") }),
  channel: inline({ channel_id: id }),
  color: inline({ value: string(7, { pattern: /^#[0-9a-fA-F]{6}$/ }) }),
  date: inline({ timestamp: number(0), format: string(3000) }, { url, fallback: string() }),
  emoji: inline({ name: string(100) }, { unicode: string(100), url }),
  link: inline({ url }, { text: string(), unsafe: flag }),
  team: inline({ team_id: id }),
  text: inline({ text: string() }),
  user: inline({ user_id: id }),
  usergroup: inline({ usergroup_id: id }),
};

const border = oneOf(0, 1);
const section = object({ required: { elements: list(variants(INLINE)) } });

const parts = {
  rich_text_section: section,
  rich_text_list: object({
    required: { style: oneOf("bullet", "ordered"), elements: list(variants({ rich_text_section: section })) },
    optional: { indent: integer(0, 8), offset: integer(0, 10_000), border },
  }),
  rich_text_quote: object({ required: { elements: list(variants(INLINE)) }, optional: { border } }),
  rich_text_preformatted: object({
    required: { elements: list(variants({ text: INLINE.text, link: INLINE.link })) },
    optional: { border },
  }),
};

export const RICH_TEXT = object({ required: { elements: list(variants(parts)) }, optional: { block_id: string(255) } });
