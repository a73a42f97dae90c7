import { describe, expect, test } from "vitest";
import type { SlackOptions } from "../../../src/sandbox/slack/index.ts";
import { clientOf, codeOf, LEAST } from "./client.ts";
import { freshSlack } from "./start-app.ts";

const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });

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
