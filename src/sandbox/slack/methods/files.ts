import { type Args, jsonArg, requiredArg, textArg } from "../args.ts";
import { type JsonObject, objectsIn, stringIn } from "../json.ts";
import type { Office } from "../office.ts";
import { SlackRefusal } from "../refusal.ts";
import type { StoredFile } from "../state.ts";
import { channelToPost, hasBot, threadOf } from "./channel-access.ts";

export function getUploadUrl(args: Args, office: Office): JsonObject {
  const { state } = office;
  const name = requiredArg(args, "filename");
  const length = Number(requiredArg(args, "length"));
  if (!Number.isInteger(length) || length < 1) throw new SlackRefusal("invalid_arguments");
  const id = state.nextId("F");
  state.files.set(id, {
    id,
    name,
    title: name,
    length,
    content: null,
    complete: false,
    user: state.workspace.bot.userId,
    channels: [],
  });
  return { file_id: id, upload_url: `${office.origin()}/upload/${id}` };
}

/** Shares what was uploaded: one message with all the files, or nothing where no channel is given. */
export function completeUpload(args: Args, office: Office): JsonObject {
  const { state } = office;
  const wanted = objectsIn(jsonArg(args, "files"));
  if (wanted.length === 0) throw new SlackRefusal("invalid_arguments");
  const files = wanted.map((each) => {
    const file = state.files.get(stringIn(each, "id"));
    if (!file?.content || file.complete) throw new SlackRefusal("file_not_found");
    return { file, title: stringIn(each, "title") || file.name };
  });
  const channelId = textArg(args, "channel_id");
  if (channelId) share(files, channelId, args, office);
  for (const { file, title } of files) {
    file.title = title;
    file.complete = true;
  }
  state.changed();
  return { files: files.map(({ file }) => fileJson(file, office)) };
}

function share(files: readonly { file: StoredFile }[], channelId: string, args: Args, office: Office): void {
  const channel = channelToPost(channelId, office);
  if (!hasBot(channel, office)) throw new SlackRefusal("channel_not_found");
  const threadTs = threadOf(channel.id, textArg(args, "thread_ts"), office);
  for (const { file } of files) file.channels.push(channel.id);
  office.state.post({
    channel: channel.id,
    user: office.state.workspace.bot.userId,
    text: textArg(args, "initial_comment"),
    files: files.map(({ file }) => file.id),
    ...(threadTs && { threadTs }),
  });
}

export function info(args: Args, office: Office): JsonObject {
  const file = office.state.files.get(requiredArg(args, "file"));
  if (!file?.complete) throw new SlackRefusal("file_not_found");
  return { file: fileJson(file, office) };
}

export function fileJson(file: StoredFile, office: Office): JsonObject {
  const url = `${office.origin()}/files/${file.id}/${encodeURIComponent(file.name)}`;
  return {
    id: file.id,
    name: file.name,
    title: file.title,
    size: file.length,
    user: file.user,
    user_team: office.state.workspace.team.id,
    filetype: file.name.split(".").at(-1) ?? "",
    url_private: url,
    url_private_download: url,
    permalink: url,
    channels: file.channels,
  };
}
