import type { Office } from "../office.ts";
import { SlackRefusal } from "../refusal.ts";
import { directMessageWith, type Message } from "../state.ts";
import type { WorkspaceChannel } from "../workspace.ts";

/** A channel that the bot can see; a private one that it is not in does not exist for it. */
export function visibleChannel(id: string, office: Office): WorkspaceChannel {
  const channel = office.state.channel(id);
  if (!channel || (channel.private && !hasBot(channel, office))) throw new SlackRefusal("channel_not_found");
  return channel;
}

export function hasBot(channel: WorkspaceChannel, office: Office): boolean {
  return channel.members.includes(office.state.workspace.bot.userId);
}

/** Where a message may be posted: a channel id, or a user's id for a direct message. */
export function channelToPost(id: string, office: Office): WorkspaceChannel {
  const { state } = office;
  const person = state.user(id);
  if (person?.deleted) throw new SlackRefusal("channel_not_found");
  const channel = visibleChannel(person ? directMessageWith(id) : id, office);
  if (channel.archived) throw new SlackRefusal("is_archived");
  if (!hasBot(channel, office) && !office.app.scopes.includes("chat:write.public")) {
    throw new SlackRefusal("not_in_channel");
  }
  return channel;
}

/** The parent's ts; a reply to a reply lands in the same thread. */
export function threadOf(channel: string, threadTs: string, office: Office): string | undefined {
  if (!threadTs) return undefined;
  const parent = office.state.message(channel, threadTs);
  if (!parent) throw new SlackRefusal("thread_not_found");
  return parent.threadTs ?? parent.ts;
}

/** The scope of a family (`history`, `read`) that a channel of this kind needs. */
export function channelScope(id: string, family: "history" | "read", office: Office): string {
  if (id.startsWith("D")) return `im:${family}`;
  return office.state.channel(id)?.private ? `groups:${family}` : `channels:${family}`;
}

export function channelJson(channel: WorkspaceChannel, office: Office) {
  const direct = channel.id.startsWith("D");
  return {
    id: channel.id,
    ...(direct ? { user: channel.members[0] } : { name: channel.name }),
    is_channel: !direct && !channel.private,
    is_group: !direct && channel.private === true,
    is_im: direct,
    is_private: channel.private === true,
    is_archived: channel.archived === true,
    is_ext_shared: channel.shared === true,
    is_member: hasBot(channel, office),
    context_team_id: office.state.workspace.team.id,
  };
}

/** A message as history, interactions and answers carry it. */
export function messageJson(message: Message, office: Office, withMetadata = false) {
  const { workspace, messages } = office.state;
  const ours = message.user === workspace.bot.userId;
  const replies = messages.filter(
    (each) => each.channel === message.channel && each.threadTs === message.ts && !each.deleted && !each.onlyTo,
  );
  const threadTs = message.threadTs ?? (replies.length > 0 ? message.ts : undefined);
  return {
    type: "message",
    user: message.user,
    ...(ours && { bot_id: workspace.bot.botId, app_id: workspace.bot.appId }),
    text: message.text,
    ts: message.ts,
    team: workspace.team.id,
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(threadTs && { thread_ts: threadTs }),
    ...(replies.length > 0 && { reply_count: replies.length, latest_reply: replies.at(-1)?.ts }),
    ...(message.earlier.length > 0 && { edited: { user: message.user, ts: message.ts } }),
    ...(message.files.length > 0 && { files: message.files.map((id) => fileNamed(id, office)) }),
    ...(withMetadata && message.metadata && { metadata: message.metadata }),
  };
}

function fileNamed(id: string, office: Office) {
  const { name, title } = office.state.files.get(id) ?? {};
  return { id, name, title };
}
