import { type Args, flagArg, requiredArg, textArg } from "../args.ts";
import type { JsonObject } from "../json.ts";
import type { Office } from "../office.ts";
import { SlackRefusal } from "../refusal.ts";
import { directMessageWith, type Message } from "../state.ts";
import { channelJson, hasBot, messageJson, visibleChannel } from "./channel-access.ts";

export function info(args: Args, office: Office): JsonObject {
  return { channel: channelJson(visibleChannel(requiredArg(args, "channel"), office), office) };
}

export function members(args: Args, office: Office): JsonObject {
  const channel = visibleChannel(requiredArg(args, "channel"), office);
  const { page, cursor } = pageOf(channel.members, args, 1000);
  return { members: page, response_metadata: { next_cursor: cursor } };
}

export function open(args: Args, office: Office): JsonObject {
  const [id = "", ...more] = textArg(args, "users").split(",");
  const user = office.state.user(id);
  if (more.length > 0) throw new SlackRefusal("not_enough_users");
  if (!user) throw new SlackRefusal("user_not_found");
  if (user.deleted) throw new SlackRefusal("user_disabled");
  return { channel: { id: directMessageWith(id) } };
}

/** Newest first, thread replies left out, as Slack does. */
export function history(args: Args, office: Office): JsonObject {
  const channel = visibleChannel(requiredArg(args, "channel"), office);
  if (!hasBot(channel, office)) throw new SlackRefusal("not_in_channel");
  const found = shown(channel.id, office).filter((each) => !each.threadTs && inTime(each, args));
  return messagesPage(found.reverse(), args, office);
}

/** Oldest first, the parent at the top. */
export function replies(args: Args, office: Office): JsonObject {
  const channel = visibleChannel(requiredArg(args, "channel"), office);
  if (!hasBot(channel, office)) throw new SlackRefusal("not_in_channel");
  const ts = requiredArg(args, "ts");
  const thread = shown(channel.id, office).filter((each) => each.ts === ts || each.threadTs === ts);
  if (thread.length === 0) throw new SlackRefusal("thread_not_found");
  return messagesPage(
    thread.filter((each) => each.ts === ts || inTime(each, args)),
    args,
    office,
  );
}

function shown(channel: string, office: Office): Message[] {
  return office.state.messages.filter((each) => each.channel === channel && !each.deleted && !each.onlyTo);
}

function inTime(message: Message, args: Args): boolean {
  const oldest = Number(textArg(args, "oldest") || 0);
  const latest = Number(textArg(args, "latest") || Number.POSITIVE_INFINITY);
  const ts = Number(message.ts);
  return flagArg(args, "inclusive") ? ts >= oldest && ts <= latest : ts > oldest && ts < latest;
}

function messagesPage(found: readonly Message[], args: Args, office: Office): JsonObject {
  const { page, cursor } = pageOf(found, args, 999);
  const withMetadata = flagArg(args, "include_all_metadata");
  return {
    messages: page.map((each) => messageJson(each, office, withMetadata)),
    has_more: cursor !== "",
    response_metadata: { next_cursor: cursor },
  };
}

function pageOf<T>(all: readonly T[], args: Args, most: number): { page: readonly T[]; cursor: string } {
  const limit = Number(textArg(args, "limit") || 100);
  if (!Number.isInteger(limit) || limit < 1 || limit > most) throw new SlackRefusal("invalid_limit");
  const given = textArg(args, "cursor");
  const start = given ? Number(given.replace(/^next:/, "")) : 0;
  if (!Number.isInteger(start)) throw new SlackRefusal("invalid_cursor");
  const end = start + limit;
  return { page: all.slice(start, end), cursor: end < all.length ? `next:${end}` : "" };
}
