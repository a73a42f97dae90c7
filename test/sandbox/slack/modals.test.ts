import type { ViewResponseAction } from "@slack/bolt";
import type { ModalView } from "@slack/web-api";
import { expect, test } from "vitest";
import type { SlackStandIn, View } from "../../../src/sandbox/slack/index.ts";
import { clientOf } from "./client.ts";
import { freshSlack, startApp } from "./start-app.ts";

const modal = (title: string, more: Partial<ModalView> = {}): ModalView => ({
  type: "modal",
  callback_id: "m",
  title: { type: "plain_text", text: title },
  blocks: [{ type: "section", text: { type: "plain_text", text: `this is ${title}` } }],
  ...more,
});

async function openModal(slack: SlackStandIn, view: ModalView): Promise<View> {
  await clientOf(slack).views.open({ trigger_id: slack.state.giveTrigger("U0ANA"), view });
  return slack.until((it) => it.modalOf("U0ANA"));
}

test.for<{ why: string; answer: ViewResponseAction; shown: string }>([
  {
    why: "update shows another view in its place",
    answer: { response_action: "update", view: modal("Two") },
    shown: "== modal of ana: One ==\nthis is One\n\n== modal of ana: Two ==\nthis is Two\n",
  },
  {
    why: "push shows another view on top",
    answer: { response_action: "push", view: modal("Two") },
    shown:
      "== modal of ana: One ==\nthis is One\n\n== modal of ana: Top ==\nthis is Top\n\n== modal of ana: Two ==\nthis is Two\n",
  },
  { why: "clear closes all of them", answer: { response_action: "clear" }, shown: "" },
])("response_action $why", async ({ answer, shown }) => {
  const slack = await freshSlack();
  await startApp(slack, (app) => app.view("m", async ({ ack }) => ack(answer)));
  await openModal(slack, modal("One"));
  const top = await openModal(slack, modal("Top"));
  await slack.people.submit("U0ANA", top.id, {});
  expect(slack.transcript()).toBe(shown);
});

test("a modal that was not acked stays open", async () => {
  const slack = await freshSlack({ ackWithinMs: 20 });
  await startApp(slack, () => {});
  const view = await openModal(slack, modal("One"));
  expect(await slack.people.submit("U0ANA", view.id, {})).toMatchObject({ failure: "operation_timeout", errors: {} });
  expect(slack.modalOf("U0ANA")?.id).toBe(view.id);
});

test("closing is told to the app only where it asked for it", async () => {
  const slack = await freshSlack();
  const closed: string[] = [];
  await startApp(slack, (app) => {
    app.view({ callback_id: "m", type: "view_closed" }, async ({ ack, view }) => {
      closed.push(view.title.text);
      await ack();
    });
  });
  const quiet = await openModal(slack, modal("Quiet"));
  expect(await slack.people.closeView("U0ANA", quiet.id)).toBeNull();
  const loud = await openModal(slack, modal("Loud", { notify_on_close: true }));
  expect(await slack.people.closeView("U0ANA", loud.id)).toMatchObject({ acked: true });
  expect(closed).toEqual(["Loud"]);
  await expect(slack.people.submit("U0ANA", loud.id, {})).rejects.toThrow("has no modal");
});

test("values of every kind of input arrive in Slack's shapes", async () => {
  const slack = await freshSlack();
  const seen: unknown[] = [];
  await startApp(slack, (app) => {
    app.view("m", async ({ ack, view }) => {
      seen.push(view.state.values);
      await ack();
    });
  });
  const label = { type: "plain_text", text: "L" } as const;
  const options = ["a", "b"].map((value) => ({ text: { type: "plain_text", text: value } as const, value }));
  const view = await openModal(
    slack,
    modal("One", {
      submit: label,
      blocks: [
        { type: "input", block_id: "t", label, element: { type: "plain_text_input", action_id: "text" } },
        { type: "input", block_id: "s", label, element: { type: "static_select", action_id: "one", options } },
        { type: "input", block_id: "c", label, element: { type: "checkboxes", action_id: "many", options } },
        { type: "input", block_id: "f", label, optional: true, element: { type: "file_input", action_id: "file" } },
      ],
    }),
  );
  const file = slack.people.upload("U0ANA", "bounce.eml", "Subject: no");
  await expect(slack.people.submit("U0ANA", view.id, { text: "x", one: "z", many: "a" })).rejects.toThrow(
    "no option z",
  );
  await expect(slack.people.submit("U0ANA", view.id, { other: "x" })).rejects.toThrow("text is empty");
  await slack.people.submit("U0ANA", view.id, { text: "x", one: "b", many: ["a", "b"], file });
  expect(seen).toMatchObject([
    {
      t: { text: { type: "plain_text_input", value: "x" } },
      s: { one: { type: "static_select", selected_option: options[1] } },
      c: { many: { type: "checkboxes", selected_options: options } },
      f: { file: { type: "file_input", files: [{ id: file, name: "bounce.eml", size: 11 }] } },
    },
  ]);
});

test("an ack that Slack cannot show is answered by Slackbot", async () => {
  const slack = await freshSlack();
  await startApp(slack, (app) => {
    app.command("/maildiag", async ({ ack }) => ack({ text: "x", blocks: [{ type: "shout" }] }));
  });
  await slack.people.type("U0ANA", "C0OPS", "/maildiag help");
  expect(slack.messages.map((each) => each.text)).toEqual([
    '/maildiag failed with the error "invalid_command_response"',
  ]);
});
