import { expect, test } from "vitest";
import { openStoreOf } from "../../src/wiring.ts";
import { bounce, delivery, ID, published, stored } from "../events/ses.ts";
import { type BotOptions, botIn } from "./bot-in.ts";

const OPEN: BotOptions = { env: { MAILDIAG_ALERT_CHANNEL: "C0OPS" } };
const REFUSED = "smtp; 550 5.1.1 <!channel> <https://evil.example|user> unknown";

async function traced(options: BotOptions = {}) {
  const running = await botIn(options);
  const { slack, bot, context } = running;
  const store = await openStoreOf(context.config);
  const events = stored(published("Send", 0), delivery(2), bounce(90, "Permanent", "General", REFUSED));
  await store.events.add({ events, deadLetters: [] });
  await store.close();
  await slack.people.type("U0ANA", "#mail-ops", `/maildiag trace ${ID}`);
  await bot.idle();
  return slack.messages.filter(({ user }) => user === "U0BOT");
}

test("a trace is told to the asker alone where addresses may not be shown to all", async () => {
  const said = await traced();
  expect(said).toMatchObject([{ onlyTo: "U0ANA", channel: "C0OPS" }]);
  expect(JSON.stringify(said[0]?.blocks)).toContain("kim@example.net");
});

test("a trace is told to all where addresses may be shown, says who asked, and leads on", async () => {
  const [said] = await traced(OPEN);
  expect(said?.onlyTo ?? null).toBeNull();
  const blocks = JSON.stringify(said?.blocks);
  expect(blocks).toContain('"user_id":"U0ANA"');
  expect(blocks).toContain("/maildiag explain ");
  expect(said?.text).not.toMatch(/<!channel>|<https/);
  expect(said?.unfurl).toEqual({ links: "false", media: "false" });
});
