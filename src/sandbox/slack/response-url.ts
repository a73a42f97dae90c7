import { textArg } from "./args.ts";
import type { JsonObject } from "./json.ts";
import { threadOf } from "./methods/channel-access.ts";
import { contentOf } from "./methods/content.ts";
import type { Office } from "./office.ts";
import { SlackRefusal } from "./refusal.ts";
import { type ResponseUrl, withIds } from "./state.ts";
import { type Reply, refused } from "./web-api.ts";

// https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
const MAX_USES = 5;
const LIVES_MS = 30 * 60_000;

/** A post to a response_url. It needs no token and no membership, which is why its uses and its time are limited. */
export function answerResponseUrl(id: string, payload: JsonObject, office: Office): Reply {
  const url = office.state.responseUrls.get(id);
  if (!url) return gone("no_such_url");
  if (url.uses >= MAX_USES) return gone("used_url");
  if (office.state.now() - url.at > LIVES_MS) return gone("expired_url");
  try {
    respond(url, payload, office);
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    return { status: 400, headers: {}, body: refused(error.code, error.details) };
  }
  url.uses += 1;
  return { status: 200, headers: {}, body: "ok" };
}

/** Posts, replaces or deletes as the payload says; also what an ack with a payload does. Throws SlackRefusal. */
export function respond(url: ResponseUrl, payload: JsonObject, office: Office): void {
  const { state } = office;
  const { original } = url;
  if (payload.delete_original === true) {
    if (!original || original.deleted) throw new SlackRefusal("message_not_found");
    state.remove(original);
    return;
  }
  const { text, blocks } = contentOf(payload);
  const kept = withIds(blocks, state);
  if (payload.replace_original === true && original && !original.deleted) {
    state.edit(original, { text, blocks: kept });
    return;
  }
  const threadTs = threadOf(url.channel, textArg(payload, "thread_ts"), office);
  state.post({
    channel: url.channel,
    user: state.workspace.bot.userId,
    text,
    blocks: kept,
    ...(threadTs && { threadTs }),
    ...(payload.response_type !== "in_channel" && { onlyTo: url.user }),
  });
}

function gone(code: string): Reply {
  return { status: 404, headers: {}, body: code };
}
