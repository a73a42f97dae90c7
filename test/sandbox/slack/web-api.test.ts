import type { View } from "@slack/web-api";
import { expect, test } from "vitest";
import { appFromManifest } from "../../../src/sandbox/slack/installed-app.ts";
import { clientOf, codeOf, LEAST } from "./client.ts";
import { freshSlack } from "./start-app.ts";

const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });

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
