import { readable } from "../diagnosis/readable.ts";
import type { ChannelState, Chat } from "../ports/chat.ts";
import type { OutboxComplaint } from "../ports/outbox.ts";
import { type StoreStatus, StoreTrouble } from "../ports/store.ts";
import type { PortTrouble } from "../ports/trouble.ts";
import type { DoctorItem } from "./answer.ts";
import type { Context } from "./command.ts";

const LIMIT = 15_000;

/** The bot's scopes, and what goes without each; as in manifest.yml. */
const NEEDED: Readonly<Record<string, string>> = {
  commands: "/maildiag itself",
  "chat:write": "reports and answers",
  "app_mentions:read": "@maildiag, in threads too",
  "files:write": "the JSON report as a file",
};
const OPTIONAL: Readonly<Record<string, string>> = {
  "files:read": "bounces that are uploaded as files",
  "usergroups:read": "user groups as operators or approvers",
  "chat:write.public": "public channels that it was not invited to",
  "users:read": "telling guests from members",
  "channels:history": "finding its own message again after a crash, in public channels",
  "groups:history": "the same in private channels",
  "im:history": "direct messages",
};

/** Slack and the store; one line where Slack is not configured, because a terminal needs neither. */
export async function slackItems({ config, installation, openStore }: Context): Promise<readonly DoctorItem[]> {
  const chat = await installation.chat();
  if (!chat) return [{ item: "Slack", state: "ok", detail: "not configured (terminal only)", fix: null }];
  const signal = AbortSignal.timeout(LIMIT);
  const [bot, socket, store] = await Promise.all([
    botItems(chat, config, signal),
    socketItem(chat, signal),
    storeItem(installation.storeStatus),
  ]);
  // After the store was seen to open: two that make it at once would wait for each other.
  const delivery = store.state === "ok" ? await deliveryItems(openStore) : [];
  return [...bot, socket, ...delivery, store];
}

/** One for each channel that refuses what it is to be told. */
async function deliveryItems(openStore: Context["openStore"]): Promise<readonly DoctorItem[]> {
  try {
    const store = await openStore();
    try {
      return (await store.outbox.complaints()).map(deliveryItem);
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof StoreTrouble)) throw error;
    const fix = "Look at MAILDIAG_DATABASE_URL, then run doctor again.";
    return [{ item: "Slack delivery", state: "unreachable", detail: error.message, fix }];
  }
}

function deliveryItem({ channel, error, since, again, waiting }: OutboxComplaint): DoctorItem {
  const what = waiting === 1 ? "1 message waits" : `${waiting} messages wait`;
  return {
    item: `Slack delivery to ${channel}`,
    state: "denied",
    detail: `${error}: ${what} since ${since.toISOString()}, tried again at ${again.toISOString()}`,
    fix: `${remedyOf(error)} It is tried again at once after a restart.`,
  };
}

/** https://docs.slack.dev/reference/methods/chat.postMessage#errors */
function remedyOf(error: string): string {
  switch (error.replace(/ .*/, "")) {
    case "channel_not_found":
    case "not_in_channel":
      return "Invite it there: /invite @maildiag, or correct the channel's id in the configuration.";
    case "is_archived":
      return "Unarchive the channel, or name another one in the configuration.";
    case "missing_scope":
      return "Add the scope to the app (manifest.yml has all) and install it to the workspace again.";
    case "unknown_kind":
    case "unreadable_body":
      return "It comes from another version of maildiag: update all instances to the same one.";
    default:
      return "Look up Slack's word for it: https://docs.slack.dev/reference/methods/chat.postMessage#errors";
  }
}

async function botItems(chat: Chat, config: Context["config"], signal: AbortSignal): Promise<readonly DoctorItem[]> {
  const item = "Slack bot token";
  const { value: identity, trouble } = await readable(chat.identity(signal));
  if (!identity) return [troubled(item, trouble, "SLACK_BOT_TOKEN")];
  const channels = await Promise.all(
    config.channels.allowed.map((id) => channelItem(id, chat, identity.scopes, signal)),
  );
  const detail = `${identity.team} (${identity.teamId}), bot ${identity.userId}`;
  const own = { item, state: "ok", detail, fix: null } as const;
  return [own, scopesItem(identity.scopes, config), ...channels, ...alertChannelItem(config)];
}

/** Said only where there is none: a channel that is set has its own line. */
function alertChannelItem({ channels }: Context["config"]): readonly DoctorItem[] {
  if (channels.alerts !== null || Object.keys(channels.watches ?? {}).length > 0) return [];
  const fix = "Set MAILDIAG_ALERT_CHANNEL, or channels.alerts, to the id of the channel, and invite maildiag there.";
  return [{ item: "alert channel", state: "ok", detail: "none is configured: nobody is told of alerts", fix }];
}

/** An optional scope is missed where the configuration needs it. */
function scopesItem(granted: readonly string[], { operators, approvers }: Context["config"]): DoctorItem {
  const item = "Slack scopes";
  const groups = [...(operators?.groups ?? []), ...approvers.groups];
  const wanted = { ...NEEDED, ...(groups.length > 0 && { "usergroups:read": OPTIONAL["usergroups:read"] ?? "" }) };
  const without = (scopes: Readonly<Record<string, string>>) =>
    Object.entries(scopes).filter(([scope]) => !granted.includes(scope));
  const said = (scopes: readonly (readonly [string, string])[]) =>
    scopes.map(([scope, use]) => `${scope} (${use})`).join(", ");
  const missing = without(wanted);
  if (missing.length > 0) {
    const fix = "Add them to the app (manifest.yml has all), install it to the workspace again, and restart maildiag.";
    return { item, state: "missing", detail: `missing: ${said(missing)}`, fix };
  }
  const left = without(OPTIONAL);
  const detail = left.length > 0 ? `all that is needed; goes without ${said(left)}` : "all, the optional ones too";
  return { item, state: "ok", detail, fix: null };
}

async function channelItem(
  id: string,
  chat: Chat,
  scopes: readonly string[],
  signal: AbortSignal,
): Promise<DoctorItem> {
  const item = `Slack channel ${id}`;
  const { value: state, trouble } = await readable(chat.channel(id, scopes, signal));
  return state ? placed(item, state, scopes) : troubled(item, trouble, "SLACK_BOT_TOKEN");
}

function placed(item: string, state: ChannelState, scopes: readonly string[]): DoctorItem {
  const invite = "Invite it there: /invite @maildiag";
  switch (state) {
    case "member":
      return { item, state: "ok", detail: "maildiag is in it", fix: null };
    case "not-member":
      return scopes.includes("chat:write.public")
        ? { item, state: "ok", detail: "public: maildiag is not in it, but may post", fix: null }
        : { item, state: "missing", detail: "maildiag is not in it", fix: invite };
    case "missing":
      return {
        item,
        state: "missing",
        detail: "there is no such channel, or it is private and maildiag is not in it",
        fix: invite,
      };
    case "seen":
      return {
        item,
        state: "unreachable",
        detail: "it exists; whether maildiag is in it cannot be seen without channels:history or groups:history",
        fix: `${invite}, or grant the scope.`,
      };
  }
}

async function socketItem(chat: Chat, signal: AbortSignal): Promise<DoctorItem> {
  const item = "Slack app token";
  if (!chat.openSocket) {
    const fix = "Set SLACK_APP_TOKEN to an app-level token with connections:write.";
    return { item, state: "missing", detail: "not configured; start needs it, watch does not", fix };
  }
  const opened = chat.openSocket(signal).then(() => true);
  const { value, trouble } = await readable(opened);
  if (value) return { item, state: "ok", detail: "opens sockets", fix: null };
  return troubled(item, trouble, "SLACK_APP_TOKEN");
}

async function storeItem(statusOf: () => Promise<StoreStatus>): Promise<DoctorItem> {
  const item = "store";
  try {
    const { location, sizeBytes, schemaVersion, lastWrite } = await statusOf();
    const size =
      sizeBytes < 1_000_000 ? `${Math.ceil(sizeBytes / 1_000)} kB` : `${(sizeBytes / 1_000_000).toFixed(1)} MB`;
    const written = lastWrite ? `last write ${lastWrite.toISOString()}` : "nothing written yet";
    return { item, state: "ok", detail: `${location}, ${size}, schema ${schemaVersion}, ${written}`, fix: null };
  } catch (error) {
    if (!(error instanceof StoreTrouble)) throw error;
    const { reason, location, detail } = error;
    const fix = "Look at MAILDIAG_DATABASE_URL, at the rights and the room where it points, then run doctor again.";
    return {
      item,
      state: reason === "readonly" ? "denied" : "unreachable",
      detail: `${reason}: ${location}: ${detail}`,
      fix,
    };
  }
}

function troubled(item: string, trouble: PortTrouble | undefined, token: string): DoctorItem {
  const detail = trouble ? `${trouble.reason}: ${trouble.details.detail ?? ""}` : "unknown";
  if (trouble?.reason === "credentials" || trouble?.reason === "denied") {
    const fix = `Set ${token} to the token of the installed app: https://api.slack.com/apps`;
    return { item, state: "denied", detail, fix };
  }
  const fix = "Look at the network and at SLACK_API_URL, then run doctor again.";
  return { item, state: "unreachable", detail, fix };
}
