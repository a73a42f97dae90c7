import { isObject, type JsonObject, objectsIn, stringIn } from "../json.ts";
import { CHART } from "./chart.ts";
import { anyText, HTTP_URL, ID, image, plainText } from "./composition.ts";
import { ACCESSORY, ELEMENTS, IN_ACTIONS, IN_CONTEXT_ACTIONS, IN_INPUT } from "./elements.ts";
import { RICH_TEXT } from "./rich-text.ts";
import {
  complain,
  flag,
  type Look,
  list,
  object,
  oneOf,
  type Rule,
  type Shape,
  type Surface,
  string,
  variants,
} from "./rules.ts";
import { TABLE } from "./table.ts";

export type { Surface } from "./rules.ts";

/** Characters of JSON of all blocks of one message, beyond which Slack answers `msg_blocks_too_long`; found by trying. */
const MAX_BLOCKS_CHARACTERS = 13_200;

const MAX_BLOCKS = { message: 50, modal: 100, home: 100 } satisfies Record<Surface, number>;

/** A block of its own kind: a block_id, and the surfaces that show it. */
function block(shape: Shape, surfaces: readonly Surface[] = ["message", "modal", "home"]): Rule {
  const rule = object({ ...shape, optional: { block_id: ID, ...shape.optional } });
  return (value, at, look) => {
    if (!surfaces.includes(look.surface)) return complain(look, `not supported in ${look.surface}s`, at);
    rule(value, at, look);
  };
}

const contextElement = variants({
  image: ELEMENTS.image,
  plain_text: anyText(3000),
  mrkdwn: anyText(3000),
});

const BLOCKS = {
  actions: block({ required: { elements: list(IN_ACTIONS, { max: 25 }) } }),
  alert: block(
    {
      required: { text: anyText(200) },
      optional: { level: oneOf("default", "info", "warning", "error", "success") },
    },
    ["modal"],
  ),
  context: block({ required: { elements: list(contextElement, { max: 10 }) } }),
  context_actions: block({ required: { elements: list(IN_CONTEXT_ACTIONS, { max: 5 }) } }, ["message"]),
  data_visualization: block({ required: { title: string(50), chart: CHART } }, ["message"]),
  divider: block({}),
  // Slack adds it to messages that hold remote files; an app cannot post one.
  file: block({}, []),
  header: block({ required: { text: plainText(150) } }),
  image: image({ block_id: ID, title: plainText(2000) }),
  input: block({
    required: { label: plainText(2000), element: IN_INPUT },
    optional: { hint: plainText(2000), optional: flag, dispatch_action: flag },
  }),
  markdown: block({ required: { text: string(12_000) } }, ["message"]),
  rich_text: RICH_TEXT,
  section: block({
    optional: { text: anyText(3000), fields: list(anyText(2000), { max: 10 }), accessory: ACCESSORY, expand: flag },
    also(value, at, look) {
      if (!value.text && !value.fields) complain(look, "must define either `text` or `fields`", at);
    },
  }),
  table: block(TABLE, ["message"]),
  video: block({
    required: { video_url: HTTP_URL, thumbnail_url: HTTP_URL, alt_text: string(2000), title: plainText(199) },
    optional: {
      title_url: HTTP_URL,
      author_name: string(49),
      provider_name: string(),
      provider_icon_url: HTTP_URL,
      description: plainText(3000),
    },
  }),
} satisfies Record<string, Rule>;

/**
 * What Slack would say against these blocks, in its own words with a JSON pointer; nothing where it would take them.
 * Strict: what the stand-in does not know (cards, carousels, containers, plans, data tables) is refused.
 * Sources: docs.slack.dev/reference/block-kit and `@slack/types`.
 */
export function validateBlocks(blocks: unknown, surface: Surface): string[] {
  const look: Look = { surface, complaints: [] };
  list(variants(BLOCKS), { min: 0, max: MAX_BLOCKS[surface] })(blocks, "/blocks", look);
  const all = objectsIn(blocks);
  uniqueBlockIds(all, look);
  uniqueActionIds(all, look);
  atMost(all, "table", 1, look);
  atMost(all, "data_visualization", 2, look);
  if (surface === "message" && blocksTooLong(blocks)) {
    complain(look, `must be less than ${MAX_BLOCKS_CHARACTERS + 1} characters`, "/blocks");
  }
  return look.complaints;
}

/** Whether a message with these blocks is answered with `msg_blocks_too_long`. */
export function blocksTooLong(blocks: unknown): boolean {
  return (JSON.stringify(blocks)?.length ?? 0) > MAX_BLOCKS_CHARACTERS;
}

/** The element of a block that people act on, with where it stands inside the block. */
export function elementsOf(block: JsonObject): { element: JsonObject; at: string }[] {
  const alone = ["accessory", "element"].flatMap((field) => {
    const element = block[field];
    return isObject(element) ? [{ element, at: field }] : [];
  });
  const several = ["actions", "context_actions"].includes(stringIn(block, "type")) ? objectsIn(block.elements) : [];
  return [...alone, ...several.map((element, index) => ({ element, at: `elements/${index}` }))];
}

function uniqueBlockIds(blocks: readonly JsonObject[], look: Look): void {
  const seen = new Set<string>();
  for (const [index, each] of blocks.entries()) {
    const id = stringIn(each, "block_id");
    if (id && seen.has(id)) complain(look, `block_id already exists: ${id}`, `/blocks/${index}/block_id`);
    seen.add(id);
  }
}

function uniqueActionIds(blocks: readonly JsonObject[], look: Look): void {
  for (const [index, each] of blocks.entries()) {
    const seen = new Set<string>();
    for (const { element, at } of elementsOf(each)) {
      const id = stringIn(element, "action_id");
      if (id && seen.has(id)) complain(look, `action_id already exists: ${id}`, `/blocks/${index}/${at}/action_id`);
      seen.add(id);
    }
  }
}

function atMost(blocks: readonly JsonObject[], type: string, most: number, look: Look): void {
  const found = blocks.filter((each) => each.type === type).length;
  if (found > most) complain(look, `no more than ${most} ${type} blocks allowed`, "/blocks");
}
