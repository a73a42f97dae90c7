import { createHash } from "node:crypto";
import type { Message, OutboxEntry } from "../ports/outbox.ts";
import type { SlackFile, SlackMessage } from "../render/slack-message.ts";
import type { Told } from "../render/told.ts";
import type { BotParts } from "./bot-parts.ts";
import { isLayoutRefused, plainly } from "./layout.ts";
import type { LookBack, Mark } from "./look-back.ts";
import { messageArguments, type Place } from "./posts.ts";
import { SlackRefused } from "./trouble.ts";

/** `unreachable`: the person was told in no way; the log has why. `message` null: there is none to edit. */
export type Said = { how: "sent" | "found" | "edited" | "plain" | "anew" | "unreachable"; message: Message | null };

/** Every way in which an entry of the outbox is said, each call tried once. Throws SlackRefused, and what `mayGo` throws. */
export type Ways = (entry: OutboxEntry, told: Told, mayGo: () => void) => Promise<Said>;

/** The message, or the thread, is no longer there, or no longer to be changed. */
const GONE = ["message_not_found", "thread_not_found", "cant_update_message", "edit_window_closed"];

export function createWays(
  { calls, posts, edits, log }: Pick<BotParts, "calls" | "posts" | "edits" | "log">,
  lookBack: LookBack,
): Ways {
  const { client } = calls;

  async function say(entry: OutboxEntry, told: Told, mayGo: () => void): Promise<Said> {
    if ("file" in told) return share(entry, told.file, mayGo);
    const { message } = told;
    if (entry.aim.to === "person") return tellPerson(entry, entry.aim.user, message, mayGo);
    if (entry.aim.to === "edit" && entry.about) {
      const edited = await edit(entry.about, message, mayGo);
      if (edited) return edited;
      log.info({ outbox: entry.id, ts: entry.about.ts }, "a message that is to be edited is gone: it is posted anew");
      return { ...(await post(entry, message, mayGo)), how: "anew" };
    }
    return post(entry, message, mayGo);
  }

  /** Null where it is no longer there. */
  async function edit(about: Message, message: SlackMessage, mayGo: () => void): Promise<Said | null> {
    const asOnce = (said: SlackMessage) => {
      mayGo();
      return said;
    };
    try {
      return await laidOut(message, async (said, how) => {
        await edits.once({ ...about, message: () => asOnce(said) });
        return { how: how === "sent" ? "edited" : how, message: about };
      });
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
  }

  async function post(entry: OutboxEntry, message: SlackMessage, mayGo: () => void): Promise<Said> {
    return inPlaces(entry, { id: entry.id }, async (place) =>
      laidOut(message, async (said, how) => {
        mayGo();
        return { how, message: await posts.postOnce(place, said, entry.id) };
      }),
    );
  }

  /** In the thread, or where that is gone in the channel; and nowhere where it stands already. */
  async function inPlaces(entry: OutboxEntry, mark: Mark, send: (place: Place) => Promise<Said>): Promise<Said> {
    for (const place of placesOf(entry)) {
      const before = entry.maybeSent ? await lookBack(place, mark, entry.at) : "absent";
      if (typeof before === "object") return { how: "found", message: before };
      try {
        return await send(place);
      } catch (error) {
        if (place.threadTs === null || !isGone(error)) throw error;
      }
    }
    throw new Error("every entry has a channel");
  }

  /** As it is, else plainly, else in a word. */
  async function laidOut(
    message: SlackMessage,
    send: (message: SlackMessage, how: "sent" | "plain") => Promise<Said>,
  ): Promise<Said> {
    try {
      return await send(message, "sent");
    } catch (error) {
      if (!isLayoutRefused(error)) throw error;
      log.warn({ err: error, said: message.text }, "Slack refused the layout of a message");
      return send(plainly(message, error), "plain");
    }
  }

  async function share(
    entry: OutboxEntry,
    { content, text, title, ...file }: SlackFile,
    mayGo: () => void,
  ): Promise<Said> {
    const filename = ownName(file.filename, entry.id);
    return inPlaces(entry, { filename }, async ({ channel, threadTs }) => {
      mayGo();
      const given = { filename, title, content, initial_comment: text, channel_id: channel };
      await calls.once("files.uploadV2", () =>
        client.filesUploadV2(threadTs ? { ...given, thread_ts: threadTs } : given),
      );
      return { how: "sent", message: null };
    });
  }

  /** In the channel where that is possible, else directly; who can be told in neither way is not waited for. */
  async function tellPerson(
    { id, channel, aim }: OutboxEntry,
    user: string,
    message: SlackMessage,
    mayGo: () => void,
  ): Promise<Said> {
    const thread = aim.to === "person" && aim.threadTs !== null ? { thread_ts: aim.threadTs } : {};
    try {
      if (!/^[CG]/.test(channel)) return await direct(channel);
      return await laidOut(message, async (said, how) => {
        mayGo();
        const given = { ...messageArguments(said), ...thread, channel, user };
        await calls.once("chat.postEphemeral", () => client.chat.postEphemeral(given));
        return { how, message: null };
      });
    } catch (error) {
      if (!(error instanceof SlackRefused) || error.trouble.kind !== "refused") throw error;
      log.info({ err: error, user, channel }, "a way to tell a person something is closed");
    }
    try {
      return await direct(user);
    } catch (error) {
      if (!(error instanceof SlackRefused) || error.trouble.kind !== "refused") throw error;
      log.warn({ err: error, user, channel, outbox: id, said: message.text }, "a person could not be told");
      return { how: "unreachable", message: null };
    }

    async function direct(to: string): Promise<Said> {
      return laidOut(message, async (said, how) => {
        mayGo();
        return { how, message: await posts.postOnce({ channel: to, threadTs: null }, said, id) };
      });
    }
  }

  return say;
}

function placesOf({ aim, channel, about }: OutboxEntry): readonly Place[] {
  if (aim.to === "channel" && aim.threadTs !== null)
    return [
      { channel, threadTs: aim.threadTs },
      { channel, threadTs: null },
    ];
  if (aim.to === "thread" && about) {
    return [
      { channel: about.channel, threadTs: about.ts },
      { channel: about.channel, threadTs: null },
    ];
  }
  return [{ channel: about?.channel ?? channel, threadTs: null }];
}

function isGone(error: unknown): boolean {
  return error instanceof SlackRefused && GONE.includes(error.trouble.error);
}

/** A name of its own, by which the file is found again. */
function ownName(filename: string, id: string): string {
  const own = createHash("sha256").update(id).digest("hex").slice(0, 8);
  return /\.\w{1,8}$/.test(filename) ? filename.replace(/(\.\w{1,8})$/, `-${own}$1`) : `${filename}-${own}`;
}
