import { expect, test } from "vitest";
import { LEAST } from "../sandbox/slack/client.ts";
import { botIn } from "./bot-in.ts";

const NO_USERS_READ = { app: { scopes: [...LEAST, "usergroups:read", "im:history"] } };

test.each([
  ["a member", "U0BEN", "C0OPS", {}, null],
  ["a guest", "U0GUEST", "C0OPS", {}, "guests"],
  ["a guest of one channel", "U0ONECHANNEL", "C0OPS", {}, "guests"],
  ["another team's user", "U0OTHER", "C0PARTNER", {}, "members of the workspace"],
  ["a guest who is named", "U0GUEST", "C0OPS", { operators: { users: ["U0GUEST"], groups: [] } }, null],
  ["a member who is not named", "U0ANA", "C0OPS", { operators: { users: ["U0BEN"], groups: [] } }, "operators"],
  ["a member of a named group", "U0BEN", "C0OPS", { operators: { users: [], groups: ["S0MAIL"] } }, null],
  ["a member outside of it", "U0ANA", "C0OPS", { operators: { users: [], groups: ["S0MAIL"] } }, "operators"],
  [
    "anybody, where the group is unknown",
    "U0BEN",
    "C0OPS",
    { operators: { users: [], groups: ["S0GONE"] } },
    "Slack did not tell",
  ],
  [
    "another team's user who is named",
    "U0OTHER",
    "C0PARTNER",
    { operators: { users: ["U0OTHER"], groups: [] } },
    "members of the workspace",
  ],
])("%s, by slash, mention and Home", async (_, user, channel, config, refused) => {
  const { slack, bot, log } = await botIn({ config });
  await slack.people.type(user, channel, "/maildiag help");
  await slack.people.mention(user, channel, "help");
  await slack.people.openHome(user);
  await bot.idle();
  const said = slack.messages.filter((each) => each.user === "U0BOT");
  expect(said.map(({ onlyTo }) => onlyTo)).toEqual([user, user]);
  for (const { text } of said) {
    if (refused) expect(text).toContain(refused);
    else expect(text).toContain("maildiag help");
  }
  const home = slack.transcript().split("== Home of ")[1] ?? "";
  if (refused) expect(home).toContain(refused);
  else expect(home).toContain("What it can be asked");
  expect(log.filter((line) => line.includes("refused a person"))).toHaveLength(refused ? 3 : 0);
});

test("a button of another's report is no way in", async () => {
  const { slack, bot } = await botIn();
  await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
  await bot.idle();
  const report = await slack.until((it) => it.find("Run again"));
  const before = slack.messages.length;
  await slack.people.press("U0GUEST", report, "run_again");
  await slack.people.press("U0GUEST", report, "report_json");
  await bot.idle();
  expect(slack.messages.slice(before).map(({ onlyTo }) => onlyTo)).toEqual(["U0GUEST", "U0GUEST"]);
  expect(slack.state.files.size).toBe(0);
});

test("without users:read members pass, guests cannot be told from them, and another team's user stays out", async () => {
  const { slack, bot, log } = await botIn({ slack: NO_USERS_READ });
  await slack.people.type("U0ANA", "C0OPS", "/maildiag help");
  await slack.people.type("U0GUEST", "C0OPS", "/maildiag help");
  await slack.people.type("U0OTHER", "C0PARTNER", "/maildiag help");
  await slack.people.mention("U0OTHER", "C0PARTNER", "help");
  await bot.idle();
  const said = slack.messages.filter((each) => each.user === "U0BOT");
  expect(said.map(({ onlyTo, text }) => [onlyTo, text.startsWith("maildiag help")])).toEqual([
    ["U0ANA", true],
    ["U0GUEST", true],
    ["U0OTHER", false],
    ["U0OTHER", false],
  ]);
  expect(slack.calls.filter(({ method }) => method === "users.info")).toEqual([]);
  expect(log.some((line) => line.includes("users:read"))).toBe(true);
});

test("where Slack does not tell who somebody is, nobody is let in", async () => {
  const { slack, bot } = await botIn({ slack: { faults: [{ method: "users.info", then: "http500" }] } });
  await slack.people.type("U0ANA", "C0OPS", "/maildiag help");
  await bot.idle();
  expect(
    slack.messages.map(({ onlyTo, text }) => [onlyTo, text.includes("Slack did not tell just now who you are")]),
  ).toEqual([["U0ANA", true]]);
});

test("user groups and people are asked once a minute", async () => {
  const { slack, bot } = await botIn({ config: { operators: { users: [], groups: ["S0MAIL"] } } });
  await Promise.all([1, 2, 3].map(() => slack.people.type("U0BEN", "C0OPS", "/maildiag help")));
  await bot.idle();
  const asked = slack.calls.map(({ method }) => method).filter((method) => /^user/.test(method));
  expect(asked.sort()).toEqual(["usergroups.users.list", "users.info"]);
});

test("other bots, the bot itself, and edits are not answered", async () => {
  const { slack, bot } = await botIn();
  const event = { type: "app_mention", channel: "C0OPS", text: "<@U0BOT> help", ts: "1.000001", event_ts: "1.000001" };
  const body = { type: "event_callback", team_id: "T0EXAMPLE", authorizations: [] };
  for (const [index, more] of [
    { user: "U0ANA", bot_id: "B0OTHER" },
    { user: "U0BOT" },
    { user: "U0ANA", edited: { user: "U0ANA", ts: "2.000001" } },
  ].entries()) {
    await slack.sockets.deliver("events_api", { ...body, event_id: `Ev${index}`, event: { ...event, ...more } });
  }
  const direct = { type: "message", channel_type: "im", channel: "D0ANA", text: "help", ts: "1.000001" };
  for (const [index, more] of [
    { user: "U0BOT", bot_id: "B0BOT" },
    { subtype: "bot_message", bot_id: "B0OTHER" },
    { subtype: "message_changed", message: { text: "help", user: "U0ANA" } },
    { subtype: "message_deleted" },
  ].entries()) {
    await slack.sockets.deliver("events_api", { ...body, event_id: `EvD${index}`, event: { ...direct, ...more } });
  }
  await bot.idle();
  expect(slack.messages).toEqual([]);
});
