import { expect, test } from "vitest";
import { botIn } from "./bot-in.ts";

test("a slash command is acked with nothing, answered by one report, and told in its thread", async () => {
  const { slack, bot } = await botIn();
  const ack = await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
  await bot.idle();
  expect(ack).toMatchObject({ acked: true, payload: {}, attempts: 1 });
  const [parent, ...thread] = slack.messages;
  expect(parent).toMatchObject({ channel: "C0OPS", unfurl: { links: "false", media: "false" } });
  expect(parent?.text).toContain("example.com");
  expect(thread.length).toBeGreaterThan(0);
  for (const reply of thread) expect(reply).toMatchObject({ channel: "C0OPS", threadTs: parent?.ts });
});

test("the parent is there before the run is over, and says that it is under way", async () => {
  const { slack, bot } = await botIn({ world: { ...(await slow()) } });
  await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
  const parent = await slack.until((it) => it.messages[0]);
  expect(parent.text).toContain("Checking example.com");
  await bot.idle();
  expect(parent.text).not.toContain("Checking");
});

async function slow() {
  const { healthy } = await import("../../src/sandbox/worlds/healthy.ts");
  return { ...healthy, dnsFaults: [{ then: { delayMs: 20 } }] };
}

test("a mention in a thread is answered in that thread, one in the channel in the channel", async () => {
  const { slack, bot } = await botIn();
  const said = slack.people.say("U0BEN", "#mail-ops", "my mail bounced");
  await slack.people.mention("U0ANA", "#mail-ops", "check example.com.", { threadTs: said.ts });
  await bot.idle();
  const ours = slack.messages.filter(({ user }) => user === "U0BOT");
  expect(new Set(ours.map(({ threadTs }) => threadTs))).toEqual(new Set([said.ts]));
  await slack.people.mention("U0ANA", "#mail-ops", "check example.com");
  await bot.idle();
  expect(slack.messages.filter(({ user, threadTs }) => user === "U0BOT" && !threadTs)).toHaveLength(1);
});

test("a direct message is answered there", async () => {
  const { slack, bot } = await botIn();
  await slack.people.dm("U0BEN", "check example.com");
  await bot.idle();
  expect(slack.messages.filter(({ user }) => user === "U0BOT").every(({ channel }) => channel === "D0BEN")).toBe(true);
  expect(slack.find("nothing failed")).toBeDefined();
});

test.each<[string, string, readonly string[]]>([
  ["an unknown command", "chek example.com", ['"chek"', '"check"']],
  ["no argument", "check", ["Which domain?", "check <domain>"]],
  ["a bad argument", "check admin@example.com", ["example.com", "check <domain>"]],
  ["an unknown option", "check example.com --regoin us-east-1", ["--regoin", "--region"]],
  ["a region that is none", "check example.com --region Virginia", ["virginia", "check <domain>"]],
  ["a command of the terminal", "doctor", ['"doctor"', "terminal"]],
])("%s is answered only to the asker, by slash, mention and thread alike", async (_, line, says) => {
  const { slack, bot } = await botIn();
  const thread = slack.people.say("U0BEN", "#mail-ops", "hm");
  await slack.people.type("U0ANA", "#mail-ops", `/maildiag ${line}`);
  await slack.people.mention("U0ANA", "#mail-ops", line);
  await slack.people.mention("U0ANA", "#mail-ops", line, { threadTs: thread.ts });
  await bot.idle();
  const answers = slack.messages.filter(({ user }) => user === "U0BOT");
  expect(answers.map(({ onlyTo, channel }) => [onlyTo, channel])).toEqual([
    ["U0ANA", "C0OPS"],
    ["U0ANA", "C0OPS"],
    ["U0ANA", "C0OPS"],
  ]);
  for (const { text } of answers)
    for (const each of says) expect(text).toContain(each.replaceAll("<", "&lt;").replaceAll(">", "&gt;"));
  expect(answers[2]?.threadTs).toBe(thread.ts);
});

test("nothing typed is help, and help is made from the registry", async () => {
  const { slack, bot } = await botIn();
  await slack.people.type("U0ANA", "#mail-ops", "/maildiag");
  await slack.people.type("U0ANA", "#mail-ops", "/maildiag help check");
  await bot.idle();
  const transcript = slack.transcript();
  expect(transcript).toContain("/maildiag check <domain>… [--region R]…");
  expect(slack.messages.map(({ onlyTo }) => onlyTo)).toEqual(["U0ANA", "U0ANA"]);
});

test("every domain of a command gets a report of its own", async () => {
  const { slack, bot } = await botIn();
  await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com example.net example.com");
  await bot.idle();
  const parents = slack.messages.filter(({ threadTs }) => !threadTs);
  expect(parents).toHaveLength(2);
});

test("two who check the same share one run, and each gets a report", async () => {
  const { slack, bot, metrics } = await botIn({ world: await slow() });
  await Promise.all([
    slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com"),
    slack.people.type("U0BEN", "#mail-ops", "/maildiag check EXAMPLE.com."),
  ]);
  await bot.idle();
  const { values } = await metrics.runs.get();
  expect(values.map(({ value, labels }) => [labels.outcome, value])).toEqual([["done", 1]]);
  const parents = slack.messages.filter(({ threadTs }) => !threadTs);
  expect(parents).toHaveLength(2);
  const transcript = slack.transcript();
  expect(transcript).toContain("asked by @ana");
  expect(transcript).toContain("asked by @ben");
});

test("Run again runs the same command for whoever presses, and says who", async () => {
  const { slack, bot } = await botIn();
  await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com --region us-east-1");
  await bot.idle();
  const report = await slack.until((it) => it.find("Run again"));
  const press = await slack.people.press("U0BEN", report, "run_again");
  await bot.idle();
  expect(press).toMatchObject({ acked: true, payload: {} });
  const parents = slack.messages.filter(({ threadTs }) => !threadTs);
  expect(parents).toHaveLength(2);
  expect(slack.transcript()).toContain("asked by @ben · us-east-1");
});

test("a double click is one click, and the next one counts again", async () => {
  const { slack, bot } = await botIn({ timing: { clickMs: 100_000 } });
  await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
  await bot.idle();
  const report = await slack.until((it) => it.find("Run again"));
  const presses = await Promise.all([1, 2].map(() => slack.people.press("U0BEN", report, "run_again")));
  await slack.people.press("U0ANA", report, "run_again");
  await bot.idle();
  expect(presses.every(({ acked }) => acked)).toBe(true);
  expect(slack.messages.filter(({ threadTs }) => !threadTs)).toHaveLength(3);
});

test("JSON is the report as a file in the report's thread", async () => {
  const { slack, bot } = await botIn();
  await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
  await bot.idle();
  const report = await slack.until((it) => it.find("Run again"));
  await slack.people.press("U0BEN", report, "report_json");
  await bot.idle();
  const shared = slack.messages.find(({ files }) => files.length > 0);
  expect(shared).toMatchObject({ channel: "C0OPS", threadTs: report.ts });
  const [file] = [...slack.state.files.values()];
  expect(file?.name).toBe("maildiag-example.com.json");
  expect(JSON.parse(String(file?.content))).toMatchObject({
    schema: "maildiag/report@1",
    target: { domain: "example.com" },
  });
});

test("--json shares the file at once", async () => {
  const { slack, bot } = await botIn();
  await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com --json");
  await bot.idle();
  expect([...slack.state.files.values()].map(({ name }) => name)).toEqual(["maildiag-example.com.json"]);
});

test("an event that Slack sends again is one event", async () => {
  const { slack, bot } = await botIn({ slack: { ackWithinMs: 0, retryAfterMs: [0, 0] } });
  const heard = await slack.people.mention("U0ANA", "#mail-ops", "check example.com");
  await bot.idle();
  expect(heard.attempts).toBeGreaterThan(1);
  expect(slack.messages.filter(({ user, threadTs }) => user === "U0BOT" && !threadTs)).toHaveLength(1);
});

test("what nobody listens to is acked all the same", async () => {
  const { slack, bot } = await botIn();
  await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
  await bot.idle();
  const report = await slack.until((it) => it.find("Run again"));
  const block = {
    type: "actions",
    elements: [{ type: "button", action_id: "of_old", text: { type: "plain_text", text: "Old" }, value: "x" }],
  };
  const old = slack.state.post({ channel: "C0OPS", user: "U0BOT", text: "old", blocks: [block] });
  expect(await slack.people.press("U0ANA", old, "of_old")).toMatchObject({ acked: true });
  expect(await slack.people.shortcut("U0ANA", "explain_bounce", report)).toMatchObject({ acked: true });
});

test("Home says what maildiag is, what it can be asked, and what it is set up for", async () => {
  const { slack, bot } = await botIn();
  await slack.people.openHome("U0BEN");
  await bot.idle();
  const transcript = slack.transcript();
  expect(transcript).toContain("== Home of ben ==\n# What fires");
  expect(transcript).toContain("/maildiag check <domain>");
  expect(transcript).toContain("example.com");
});
