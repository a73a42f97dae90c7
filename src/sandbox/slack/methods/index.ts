import { type Args, textArg } from "../args.ts";
import type { JsonObject } from "../json.ts";
import type { Office } from "../office.ts";
import { channelScope } from "./channel-access.ts";
import * as chat from "./chat.ts";
import * as conversations from "./conversations.ts";
import * as files from "./files.ts";
import * as people from "./people.ts";
import * as views from "./views.ts";

export type Method = {
  /** `app` methods take the app-level token, all others the bot's. */
  token: "bot" | "app";
  /** The scope that it needs; null for none. */
  scope: (args: Args, office: Office) => string | null;
  call: (args: Args, office: Office) => JsonObject;
};

function bot(scope: string | null | Method["scope"], call: Method["call"]): Method {
  return { token: "bot", scope: typeof scope === "function" ? scope : () => scope, call };
}

function inChannel(family: "history" | "read"): Method["scope"] {
  return (args, office) => channelScope(textArg(args, "channel"), family, office);
}

/** Every Web API method that the stand-in has; any other is answered with `unknown_method`. */
export const METHODS: Readonly<Record<string, Method>> = {
  "apps.connections.open": { token: "app", scope: () => null, call: people.connectionsOpen },
  "auth.test": bot(null, people.authTest),
  "chat.delete": bot("chat:write", chat.remove),
  "chat.getPermalink": bot(null, chat.getPermalink),
  "chat.postEphemeral": bot("chat:write", chat.postEphemeral),
  "chat.postMessage": bot("chat:write", chat.postMessage),
  "chat.update": bot("chat:write", chat.update),
  "conversations.history": bot(inChannel("history"), conversations.history),
  "conversations.info": bot(inChannel("read"), conversations.info),
  "conversations.members": bot(inChannel("read"), conversations.members),
  "conversations.open": bot("im:write", conversations.open),
  "conversations.replies": bot(inChannel("history"), conversations.replies),
  "files.completeUploadExternal": bot("files:write", files.completeUpload),
  "files.getUploadURLExternal": bot("files:write", files.getUploadUrl),
  "files.info": bot("files:read", files.info),
  "usergroups.users.list": bot("usergroups:read", people.userGroupMembers),
  "users.info": bot("users:read", people.usersInfo),
  "views.open": bot(null, views.open),
  "views.publish": bot(null, views.publish),
  "views.update": bot(null, views.update),
};
