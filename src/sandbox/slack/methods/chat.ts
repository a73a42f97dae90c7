import { type Args, requiredArg, textArg } from "../args.ts";
import type { JsonObject } from "../json.ts";
import type { Office } from "../office.ts";
import { SlackRefusal } from "../refusal.ts";
import { type Message, withIds } from "../state.ts";
import { channelToPost, messageJson, threadOf, visibleChannel } from "./channel-access.ts";
import { contentOf, metadataOf } from "./content.ts";

/** chat.update takes less text than chat.postMessage: https://docs.slack.dev/reference/methods/chat.update */
const MAX_UPDATE_TEXT = 4_000;

export function postMessage(args: Args, office: Office): JsonObject {
  const { state } = office;
  const channel = channelToPost(requiredArg(args, "channel"), office);
  const { text, blocks } = contentOf(args);
  const metadata = metadataOf(args);
  const threadTs = threadOf(channel.id, textArg(args, "thread_ts"), office);
  const message = state.post({
    channel: channel.id,
    user: state.workspace.bot.userId,
    text,
    blocks: withIds(blocks, state),
    unfurl: { links: args.unfurl_links, media: args.unfurl_media },
    ...(threadTs && { threadTs }),
    ...(metadata && { metadata }),
  });
  return { channel: channel.id, ts: message.ts, message: messageJson(message, office, true) };
}

export function update(args: Args, office: Office): JsonObject {
  const { state } = office;
  const message = ownMessage(args, office, "cant_update_message");
  const { text, blocks, hasText, hasBlocks } = contentOf(args, MAX_UPDATE_TEXT);
  const metadata = metadataOf(args);
  if (metadata) message.metadata = metadata;
  // Blocks stay only where neither blocks nor text are given anew.
  state.edit(message, {
    text: hasText ? text : message.text,
    blocks: hasBlocks || hasText ? withIds(blocks, state) : message.blocks,
  });
  return { channel: message.channel, ts: message.ts, text: message.text, message: messageJson(message, office, true) };
}

export function remove(args: Args, office: Office): JsonObject {
  const message = ownMessage(args, office, "cant_delete_message");
  office.state.remove(message);
  return { channel: message.channel, ts: message.ts };
}

/** chat.update and chat.delete want the channel's own id, never a user's, and the bot's own message. */
function ownMessage(args: Args, office: Office, notOurs: string): Message {
  const channel = visibleChannel(requiredArg(args, "channel"), office);
  const message = office.state.message(channel.id, requiredArg(args, "ts"));
  if (!message) throw new SlackRefusal("message_not_found");
  if (message.user !== office.state.workspace.bot.userId) throw new SlackRefusal(notOurs);
  if (channel.archived) throw new SlackRefusal("is_archived");
  return message;
}

export function postEphemeral(args: Args, office: Office): JsonObject {
  const { state } = office;
  const channel = channelToPost(requiredArg(args, "channel"), office);
  const onlyTo = requiredArg(args, "user");
  const { text, blocks } = contentOf(args);
  // chat:write.public does not reach this far.
  if (!channel.members.includes(state.workspace.bot.userId)) throw new SlackRefusal("not_in_channel");
  if (!channel.members.includes(onlyTo)) throw new SlackRefusal("user_not_in_channel");
  const threadTs = threadOf(channel.id, textArg(args, "thread_ts"), office);
  const message = state.post({
    channel: channel.id,
    user: state.workspace.bot.userId,
    text,
    blocks: withIds(blocks, state),
    onlyTo,
    ...(threadTs && { threadTs }),
  });
  return { message_ts: message.ts };
}

export function getPermalink(args: Args, office: Office): JsonObject {
  const channel = visibleChannel(requiredArg(args, "channel"), office);
  const message = office.state.message(channel.id, requiredArg(args, "message_ts"));
  if (!message) throw new SlackRefusal("message_not_found");
  const thread = message.threadTs ? `?thread_ts=${message.threadTs}&cid=${channel.id}` : "";
  const { domain } = office.state.workspace.team;
  const permalink = `https://${domain}.slack.com/archives/${channel.id}/p${message.ts.replace(".", "")}${thread}`;
  return { channel: channel.id, permalink };
}
