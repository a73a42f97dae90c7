import { expect, test } from "vitest";
import { sendersOf } from "../../src/sandbox/senders.ts";
import { jada } from "../../src/sandbox/worlds/jada.ts";
import { botIn } from "./bot-in.ts";

test("senders are a report like any other, told in its thread, and again at a press", async () => {
  const { slack, bot } = await botIn({ world: jada, config: { senders: sendersOf(jada) } });
  await slack.people.type("U0ANA", "#mail-ops", "/maildiag senders");
  await bot.idle();
  const [parent, ...replies] = slack.messages;
  expect(parent?.text).toContain(
    "Senders: jada-blast-sender, jada-blast-scheduler: nothing failed, but there is a warning",
  );
  const told = JSON.stringify(replies.map(({ blocks }) => blocks));
  expect(told).toContain("SES refuses what jada-blast-sender sends: not verified in us-west-2");
  expect(told).not.toMatch(/hunter2|crew@sailjada/);
  await slack.people.press("U0BEN", await slack.until((it) => it.find("Run again")), "run_again");
  await bot.idle();
  expect(slack.messages.filter(({ threadTs }) => !threadTs)).toHaveLength(2);
});

const charts = (blocks: readonly unknown[]) =>
  blocks.filter((block) => (block as { type?: string }).type === "data_visualization");

test("reputation has its rates as charts in the thread, with the numbers beside", async () => {
  const { slack, bot } = await botIn({ world: jada });
  await slack.people.type("U0ANA", "#mail-ops", "/maildiag reputation");
  await bot.idle();
  const drawn = slack.messages.filter(({ blocks }) => charts(blocks).length > 0);
  expect(drawn.map(({ threadTs }) => threadTs)).toEqual([slack.messages[0]?.ts]);
  expect(charts(drawn[0]?.blocks ?? [])).toMatchObject([
    {
      title: expect.stringMatching(/^Bounce rate/),
      chart: { type: "line", series: [{ name: "us-east-1" }, { name: "us-west-2" }] },
    },
    { title: expect.stringMatching(/^Complaint rate/) },
  ]);
  expect(JSON.stringify(drawn[0]?.blocks)).toMatch(/us-west-2 bounces: .*\d\d-\d\d 0\.8/);
});

test("where Slack refuses the charts, their numbers are told as text", async () => {
  const fault = { method: "chat.postMessage", block: "data_visualization", then: "error:invalid_blocks" } as const;
  const { slack, bot } = await botIn({ world: jada, slack: { faults: [fault] } });
  await slack.people.type("U0ANA", "#mail-ops", "/maildiag reputation");
  await bot.idle();
  expect(slack.messages.flatMap(({ blocks }) => charts(blocks))).toEqual([]);
  const last = slack.messages.at(-1);
  expect(last?.threadTs).toBe(slack.messages[0]?.ts);
  expect(last?.text).toMatch(/us-east-1 complaints: .*\d\d-\d\d 0\.0/);
  expect(last?.text).toContain("Slack refused the layout of this message: invalid_blocks");
});
