import { LogLevel, type View, WebClient } from "@slack/web-api";
import { describe, expect, test } from "vitest";
import type { SlackOptions, SlackStandIn } from "../../../src/sandbox/slack/index.ts";
import { appFromManifest } from "../../../src/sandbox/slack/installed-app.ts";
import { freshSlack } from "./start-app.ts";

const LEAST = ["commands", "chat:write", "app_mentions:read", "files:write"];
const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });

function clientOf(slack: SlackStandIn, token = slack.tokens.bot, rejectRateLimitedCalls = false): WebClient {
  return new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    logger: {
      debug() {},
      info() {},
      warn() {},
      error() {},
      setLevel() {},
      getLevel: () => LogLevel.ERROR,
      setName() {},
    },
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls,
  });
}

/** Slack's error code, or "ok". */
async function codeOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
    return "ok";
  } catch (error) {
    return error instanceof Error && "data" in error && isRecord(error.data) ? error.data.error : String(error);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

type Refused = { why: string; method: string; args: Record<string, unknown>; code: string; options?: SlackOptions };

const REFUSED: Refused[] = [
  { why: "a method that does not exist", method: "chat.shout", args: {}, code: "unknown_method" },
  {
    why: "an unknown channel",
    method: "chat.postMessage",
    args: { channel: "C404", text: "x" },
    code: "channel_not_found",
  },
  {
    why: "a private channel without the bot",
    method: "chat.postMessage",
    args: { channel: "G0CLOSED", text: "x" },
    code: "channel_not_found",
  },
  {
    why: "a public channel without the bot, chat:write.public not granted",
    method: "chat.postMessage",
    args: { channel: "C0RANDOM", text: "x" },
    code: "not_in_channel",
    options: { app: { scopes: LEAST } },
  },
  {
    why: "an archived channel",
    method: "chat.postMessage",
    args: { channel: "C0OLD", text: "x" },
    code: "is_archived",
  },
  { why: "neither text nor blocks", method: "chat.postMessage", args: { channel: "C0OPS" }, code: "no_text" },
  {
    why: "40,001 characters of text",
    method: "chat.postMessage",
    args: { channel: "C0OPS", text: "x".repeat(40_001) },
    code: "msg_too_long",
  },
  {
    why: "4,001 characters in an update",
    method: "chat.update",
    args: { text: "x".repeat(4_001) },
    code: "msg_too_long",
  },
  {
    why: "more than 13,200 characters of blocks",
    method: "chat.postMessage",
    args: { channel: "C0OPS", text: "x", blocks: Array.from({ length: 5 }, () => section("y".repeat(2_900))) },
    code: "msg_blocks_too_long",
  },
  {
    why: "a block without its text",
    method: "chat.postMessage",
    args: { channel: "C0OPS", text: "x", blocks: [{ type: "section" }] },
    code: "invalid_blocks",
  },
  {
    why: "blocks that are no list",
    method: "chat.postMessage",
    args: { channel: "C0OPS", text: "x", blocks: { type: "divider" } },
    code: "invalid_blocks_format",
  },
  {
    why: "metadata without a payload",
    method: "chat.postMessage",
    args: { channel: "C0OPS", text: "x", metadata: { event_type: "run" } },
    code: "metadata_must_be_sent_with_event_type_and_payload",
  },
  {
    why: "a thread that does not exist",
    method: "chat.postMessage",
    args: { channel: "C0OPS", text: "x", thread_ts: "1.000001" },
    code: "thread_not_found",
  },
  {
    why: "an update of a message that is not there",
    method: "chat.update",
    args: { ts: "1.000001", text: "x" },
    code: "message_not_found",
  },
  {
    why: "an update addressed to a person",
    method: "chat.update",
    args: { channel: "U0ANA", text: "x" },
    code: "channel_not_found",
  },
  {
    why: "a deletion of a message that is not there",
    method: "chat.delete",
    args: { ts: "1.000001" },
    code: "message_not_found",
  },
  {
    why: "an ephemeral for somebody who is not there",
    method: "chat.postEphemeral",
    args: { channel: "C0OPS", user: "U0OTHER", text: "x" },
    code: "user_not_in_channel",
  },
  {
    why: "an ephemeral where the bot is not",
    method: "chat.postEphemeral",
    args: { channel: "C0RANDOM", user: "U0ANA", text: "x" },
    code: "not_in_channel",
  },
  {
    why: "a permalink to nothing",
    method: "chat.getPermalink",
    args: { channel: "C0OPS", message_ts: "1.000001" },
    code: "message_not_found",
  },
  {
    why: "channel details without channels:read",
    method: "conversations.info",
    args: { channel: "C0OPS" },
    code: "missing_scope",
  },
  {
    why: "opening a direct message without im:write",
    method: "conversations.open",
    args: { users: "U0ANA" },
    code: "missing_scope",
  },
  {
    why: "history without channels:history",
    method: "conversations.history",
    args: { channel: "C0OPS" },
    code: "missing_scope",
    options: { app: { scopes: LEAST } },
  },
  {
    why: "history of a channel without the bot",
    method: "conversations.history",
    args: { channel: "C0RANDOM" },
    code: "not_in_channel",
  },
  {
    why: "replies of no thread",
    method: "conversations.replies",
    args: { channel: "C0OPS", ts: "1.000001" },
    code: "thread_not_found",
  },
  { why: "an unknown user", method: "users.info", args: { user: "U404" }, code: "user_not_found" },
  {
    why: "users without users:read",
    method: "users.info",
    args: { user: "U0ANA" },
    code: "missing_scope",
    options: { app: { scopes: LEAST } },
  },
  {
    why: "an unknown user group",
    method: "usergroups.users.list",
    args: { usergroup: "S404" },
    code: "no_such_subteam",
  },
  {
    why: "a modal without a trigger",
    method: "views.open",
    args: { trigger_id: "never", view: {} },
    code: "invalid_trigger_id",
  },
  { why: "a view that is gone", method: "views.update", args: { view_id: "V404", view: {} }, code: "not_found" },
  {
    why: "a Home with a wrong block",
    method: "views.publish",
    args: { user_id: "U0ANA", view: { type: "home", blocks: [{ type: "shout" }] } },
    code: "invalid_arguments",
  },
  {
    why: "a file nobody uploaded",
    method: "files.completeUploadExternal",
    args: { files: [{ id: "F404" }], channel_id: "C0OPS" },
    code: "file_not_found",
  },
  { why: "details of no file", method: "files.info", args: { file: "F404" }, code: "file_not_found" },
];

describe("refused, with Slack's code", () => {
  test.for(REFUSED)("$why: $code", async ({ method, args, code, options }) => {
    const slack = await freshSlack(options);
    const client = clientOf(slack);
    const { ts } = await client.chat.postMessage({ channel: "C0OPS", text: "there" });
    const target = ["chat.update", "chat.delete"].includes(method) ? { channel: "C0OPS", ts, ...args } : args;
    expect(await codeOf(client.apiCall(method, target))).toBe(code);
    expect(slack.messages).toHaveLength(1);
    expect(slack.messages[0]).toMatchObject({ text: "there", deleted: false, earlier: [] });
  });

  test("tokens: none, wrong, of the wrong kind", async () => {
    const slack = await freshSlack();
    expect(await codeOf(clientOf(slack, "").auth.test())).toBe("not_authed");
    expect(await codeOf(clientOf(slack, "xoxb-other").auth.test())).toBe("invalid_auth");
    expect(await codeOf(clientOf(slack, slack.tokens.app).auth.test())).toBe("not_allowed_token_type");
    expect(await codeOf(clientOf(slack).apps.connections.open())).toBe("not_allowed_token_type");
  });

  test("a missing scope says what is needed and what is there", async () => {
    const slack = await freshSlack({ app: { scopes: LEAST } });
    await expect(clientOf(slack).users.info({ user: "U0ANA" })).rejects.toMatchObject({
      data: { error: "missing_scope", needed: "users:read", provided: LEAST.join(",") },
    });
  });

  test("wrong blocks are named with a pointer", async () => {
    const slack = await freshSlack();
    const call = clientOf(slack).apiCall("chat.postMessage", { channel: "C0OPS", text: "x", blocks: [section("")] });
    await expect(call).rejects.toMatchObject({
      data: {
        error: "invalid_blocks",
        errors: ["must be more than 0 characters [json-pointer:/blocks/0/text/text]"],
        response_metadata: {
          messages: ["[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"],
        },
      },
    });
  });

  test("somebody else's message cannot be edited or deleted", async () => {
    const slack = await freshSlack();
    const { channel, ts } = slack.people.say("U0ANA", "C0OPS", "mine");
    expect(await codeOf(clientOf(slack).chat.update({ channel, ts, text: "yours" }))).toBe("cant_update_message");
    expect(await codeOf(clientOf(slack).chat.delete({ channel, ts }))).toBe("cant_delete_message");
  });
});

test("auth.test tells who the bot is and which scopes it has", async () => {
  const slack = await freshSlack();
  const answer = await clientOf(slack).auth.test();
  expect(answer).toMatchObject({ ok: true, team_id: "T0EXAMPLE", user_id: "U0BOT", bot_id: "B0BOT" });
  expect(answer.response_metadata?.scopes).toEqual(appFromManifest().scopes);
});

test("JSON bodies and a token in the body do as well as forms", async () => {
  const slack = await freshSlack();
  const answer = await fetch(`${slack.apiUrl}chat.postMessage`, {
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify({ token: slack.tokens.bot, channel: "U0ANA", text: "hello", unfurl_links: false }),
  });
  expect(await answer.json()).toMatchObject({ ok: true, channel: "D0ANA" });
  expect(slack.find("hello")).toMatchObject({ channel: "D0ANA", unfurl: { links: false, media: undefined } });
});

test("a text alone takes the blocks of a message away, blocks alone leave its text", async () => {
  const slack = await freshSlack();
  const client = clientOf(slack);
  const { ts = "" } = await client.chat.postMessage({ channel: "C0OPS", text: "first", blocks: [{ type: "divider" }] });
  await client.apiCall("chat.update", { channel: "C0OPS", ts, blocks: [section("second")] });
  expect(slack.messages[0]).toMatchObject({ text: "first", blocks: [section("second")] });
  await client.chat.update({ channel: "C0OPS", ts, text: "third" });
  expect(slack.messages[0]).toMatchObject({ text: "third", blocks: [] });
  expect(slack.transcript({ edits: true })).toBe(
    "== #mail-ops ==\nmaildiag:\n    ---\n    (edited to)\n    second\n    (edited to)\n    third\n",
  );
});

test("history pages newest first, replies oldest first, metadata on request", async () => {
  const slack = await freshSlack();
  const client = clientOf(slack);
  const metadata = { event_type: "report", event_payload: { run: "r1" } };
  const { ts = "" } = await client.chat.postMessage({ channel: "C0OPS", text: "parent", metadata });
  for (const text of ["a", "b"]) await client.chat.postMessage({ channel: "C0OPS", thread_ts: ts, text });
  await client.chat.postMessage({ channel: "C0OPS", text: "newer" });
  const first = await client.conversations.history({ channel: "C0OPS", limit: 1 });
  const cursor = first.response_metadata?.next_cursor ?? "";
  const second = await client.conversations.history({ channel: "C0OPS", limit: 1, cursor, include_all_metadata: true });
  expect(first.messages?.map((each) => each.text)).toEqual(["newer"]);
  expect(second.messages).toMatchObject([{ text: "parent", reply_count: 2, metadata, bot_id: "B0BOT" }]);
  expect(second.response_metadata?.next_cursor).toBe("");
  const replies = await client.conversations.replies({ channel: "C0OPS", ts });
  expect(replies.messages?.map((each) => each.text)).toEqual(["parent", "a", "b"]);
});

test.for([
  { why: "a member", user: "U0ANA", seen: { is_restricted: false, is_ultra_restricted: false, team_id: "T0EXAMPLE" } },
  { why: "a guest", user: "U0GUEST", seen: { is_restricted: true, is_ultra_restricted: false } },
  { why: "a guest of one channel", user: "U0ONECHANNEL", seen: { is_restricted: true, is_ultra_restricted: true } },
  { why: "another team's user", user: "U0OTHER", seen: { team_id: "T0PARTNER", is_stranger: true } },
  { why: "somebody who left", user: "U0GONE", seen: { deleted: true } },
])("users.info shows $why as such", async ({ user, seen }) => {
  const slack = await freshSlack();
  expect((await clientOf(slack).users.info({ user })).user).toMatchObject(seen);
});

test("members, user groups, channels and permalinks are answered where the scopes allow it", async () => {
  const scopes = [...LEAST, "channels:read", "groups:read", "im:write", "usergroups:read"];
  const slack = await freshSlack({ app: { scopes } });
  const client = clientOf(slack);
  const { ts = "" } = await client.chat.postMessage({ channel: "G0SECRET", text: "x" });
  expect((await client.conversations.members({ channel: "G0SECRET" })).members).toEqual(["U0BOT", "U0BEN"]);
  expect((await client.conversations.info({ channel: "C0PARTNER" })).channel).toMatchObject({ is_ext_shared: true });
  expect((await client.usergroups.users.list({ usergroup: "S0MAIL" })).users).toEqual(["U0BEN"]);
  expect((await client.conversations.open({ users: "U0BEN" })).channel?.id).toBe("D0BEN");
  expect((await client.chat.getPermalink({ channel: "G0SECRET", message_ts: ts })).permalink).toBe(
    `https://example.slack.com/archives/G0SECRET/p${ts.replace(".", "")}`,
  );
});

test("a file is uploaded to a thread, and downloaded with the token only", async () => {
  const slack = await freshSlack();
  const client = clientOf(slack);
  const { ts = "" } = await client.chat.postMessage({ channel: "C0OPS", text: "report" });
  await client.filesUploadV2({ channel_id: "C0OPS", thread_ts: ts, filename: "report.json", content: '{"a":1}' });
  expect(slack.transcript()).toBe(
    "== #mail-ops ==\nmaildiag:\n    report\n  | maildiag:\n  |     (file: report.json)\n",
  );
  const id = slack.messages.at(-1)?.files[0] ?? "";
  const { file } = await client.files.info({ file: id });
  const url = file?.url_private_download ?? "";
  const authorization = `Bearer ${slack.tokens.bot}`;
  expect(await (await fetch(url, { headers: { authorization } })).text()).toBe('{"a":1}');
  expect(await (await fetch(url)).text()).toContain("Sign in to Slack");
});

test("a trigger opens one modal, and only within three seconds", async () => {
  let clock = 1_700_000_000_000;
  const slack = await freshSlack({ now: () => clock });
  const client = clientOf(slack);
  const view: View = { type: "modal", title: { type: "plain_text", text: "T" }, blocks: [] };
  const trigger_id = slack.state.giveTrigger("U0ANA");
  const late = slack.state.giveTrigger("U0ANA");
  const opened = await client.views.open({ trigger_id, view });
  expect(await codeOf(client.views.open({ trigger_id, view }))).toBe("exchanged_trigger_id");
  clock += 3_001;
  expect(await codeOf(client.views.open({ trigger_id: late, view }))).toBe("expired_trigger_id");
  const view_id = opened.view?.id ?? "";
  expect(await codeOf(client.views.update({ view_id, hash: "old", view }))).toBe("hash_conflict");
  await client.views.update({
    view_id,
    hash: opened.view?.hash ?? "",
    view: { ...view, blocks: [{ type: "divider" }] },
  });
  expect(slack.transcript()).toBe("== modal of ana: T ==\n---\n");
});

test("a response_url takes five posts in half an hour", async () => {
  let clock = 1_700_000_000_000;
  const slack = await freshSlack({ now: () => clock });
  const url = `${slack.origin}/response/${slack.state.giveResponseUrl("C0RANDOM", "U0ANA")}`;
  const post = async (body: object, to = url) => {
    const answer = await fetch(to, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return `${answer.status} ${await answer.text()}`;
  };
  expect(await post({ text: "to you" })).toBe("200 ok");
  expect(await post({ text: "to all", response_type: "in_channel" })).toBe("200 ok");
  expect(await post({})).toBe('400 {"ok":false,"error":"no_text"}');
  for (const text of ["3", "4", "5"]) expect(await post({ text })).toBe("200 ok");
  expect(await post({ text: "6" })).toBe("404 used_url");
  const other = `${slack.origin}/response/${slack.state.giveResponseUrl("C0OPS", "U0ANA")}`;
  clock += 30 * 60_000 + 1;
  expect(await post({ text: "x" }, other)).toBe("404 expired_url");
  expect(slack.messages.map(({ text, onlyTo }) => [text, onlyTo])).toEqual([
    ["to you", "U0ANA"],
    ["to all", undefined],
    ["3", "U0ANA"],
    ["4", "U0ANA"],
    ["5", "U0ANA"],
  ]);
});
