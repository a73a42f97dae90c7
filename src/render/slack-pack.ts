import type { RichTextPart, SlackBlock, SlackMessage } from "./slack-message.ts";
import { said } from "./slack-text.ts";

/**
 * Blocks that belong together and are never parted. `heading` is the same object for units that stand under it.
 * `aloud` is what the message's `text` says of it.
 */
export type Unit = { heading: SlackBlock | null; blocks: readonly SlackBlock[]; aloud: string };

/** About 13,200 characters of JSON of one message's blocks are answered with `msg_blocks_too_long`; found by trying. */
const BUDGET = 12_000;
/** docs.slack.dev/reference/block-kit/blocks */
const MOST_BLOCKS = 50;
/** What the parts of one unit may take, so that it fits a message with what stands around them. */
const UNIT_BUDGET = 11_500;

/**
 * As few messages as the order allows. A heading stands once above its units, and again where they go on in the next.
 * @param about what all of it is about, said first in every `text`
 */
export function messagesOf(about: string, units: readonly Unit[]): readonly SlackMessage[] {
  const messages: { blocks: SlackBlock[]; aloud: string[]; heading: SlackBlock | null }[] = [];
  for (const { heading, blocks, aloud } of units) {
    const whole = heading ? [heading, ...blocks] : blocks;
    const last = messages.at(-1);
    const more = last?.heading === heading ? blocks : whole;
    if (last && fits([...last.blocks, ...more])) {
      last.blocks.push(...more);
      last.aloud.push(aloud);
      last.heading = heading;
    } else messages.push({ blocks: [...whole], aloud: [aloud], heading });
  }
  return messages.map(({ blocks, aloud }, index) => {
    const number = messages.length > 1 ? ` (${index + 1} of ${messages.length})` : "";
    const words = aloud.filter((each) => each !== "").join("; ");
    return { text: said(`${about}${number}${words && `: ${words}`}`), blocks };
  });
}

function fits(blocks: readonly SlackBlock[]): boolean {
  return blocks.length <= MOST_BLOCKS && sizeOf(blocks) <= BUDGET;
}

/** The first parts, as many as one message takes. */
export function fitting(parts: readonly RichTextPart[], most = UNIT_BUDGET): readonly RichTextPart[] {
  let size = 0;
  const over = parts.findIndex((part) => {
    size += sizeOf([part]);
    return size > most;
  });
  return over === -1 ? parts : parts.slice(0, over);
}

/** Characters of JSON. */
function sizeOf(value: readonly object[]): number {
  return JSON.stringify(value).length;
}
