import type { Calls } from "./calls.ts";
import { historyScopes, isOurs, type Place, type Posted, SKEW_MS } from "./posts.ts";
import { SlackRefused } from "./trouble.ts";

/** By what a message is known again: the id in its metadata, or the name of its file, which is as unique. */
export type Mark = { id: string } | { filename: string };

/**
 * Whether a message of ours stands there already. `blind`: it cannot be looked for. Throws SlackRefused where that may be
 * known later.
 */
export type LookBack = (place: Place, mark: Mark, since: Date) => Promise<Posted | "absent" | "blind">;

const A_PAGE = 200;
const MOST_PAGES = 20;
/** Where it stood, nothing stands. */
const GONE = ["thread_not_found", "message_not_found"];

/** @param scopes that are granted */
export function createLookBack({ client, once }: Calls, scopes: readonly string[]): LookBack {
  async function page({ channel, threadTs }: Place, oldest: string, cursor: string) {
    const asked = { channel, limit: A_PAGE, include_all_metadata: true, oldest, ...(cursor && { cursor }) };
    return threadTs
      ? once("conversations.replies", () => client.conversations.replies({ ...asked, ts: threadTs }))
      : once("conversations.history", () => client.conversations.history(asked));
  }

  async function search(place: Place, mark: Mark, oldest: string): Promise<Posted | "absent" | "blind"> {
    let cursor = "";
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const { messages = [], response_metadata } = await page(place, oldest, cursor);
      const ours = messages.find((each) => bears(each, mark));
      if (ours?.ts) return { channel: place.channel, ts: ours.ts };
      cursor = response_metadata?.next_cursor ?? "";
      if (cursor === "") return "absent";
    }
    return "blind";
  }

  return async (place, mark, since) => {
    if (!historyScopes(place.channel).some((scope) => scopes.includes(scope))) return "blind";
    try {
      return await search(place, mark, String((since.getTime() - SKEW_MS) / 1_000));
    } catch (error) {
      if (!(error instanceof SlackRefused) || error.trouble.kind !== "refused") throw error;
      return GONE.includes(error.trouble.error) ? "absent" : "blind";
    }
  };
}

function bears(message: { metadata?: unknown; files?: readonly { name?: string | null }[] }, mark: Mark): boolean {
  if ("id" in mark) return isOurs(message.metadata, mark.id);
  return message.files?.some(({ name }) => name === mark.filename) ?? false;
}
