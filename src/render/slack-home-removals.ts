import type { Removal } from "../ports/removals.ts";
import { aboutWords } from "./removal-words.ts";
import { header, ICONS, link, person, plain, richText, section } from "./slack-elements.ts";
import type { SlackBlock } from "./slack-message.ts";
import { itemLines } from "./slack-removal.ts";
import { removalButtons } from "./slack-removal-buttons.ts";
import { timeWords } from "./trace-words.ts";

/** Requests that wait for a decision; `url` is their message, null where it is not known. */
export type PendingRemovals = {
  removals: readonly { removal: Removal; url: string | null }[];
  /** There are more. */
  more: boolean;
};

const MOST_ENTRIES = 3;

/** With the buttons of the message itself; nothing where nothing waits. */
export function homeRemovalBlocks({ removals, more }: PendingRemovals): readonly SlackBlock[] {
  if (removals.length === 0) return [];
  return [
    header("Removals that wait for a decision"),
    ...removals.flatMap(({ removal, url }) => {
      const { id, askedBy, askedAt, why, items } = removal;
      const rest = items.length - MOST_ENTRIES;
      return [
        richText(
          section(
            [ICONS.pending, plain(` ${aboutWords(removal)}  asked by `, 400), person(askedBy)],
            [plain(`at ${timeWords(askedAt)}${why.trim() === "" ? "" : `, why: ${why.trim()}`}`, 300)],
            ...items.slice(0, MOST_ENTRIES).flatMap(itemLines),
            ...(rest > 0 ? [[plain(`and ${rest} more: look at the message`)]] : []),
            ...(url === null ? [] : [[link(url, "The message with all that is known")]]),
          ),
        ),
        removalButtons(id, ["approve", "deny"], removal),
      ];
    }),
    ...(more ? [richText(section([plain("There are more: look into the approval channel.")]))] : []),
  ];
}
