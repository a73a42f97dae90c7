import { describe, expect, test } from "vitest";
import type { SlackFault, SlackStandIn } from "../../src/sandbox/slack/index.ts";
import { LEAST } from "../sandbox/slack/client.ts";
import { botIn } from "./bot-in.ts";

/** Everything that anybody can see of one report, as text. */
function seen(slack: SlackStandIn): string {
  return slack.transcript();
}

const isFinal = (slack: SlackStandIn) => slack.messages.some(({ text }) => text.includes("nothing failed"));

describe("Slack failing one method", () => {
  test.each<[string, SlackFault]>([
    ["a post fails once in passing", { method: "chat.postMessage", then: "http500", times: 1 }],
    ["a post is limited", { method: "chat.postMessage", then: "ratelimit", times: 3 }],
    ["a post's connection breaks", { method: "chat.postMessage", then: "drop", times: 1 }],
    ["an edit fails once in passing", { method: "chat.update", then: "http500", times: 1 }],
    ["edits are limited", { method: "chat.update", then: "ratelimit", times: 5 }],
    ["edits lose their answers", { method: "chat.update", then: "dropAfter", times: 2 }],
    ["edits break off", { method: "chat.update", then: "drop", times: 3 }],
    ["Slack has an inner error", { method: "chat.update", then: "error:internal_error", times: 2 }],
  ])("%s: one parent, in its final state, told in its thread", async (_, fault) => {
    const { slack, bot } = await botIn({ slack: { faults: [fault] } });
    await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
    await bot.idle();
    const parents = slack.messages.filter(({ threadTs }) => !threadTs);
    expect(parents).toHaveLength(1);
    expect(parents[0]?.text).toContain("nothing failed");
    expect(slack.messages.some(({ threadTs }) => threadTs === parents[0]?.ts)).toBe(true);
  });

  test("a post that was done, but not answered, is found again and not posted twice", async () => {
    const { slack, bot } = await botIn({
      slack: { faults: [{ method: "chat.postMessage", then: "dropAfter", times: 1 }] },
    });
    await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
    await bot.idle();
    expect(
      slack.messages.filter(({ threadTs }) => !threadTs).map(({ text }) => text.includes("nothing failed")),
    ).toEqual([true]);
  });

  test.each<[string, SlackFault["then"]]>([
    ["the message is gone", "error:message_not_found"],
    ["it may not be edited", "error:cant_update_message"],
    ["editing is closed", "error:edit_window_closed"],
    ["the text is too long", "error:msg_too_long"],
    ["nothing helps", "http500"],
  ])("no edit is taken, %s: the final state is a new message", async (_, then) => {
    const { slack, bot } = await botIn({ slack: { faults: [{ method: "chat.update", then }] } });
    await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
    await bot.idle();
    const parents = slack.messages.filter(({ threadTs }) => !threadTs);
    expect(parents.map(({ text, deleted }) => [text.includes("nothing failed"), deleted])).toEqual([
      [false, true],
      [true, false],
    ]);
    expect(slack.messages.some(({ threadTs }) => threadTs === parents[1]?.ts)).toBe(true);
  });

  test.each(["invalid_blocks", "msg_blocks_too_long"])(
    "%s: the plain text stands instead, and says so",
    async (code) => {
      const { slack, bot } = await botIn({
        slack: { faults: [{ method: "chat.update", then: `error:${code}`, times: 1 }] },
        timing: { editEveryMs: 60_000 },
      });
      await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
      await bot.idle();
      const [parent] = slack.messages;
      expect(parent?.text).toContain("nothing failed");
      expect(parent?.text).toContain(code);
      expect(parent?.blocks).toEqual([]);
    },
  );

  test.each<[string, SlackFault["then"], string]>([
    ["it is not in the channel", "error:not_in_channel", "/invite @maildiag"],
    ["the channel is not found", "error:channel_not_found", "/invite @maildiag"],
    ["the channel is archived", "error:is_archived", "archived"],
    ["a scope is missing", "error:missing_scope", "scope"],
    ["posting is restricted", "error:restricted_action", "restricts"],
    ["Slack is down for posts", "http500", "http_500"],
  ])("no post is taken, %s: the asker is told why, and gets the report alone", async (_, then, remedy) => {
    const { slack, bot } = await botIn({ slack: { faults: [{ method: "chat.postMessage", then }] } });
    await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
    await bot.idle();
    expect(slack.messages.every(({ onlyTo }) => onlyTo === "U0ANA")).toBe(true);
    expect(slack.messages[0]?.text).toContain(remedy);
    expect(isFinal(slack)).toBe(true);
  });

  test("the thread is refused: the asker gets the details alone", async () => {
    const { slack, bot } = await botIn();
    slack.fail({ method: "chat.update", then: { delayMs: 50 } });
    await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
    await slack.until((it) => it.messages[0]);
    slack.fail({ method: "chat.postMessage", then: "error:restricted_action_thread_locked" });
    await bot.idle();
    expect(isFinal(slack)).toBe(true);
    expect(slack.messages.slice(1).map(({ onlyTo }) => onlyTo)).toEqual(["U0ANA", "U0ANA"]);
  });

  test.each<[string, readonly SlackFault[], string]>([
    ["the response URL", [{ method: "response_url", then: "http500" }], "C0OPS"],
    [
      "the response URL and ephemerals",
      [
        { method: "response_url", then: "http500" },
        { method: "chat.postEphemeral", then: "error:user_not_in_channel" },
      ],
      "D0ANA",
    ],
  ])("%s closed: a mistake is told by the next way", async (_, faults, channel) => {
    const { slack, bot } = await botIn({ slack: { faults } });
    await slack.people.type("U0ANA", "#mail-ops", "/maildiag chek");
    await bot.idle();
    expect(slack.messages.map((each) => [each.channel, each.text.includes('"chek"')])).toEqual([[channel, true]]);
  });

  test("every way closed: the process lives, and the log has it", async () => {
    const { slack, bot, log } = await botIn();
    const heal = slack.fail({ method: "*", then: "http500" });
    await slack.people.type("U0ANA", "#mail-ops", "/maildiag chek");
    await bot.idle();
    expect(slack.messages).toEqual([]);
    expect(log.some((line) => line.includes("could not be told"))).toBe(true);
    heal();
    await slack.people.type("U0ANA", "#mail-ops", "/maildiag help");
    await bot.idle();
    expect(seen(slack)).toContain("/maildiag check");
  });

  test("Home fails: nothing else does", async () => {
    const { slack, bot, log } = await botIn({
      slack: { faults: [{ method: "views.publish", then: "error:internal_error" }] },
    });
    await slack.people.openHome("U0ANA");
    await bot.idle();
    expect(slack.homeOf("U0ANA")).toBeUndefined();
    expect(log.some((line) => line.includes("did not take a Home"))).toBe(true);
  });
});

describe("files", () => {
  test.each<[string, SlackFault]>([
    ["no upload address", { method: "files.getUploadURLExternal", then: "error:missing_scope" }],
    ["the upload breaks off", { method: "upload", then: "drop" }],
    ["the upload is not completed", { method: "files.completeUploadExternal", then: "error:channel_not_found" }],
  ])("%s: who pressed learns it", async (_, fault) => {
    const { slack, bot } = await botIn({ slack: { faults: [fault] } });
    await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
    await bot.idle();
    const before = slack.messages.length;
    await slack.people.press("U0BEN", await slack.until((it) => it.find("Run again")), "report_json");
    await bot.idle();
    expect(slack.messages.slice(before).map(({ onlyTo, text }) => [onlyTo, text.includes("file")])).toEqual([
      ["U0BEN", true],
    ]);
  });

  test("without files:write the scope is named", async () => {
    const scopes = [...LEAST.filter((scope) => scope !== "files:write")];
    const { slack, bot } = await botIn({ slack: { app: { scopes } } });
    await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com --json");
    await bot.idle();
    expect(slack.messages.at(-1)).toMatchObject({ onlyTo: "U0ANA" });
    expect(slack.messages.at(-1)?.text).toContain("files:write");
  });
});

test("the least scopes are enough for a report in a channel that it is in", async () => {
  const { slack, bot } = await botIn({ slack: { app: { scopes: LEAST } } });
  await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
  await bot.idle();
  expect(slack.calls.filter(({ outcome }) => outcome !== "ok")).toEqual([]);
  expect(isFinal(slack)).toBe(true);
});

test.each([
  ["a private channel that it is not in", "U0BEN", "closed"],
  ["a public one, without chat:write.public", "U0ANA", "random"],
])("in %s the asker is told to invite it", async (_, user, channel) => {
  const { slack, bot } = await botIn({ slack: { app: { scopes: LEAST } } });
  await slack.people.type(user, channel, "/maildiag check example.com");
  await bot.idle();
  expect(slack.messages[0]).toMatchObject({ onlyTo: user });
  expect(slack.messages[0]?.text).toContain("/invite @maildiag");
  expect(isFinal(slack)).toBe(true);
});

test("a bug in the face: the person gets the id that stands in the log, and the process lives", async () => {
  const { slack, bot, context, log } = await botIn();
  Object.defineProperty(context.deps, "now", {
    value: () => {
      throw new TypeError("a bug");
    },
  });
  await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
  await bot.idle();
  const id = /\b[2-9b-z]{4}-[2-9b-z]{4}\b/.exec(slack.messages.at(-1)?.text ?? "")?.[0];
  expect(id).toBeDefined();
  expect(log.some((line) => line.includes(`"id":"${id}"`) && line.includes("a bug"))).toBe(true);
  await slack.people.type("U0ANA", "#mail-ops", "/maildiag help");
  await bot.idle();
  expect(seen(slack)).toContain("/maildiag check");
});

test("a report that Slack took in no way for long is brought to its final state when Slack is back", async () => {
  const { slack, bot, log } = await botIn({ timing: { beatMs: 40 } });
  const undo = ["chat.update", "chat.postEphemeral", "chat.delete", "response_url"].map((method) =>
    slack.fail({ method, then: "http500" }),
  );
  await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
  const parent = await slack.until((it) => it.messages[0]);
  undo.push(slack.fail({ method: "chat.postMessage", then: "http500" }));
  await slack.until(() => log.some((line) => line.includes("could be told to nobody")));
  expect(parent.text).toContain("Checking example.com");
  for (const mend of undo) mend();
  await slack.until(() => !parent.text.includes("Checking"));
  await bot.idle();
  expect(parent.text).toContain("example.com: nothing failed");
});

test("a report that nobody can ever be told is given up in the end, and Slack is left alone", async () => {
  const { slack, log } = await botIn({ timing: { beatMs: 20, mostTellings: 3 } });
  for (const method of ["chat.postMessage", "chat.postEphemeral", "response_url"]) {
    slack.fail({ method, then: method === "response_url" ? "http500" : "error:channel_not_found" });
  }
  await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
  const givenUp = () => log.filter((line) => line.includes("is given up")).length;
  await expect.poll(givenUp, { timeout: 10_000 }).toBe(1);
});
