import type { JsonObject } from "./json.ts";
import { messageJson } from "./methods/channel-access.ts";
import { viewJson } from "./methods/views.ts";
import type { Office } from "./office.ts";
import type { Message, View } from "./state.ts";
import type { WorkspaceUser } from "./workspace.ts";

// What the app is sent: https://docs.slack.dev/reference/interaction-payloads and the Events API.

/** Long deprecated, always there; apps on Socket Mode have no use for it. */
const VERIFICATION_TOKEN = "deprecated";

export function commandPayload(
  person: WorkspaceUser,
  command: { command: string; text: string; channel: string; channelName: string; responseUrl: string },
  office: Office,
): JsonObject {
  const { team, bot } = office.state.workspace;
  return {
    token: VERIFICATION_TOKEN,
    team_id: person.teamId ?? team.id,
    team_domain: team.domain,
    channel_id: command.channel,
    channel_name: command.channelName,
    user_id: person.id,
    user_name: person.name,
    command: command.command,
    text: command.text,
    api_app_id: bot.appId,
    is_enterprise_install: "false",
    response_url: command.responseUrl,
    trigger_id: office.state.giveTrigger(person.id),
  };
}

/** `event_id` stays the same over retries. */
export function eventPayload(event: JsonObject, shared: boolean, office: Office): JsonObject {
  const { team, bot } = office.state.workspace;
  return {
    token: VERIFICATION_TOKEN,
    team_id: team.id,
    api_app_id: bot.appId,
    event,
    type: "event_callback",
    event_id: office.state.nextId("Ev"),
    event_time: Math.floor(office.state.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: team.id, user_id: bot.userId, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: shared,
  };
}

/** A message that a person wrote, as an event. */
export function spokenEvent(type: string, message: Message, person: WorkspaceUser, files: JsonObject[]): JsonObject {
  return {
    type,
    user: person.id,
    ts: message.ts,
    event_ts: message.ts,
    channel: message.channel,
    text: message.text,
    ...(message.threadTs && { thread_ts: message.threadTs }),
    ...(person.teamId && { user_team: person.teamId, source_team: person.teamId, team: person.teamId }),
    ...(type === "message" && { channel_type: "im" }),
    ...(files.length > 0 && { files, ...(type === "message" && { subtype: "file_share" }) }),
  };
}

/** What block actions, shortcuts and views have in common. */
export function interaction(type: string, person: WorkspaceUser, office: Office): JsonObject {
  const { team, bot } = office.state.workspace;
  const teamId = person.teamId ?? team.id;
  return {
    type,
    token: VERIFICATION_TOKEN,
    team: { id: team.id, domain: team.domain },
    user: { id: person.id, username: person.name, name: person.name, team_id: teamId },
    api_app_id: bot.appId,
    enterprise: null,
    is_enterprise_install: false,
    trigger_id: office.state.giveTrigger(person.id),
  };
}

/** Where in a message something was pressed. An ephemeral message itself is not sent along. */
export function inMessage(message: Message, responseUrl: string, office: Office): JsonObject {
  const container = {
    type: "message",
    message_ts: message.ts,
    channel_id: message.channel,
    is_ephemeral: message.onlyTo !== undefined,
    ...(message.threadTs && { thread_ts: message.threadTs }),
  };
  return {
    container,
    channel: channelOf(message, office),
    ...(!message.onlyTo && { message: messageJson(message, office) }),
    response_url: responseUrl,
    state: { values: {} },
  };
}

export function inView(view: View, office: Office): JsonObject {
  return { container: { type: "view", view_id: view.id }, view: viewJson(view, office) };
}

export function channelOf(message: Message, office: Office): JsonObject {
  return { id: message.channel, name: office.state.channel(message.channel)?.name ?? "" };
}
