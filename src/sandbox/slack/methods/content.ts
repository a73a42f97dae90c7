import { type Args, jsonArg, textArg } from "../args.ts";
import { blocksTooLong, validateBlocks } from "../blocks/validate.ts";
import { isObject, type JsonObject, objectsIn } from "../json.ts";
import { refusalWith, SlackRefusal } from "../refusal.ts";

export type Content = { text: string; blocks: JsonObject[]; hasText: boolean; hasBlocks: boolean };

/** Beyond it Slack truncates or refuses; the stand-in refuses. */
const MAX_TEXT = 40_000;

/** The text and blocks of a message, refused as Slack refuses them. */
export function contentOf(args: Args, maxText = MAX_TEXT): Content {
  const text = textArg(args, "text");
  if (text.length > maxText) throw new SlackRefusal("msg_too_long");
  const given = args.blocks !== undefined && args.blocks !== "";
  const blocks = given ? jsonArg(args, "blocks") : [];
  if (!Array.isArray(blocks) || !blocks.every(isObject)) throw new SlackRefusal("invalid_blocks_format");
  if (!text && blocks.length === 0) throw new SlackRefusal("no_text");
  if (blocksTooLong(blocks)) throw new SlackRefusal("msg_blocks_too_long");
  const complaints = validateBlocks(blocks, "message");
  if (complaints.length > 0) throw refusalWith("invalid_blocks", complaints);
  return { text, blocks: objectsIn(blocks), hasText: text !== "", hasBlocks: given };
}

/** `{event_type, event_payload}`, or nothing. */
export function metadataOf(args: Args): JsonObject | undefined {
  if (args.metadata === undefined || args.metadata === "") return undefined;
  const metadata = jsonArg(args, "metadata");
  if (!isObject(metadata)) throw new SlackRefusal("invalid_metadata_format");
  if (typeof metadata.event_type !== "string" || !isObject(metadata.event_payload)) {
    throw new SlackRefusal("metadata_must_be_sent_with_event_type_and_payload");
  }
  return metadata;
}
