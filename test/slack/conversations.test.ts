import { expect, test } from "vitest";
import { denied } from "../../src/sandbox/worlds/denied.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { mailFromMissing } from "../../src/sandbox/worlds/mail-from-missing.ts";
import { type BotOptions, botIn, type Running } from "./bot-in.ts";

type Conversation = { name: string; sentence: string; options: BotOptions; play: (running: Running) => Promise<void> };

async function check({ slack, bot }: Running, user = "U0ANA"): Promise<void> {
  await slack.people.type(user, "#mail-ops", "/maildiag check example.com");
  await bot.idle();
}

const CONVERSATIONS: readonly Conversation[] = [
  {
    name: "healthy",
    sentence: "nothing failed, and the JSON is asked for",
    options: { world: healthy },
    play: async (running) => {
      const { slack, bot } = running;
      await check(running);
      await slack.people.press("U0BEN", await slack.until((it) => it.find("Run again")), "JSON");
      await bot.idle();
    },
  },
  {
    name: "failing",
    sentence: "a failure with its fix, asked in a thread, and run again by somebody else",
    options: { world: mailFromMissing },
    play: async ({ slack, bot }) => {
      const said = slack.people.say("U0BEN", "#mail-ops", "my mail to gmail bounces, anybody?");
      await slack.people.mention("U0ANA", "#mail-ops", "chek example.com", { threadTs: said.ts });
      await slack.people.mention("U0ANA", "#mail-ops", "check example.com.", { threadTs: said.ts });
      await bot.idle();
      await slack.people.press("U0BEN", await slack.until((it) => it.find("Run again")), "Run again");
      await bot.idle();
    },
  },
  {
    name: "unknown",
    sentence: "AWS tells nothing, which is neither good nor bad",
    options: { world: denied },
    play: (it) => check(it),
  },
  {
    name: "refused-user",
    sentence: "a guest, another team's user, and one who is no operator",
    options: { config: { operators: { users: ["U0BEN"], groups: [] } } },
    play: async (running) => {
      const { slack, bot } = running;
      await check(running, "U0GUEST");
      await slack.people.mention("U0OTHER", "with-partner", "check example.com");
      await slack.people.type("U0ANA", "#with-partner", "/maildiag help");
      await slack.people.openHome("U0ANA");
      await bot.idle();
    },
  },
  {
    name: "slack-in-trouble",
    sentence: "a channel that takes nothing, a message that cannot be edited, a file that is refused",
    options: {},
    play: async (running) => {
      const { slack, bot } = running;
      await slack.people.type("U0BEN", "closed", "/maildiag check example.com");
      await bot.idle();
      const heal = slack.fail({ method: "chat.update", then: "error:cant_update_message" });
      await check(running);
      heal();
      slack.fail({ method: "files.getUploadURLExternal", then: "error:missing_scope" });
      await slack.people.press("U0ANA", await slack.until((it) => it.find("Run again")), "JSON");
      await bot.idle();
    },
  },
];

test.each(CONVERSATIONS)("$name: $sentence", async ({ name, options, play }) => {
  // Edited once, to its final state: how often before that is a matter of time. The post stands before the run goes on.
  const world = {
    ...(options.world ?? healthy),
    dnsFaults: [...(options.world?.dnsFaults ?? []), { then: { delayMs: 20 } }],
  };
  const running = await botIn({ ...options, world, timing: { editEveryMs: 60_000 } });
  await play(running);
  const transcript = running.slack
    .transcript()
    .replace(/ · \d+\.\d s · /g, " · N s · ")
    .replace(/127\.0\.0\.\d+:\d+/g, "127.0.0.1:53");
  await expect(transcript).toMatchFileSnapshot(`../golden/conversations/${name}.txt`);
});
