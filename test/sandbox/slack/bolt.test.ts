import { expect, test } from "vitest";
import { freshSlack, startApp } from "./start-app.ts";

const BUTTON = {
  type: "button",
  action_id: "again",
  text: { type: "plain_text", text: "Run again" },
  value: "run-1",
} as const;
const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } }) as const;

test("a command is acked, a message is posted, edited, and answered in its thread", async () => {
  const slack = await freshSlack();
  await startApp(slack, (app) => {
    app.command("/maildiag", async ({ ack, command, client }) => {
      await ack();
      const posted = await client.chat.postMessage({ channel: command.channel_id, text: `Checking ${command.text}` });
      const ts = posted.ts ?? "";
      await client.chat.update({
        channel: command.channel_id,
        ts,
        text: "done",
        blocks: [section(`*${command.text}* is fine`), { type: "actions", elements: [BUTTON] }],
      });
      await client.chat.postMessage({ channel: command.channel_id, thread_ts: ts, text: "detail" });
    });
  });
  const ack = await slack.people.type("U0ANA", "#mail-ops", "/maildiag check x.org");
  await slack.until(({ find }) => find.call(slack, "detail"));
  expect(ack).toMatchObject({ acked: true, payload: {}, attempts: 1, failure: "" });
  expect(slack.transcript()).toBe(
    [
      "== #mail-ops ==",
      "(ana types /maildiag check x.org)",
      "maildiag:",
      "    *check x.org* is fine",
      "    [Run again]",
      "    (edited 1×)",
      "  | maildiag:",
      "  |     detail",
      "",
    ].join("\n"),
  );
});

test("an ack with a text answers only the asker", async () => {
  const slack = await freshSlack();
  await startApp(slack, (app) => {
    app.command("/maildiag", async ({ ack }) => ack("usage: …"));
  });
  await slack.people.type("U0BEN", "C0OPS", "/maildiag nonsense");
  expect(slack.find("usage")).toMatchObject({ onlyTo: "U0BEN", channel: "C0OPS" });
});

test("a press reaches the app with what was pressed, and response_url replaces the message", async () => {
  const slack = await freshSlack();
  const seen: unknown[] = [];
  const app = await startApp(slack, (it) => {
    it.action("again", async ({ ack, body, payload, respond }) => {
      await ack();
      seen.push(
        body.user.id,
        "value" in payload && payload.value,
        body.type === "block_actions" && body.container.type,
      );
      await respond({ replace_original: true, text: "running again" });
      await respond({ text: "only for you" });
    });
  });
  await app.client.chat.postMessage({
    channel: "C0OPS",
    text: "report",
    blocks: [{ type: "actions", elements: [{ ...BUTTON, confirm: { text: { type: "plain_text", text: "Sure?" } } }] }],
  });
  const report = await slack.until((it) => it.find("Run again"));
  const press = await slack.people.press("U0ANA", report, "Run again");
  await slack.until((it) => it.find("only for you"));
  expect(press).toMatchObject({ acked: true, confirm: { text: { type: "plain_text", text: "Sure?" } } });
  expect(seen).toEqual(["U0ANA", "run-1", "message"]);
  expect(slack.transcript()).toBe(
    [
      "== #mail-ops ==",
      "maildiag:",
      "    running again",
      "    (edited 1×)",
      "(ana presses [Run again])",
      "maildiag, only to ana:",
      "    only for you",
      "",
    ].join("\n"),
  );
});

test("a modal opens, refuses a value by its block, and closes when the value is right", async () => {
  const slack = await freshSlack();
  await startApp(slack, (app) => {
    app.command("/maildiag", async ({ ack, command, client }) => {
      await ack();
      await client.views.open({
        trigger_id: command.trigger_id,
        view: {
          type: "modal",
          callback_id: "why",
          title: { type: "plain_text", text: "Removal" },
          submit: { type: "plain_text", text: "Send" },
          blocks: [
            {
              type: "input",
              block_id: "address",
              label: { type: "plain_text", text: "Address" },
              element: { type: "plain_text_input", action_id: "typed", max_length: 20 },
            },
          ],
        },
      });
    });
    app.view("why", async ({ ack, view }) => {
      const value = view.state.values.address?.typed?.value ?? "";
      if (value.includes("@")) await ack();
      else await ack({ response_action: "errors", errors: { address: "that is no address" } });
    });
  });
  await slack.people.type("U0ANA", "C0OPS", "/maildiag remove");
  const modal = await slack.until((it) => it.modalOf("U0ANA"));
  expect((await slack.people.submit("U0ANA", modal.id, { typed: "nobody" })).errors).toEqual({
    address: "that is no address",
  });
  expect(slack.transcript()).toContain(
    "== modal of ana: Removal ==\nAddress: <plain_text_input>\n(error: that is no address)\n[Send]\n",
  );
  await expect(slack.people.submit("U0ANA", modal.id, { typed: "x".repeat(21) })).rejects.toThrow(
    "more than 20 characters",
  );
  await expect(slack.people.submit("U0ANA", modal.id, { typed: "" })).rejects.toThrow("typed is empty");
  await slack.people.submit("U0ANA", modal.id, { typed: "a@example.com" });
  expect(slack.modalOf("U0ANA")).toBeUndefined();
});

test("mentions, direct messages, Home and the message shortcut reach their listeners", async () => {
  const slack = await freshSlack();
  await startApp(slack, (app) => {
    app.event("app_mention", async ({ event, say }) => {
      await say({ text: `heard: ${event.text}`, thread_ts: event.thread_ts ?? event.ts });
    });
    app.message(async ({ message, say }) => {
      if ("text" in message) await say(`dm: ${message.text}`);
    });
    app.event("app_home_opened", async ({ event, client }) => {
      await client.views.publish({ user_id: event.user, view: { type: "home", blocks: [section("Welcome")] } });
    });
    app.shortcut("explain_bounce", async ({ ack, shortcut, respond }) => {
      await ack();
      if (shortcut.type === "message_action") await respond(`explaining: ${shortcut.message.text}`);
    });
  });
  const { message } = await slack.people.mention("U0ANA", "C0OPS", "check x.org & a@x.org");
  await slack.until((it) => it.find("heard"));
  expect(slack.find("heard")).toMatchObject({
    threadTs: message.ts,
    text: "heard: <@U0BOT> check <http://x.org|x.org> &amp; <mailto:a@x.org|a@x.org>",
  });
  await slack.people.dm("U0BEN", "help");
  await slack.until((it) => it.find("dm: help"));
  await slack.people.openHome("U0BEN");
  await slack.until((it) => it.homeOf("U0BEN"));
  await slack.people.shortcut("U0BEN", "explain_bounce", message);
  await slack.until((it) => it.find("explaining"));
  expect(slack.transcript()).toBe(
    [
      "== #mail-ops ==",
      "ana:",
      "    @maildiag check x.org & a@x.org",
      "  | maildiag:",
      "  |     heard: @maildiag check x.org & a@x.org",
      "(ben uses the shortcut explain_bounce)",
      "maildiag, only to ben:",
      "    explaining: @maildiag check x.org & a@x.org",
      "",
      "== direct messages of ben ==",
      "ben:",
      "    help",
      "maildiag:",
      "    dm: help",
      "",
      "== Home of ben ==",
      "Welcome",
      "",
    ].join("\n"),
  );
});

test("the app is not told of a mention where it is not a member", async () => {
  const slack = await freshSlack();
  await startApp(slack, () => {});
  expect(await slack.people.mention("U0ANA", "random", "hello")).toMatchObject({ acked: false, failure: "not_sent" });
});

test("an unknown command and a command that nobody acks are answered by Slackbot", async () => {
  const slack = await freshSlack({ ackWithinMs: 20 });
  await slack.people.type("U0ANA", "C0OPS", "/nothing");
  expect(await slack.people.type("U0ANA", "C0OPS", "/maildiag help")).toMatchObject({ failure: "dispatch_failed" });
  await startApp(slack, () => {});
  expect(await slack.people.type("U0ANA", "C0OPS", "/maildiag help")).toMatchObject({ failure: "operation_timeout" });
  expect(slack.messages.map(({ text, onlyTo }) => [onlyTo, text])).toEqual([
    ["U0ANA", "/nothing is not a valid command."],
    ["U0ANA", '/maildiag failed with the error "dispatch_failed"'],
    ["U0ANA", '/maildiag failed with the error "operation_timeout"'],
  ]);
});
