import { expect, it } from "vitest";
import type { Message } from "../../src/sandbox/slack/index.ts";
import { createSweep } from "../../src/watches/sweep.ts";
import { changed } from "../diagnosis/world.ts";
import { type BotOptions, botIn, type Running } from "./bot-in.ts";

const BROKEN = changed({ without: ["token2._domainkey"] });
const CHANNELS = { alerts: "C0OPS", approvals: null, allowed: ["C0OPS"] };

type Alerting = Running & { sweep: () => Promise<void>; alert: Message };

async function alerting(options: BotOptions = {}): Promise<Alerting> {
  const running = await botIn({
    world: BROKEN,
    ...options,
    config: { channels: CHANNELS, ...options.config },
    timing: { outboxMs: 10, outboxPaceMs: 0, clickMs: 0, ...options.timing },
  });
  const { context, store, bot, slack } = running;
  const look = createSweep({ context, store, onSaved: bot.sayWhatWaits });
  const sweep = async () => {
    await look("authentication", { now: new Date(), signal: AbortSignal.timeout(20_000), isManual: false });
  };
  await sweep();
  const alert = await slack.until((it) => it.find("Acknowledge"));
  return { ...running, sweep, alert };
}

/** As it was before it was edited: what somebody has on a screen that has not caught up. */
function stale(message: Message): Message {
  return structuredClone(message);
}

const told = (message: Message) => JSON.stringify(message.blocks);
const onlyTo = ({ slack }: Running, user: string) => slack.messages.filter((it) => it.onlyTo === user);

async function answered(running: Running, user: string, words: RegExp): Promise<void> {
  await running.slack.until(() => onlyTo(running, user).some((it) => words.test(told(it)) || words.test(it.text)));
}

it("is acknowledged by a person, said in its thread and in itself, once", async () => {
  const running = await alerting();
  const { slack, bot, alert } = running;
  const before = stale(alert);
  await slack.people.press("U0ANA", alert, "Acknowledge");
  await slack.until(() => told(alert).includes("Acknowledged by"));
  await slack.until((it) => it.messages.some((each) => each.threadTs === alert.ts && !each.onlyTo));
  await answered(running, "U0ANA", /Acknowledged\. It stays quiet/);
  await slack.people.press("U0BEN", before, "Acknowledge");
  await answered(running, "U0BEN", /Nothing was changed.*Acknowledged by/);
  await bot.idle();
  expect(slack.messages.filter((it) => it.threadTs === alert.ts && !it.onlyTo)).toHaveLength(1);
});

it("takes the first of many clicks at once, whichever instance hears them, and answers each", async () => {
  const running = await alerting();
  const { slack, alert, store } = running;
  await running.another({ timing: { outboxMs: 10, outboxPaceMs: 0, clickMs: 0 } });
  const before = stale(alert);
  const people = Array.from({ length: 12 }, (_, n) => (n % 2 ? "U0ANA" : "U0BEN"));
  await Promise.all(people.map((user) => slack.people.press(user, before, "Acknowledge")));
  const answers = () => slack.messages.filter(({ onlyTo }) => onlyTo);
  await slack.until(() => answers().length === people.length);
  await slack.until(() => told(alert).includes("Acknowledged by"));
  expect(answers().filter((it) => told(it).includes("It stays quiet"))).toHaveLength(1);
  expect(answers().filter((it) => told(it).includes("Nothing was changed"))).toHaveLength(people.length - 1);
  await slack.until((it) => it.messages.some((each) => each.threadTs === alert.ts && !each.onlyTo));
  expect(slack.messages.filter((it) => it.threadTs === alert.ts && !it.onlyTo)).toHaveLength(1);
  expect((await store.alerts.current(new Date())).map(({ state }) => state)).toEqual(["acknowledged"]);
});

it("is snoozed by a form with a reason that nobody can make into a mention", async () => {
  const running = await alerting();
  const { slack, alert, store } = running;
  await slack.people.press("U0ANA", alert, "Snooze");
  const modal = await slack.until((it) => it.modalOf("U0ANA"));
  await slack.people.submit("U0ANA", modal.id, { snooze_for: "7 days", snooze_why: "<!channel> *the owner* moves it" });
  await slack.until(() => told(alert).includes("Snoozed until"));
  await answered(running, "U0ANA", /Snoozed/);
  const thread = await slack.until((it) => it.messages.find((each) => each.threadTs === alert.ts && !each.onlyTo));
  expect(thread.text).not.toContain("<!channel>");
  expect(JSON.stringify(thread.blocks)).not.toContain("broadcast");
  const [stored] = await store.alerts.current(new Date());
  expect(stored).toMatchObject({ state: "snoozed", hush: { by: "U0ANA", why: "<!channel> *the owner* moves it" } });
  expect((stored?.hush?.until?.getTime() ?? 0) - (stored?.hush?.at.getTime() ?? 0)).toBe(7 * 86_400_000);
});

it("keeps and tells no secret that stands in the reason of a snooze, and says to replace it", async () => {
  const running = await alerting();
  const { slack, alert, store } = running;
  await slack.people.press("U0ANA", alert, "Snooze");
  const modal = await slack.until((it) => it.modalOf("U0ANA"));
  // AWS's own example. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
  const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  await slack.people.submit("U0ANA", modal.id, { snooze_for: "7 days", snooze_why: `the new key is ${secret}` });
  await answered(running, "U0ANA", /Snoozed/);
  await answered(running, "U0ANA", /rotate it now/);
  await slack.until((it) => it.messages.find((each) => each.threadTs === alert.ts && !each.onlyTo));
  const [stored] = await store.alerts.current(new Date());
  expect(stored?.hush?.why).toBe("the new key is [secret]");
  expect(`${JSON.stringify(slack.messages)} ${running.log.join()}`).not.toContain(secret);
});

it("is not snoozed by a form that was opened before it moved on", async () => {
  const running = await alerting();
  const { slack, alert, store } = running;
  await slack.people.press("U0ANA", alert, "Snooze");
  const modal = await slack.until((it) => it.modalOf("U0ANA"));
  await slack.people.press("U0BEN", alert, "Acknowledge");
  await slack.until(() => told(alert).includes("Acknowledged by"));
  await slack.people.submit("U0ANA", modal.id, { snooze_for: "change" });
  await answered(running, "U0ANA", /Nothing was changed/);
  expect((await store.alerts.current(new Date())).map(({ state }) => state)).toEqual(["acknowledged"]);
});

it("is looked at again by a person, and whoever asked is told what was found", async () => {
  const running = await alerting();
  const { slack, alert } = running;
  await slack.people.press("U0ANA", alert, "Run again");
  await answered(running, "U0ANA", /it still is so/);
});

it("says first where looking again may take minutes", async () => {
  const canary = { from: "canary@nowhere.example", domain: "nowhere.example", regions: ["us-east-1"] };
  const running = await botIn({
    config: { channels: CHANNELS, canary },
    timing: { outboxMs: 10, outboxPaceMs: 0, clickMs: 0 },
    rate: { limit: 1, intervalMs: 1 },
  });
  const { context, store, bot, slack } = running;
  const look = createSweep({ context, store, onSaved: bot.sayWhatWaits });
  await look("canary", { now: new Date(), signal: AbortSignal.timeout(20_000), isManual: false });
  const alert = await slack.until((it) => it.find("Acknowledge"));
  await slack.people.press("U0ANA", alert, "Run again");
  await answered(running, "U0ANA", /it still is so/);
  expect(onlyTo(running, "U0ANA").map(({ text }) => text.split(".")[0])).toEqual([
    "Looking again",
    expect.stringMatching(/^Looked again just now/),
  ]);
  expect(onlyTo(running, "U0ANA")[0]?.text).toContain("up to 3 minutes");
});

it("shows no buttons when it is over, and a late click wakes nothing", async () => {
  const running = await alerting();
  const { slack, alert, store, context } = running;
  const before = stale(alert);
  // What the configuration names no more is over at once: the nearest to a fault that is mended in a world that stands.
  Object.assign(context, { config: { ...context.config, domains: [] } });
  await running.sweep();
  await slack.until(() => told(alert).includes("Over"));
  expect(told(alert)).not.toContain("Acknowledge");
  for (const button of ["Acknowledge", "Snooze", "Run again"]) {
    const count = onlyTo(running, "U0BEN").length;
    await slack.people.press("U0BEN", before, button);
    await slack.until(() => onlyTo(running, "U0BEN").length > count);
    expect(told(onlyTo(running, "U0BEN").at(-1) as Message)).toContain("moved on");
  }
  const [kept] = (await store.alerts.read("authentication")).alerts;
  expect(kept?.state).toBe("resolved");
});

it("is nobody's but the operators'", async () => {
  const running = await alerting({ config: { operators: { users: ["U0BEN"], groups: [] } } });
  const { slack, alert, store } = running;
  for (const button of ["Acknowledge", "Snooze", "Run again"]) {
    const count = onlyTo(running, "U0ANA").length;
    await slack.people.press("U0ANA", alert, button);
    await slack.until(() => onlyTo(running, "U0ANA").length > count);
    expect(onlyTo(running, "U0ANA").at(-1)?.text).toContain("may not use");
  }
  expect((await store.alerts.current(new Date())).map(({ state }) => state)).toEqual(["firing"]);
});

it("of which nothing is kept any more says so", async () => {
  const running = await alerting();
  const { slack, alert } = running;
  const strange = stale(alert);
  const text = JSON.stringify(strange.blocks).replace(/"value":"[^"]+"/g, '"value":"alert.nobody:1"');
  await slack.people.press("U0ANA", { ...strange, blocks: JSON.parse(text) }, "Acknowledge");
  await answered(running, "U0ANA", /no longer kept/);
});

it("stands in the Home with what the watches saw, and its buttons work there", async () => {
  const running = await alerting();
  const { slack, store } = running;
  await slack.people.openHome("U0ANA");
  const home = await slack.until((it) => it.state.views.findLast((view) => view.type === "home" && view.open));
  const steady = slack
    .transcript()
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, "TIME")
    .replace(/^[\s\S]*(?=== Home)/, "");
  await expect(steady).toMatchFileSnapshot("../golden/alerts/home.txt");
  await slack.people.press("U0ANA", home, "Acknowledge");
  await slack.until((it) => {
    const now = it.state.views.findLast((view) => view.type === "home" && view.open);
    return JSON.stringify(now?.content).includes("Acknowledged by");
  });
  expect((await store.alerts.current(new Date())).map(({ state }) => state)).toEqual(["acknowledged"]);
  await slack.until((it) =>
    it.messages.some(({ channel, text }) => channel.startsWith("D") && text.includes("Acknowledged.")),
  );
});
