import { describe, expect, onTestFinished, test } from "vitest";
import type { Config } from "../../src/config.ts";
import { posted } from "../../src/removals/told.ts";
import { EXAMPLE_WORKSPACE, type Message, type Workspace } from "../../src/sandbox/slack/index.ts";
import type { World } from "../../src/sandbox/world.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { item, removal } from "../approvals/removal.ts";
import { type BotOptions, botIn, type Running } from "./bot-in.ts";

const KIM = "kim@example.net";
/** AWS's own example. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html */
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const WORKSPACE: Workspace = {
  ...EXAMPLE_WORKSPACE,
  users: [...EXAMPLE_WORKSPACE.users, { id: "U0CAT", name: "cat" }, { id: "U0DAN", name: "dan" }],
  channels: [
    ...EXAMPLE_WORKSPACE.channels,
    { id: "C0APPROVE", name: "approvals", members: ["U0BOT", "U0ANA", "U0BEN", "U0CAT", "U0DAN"] },
  ],
};
const WORLD: World = {
  ...healthy,
  ses: {
    ...healthy.ses,
    "us-east-1": {
      ...healthy.ses["us-east-1"],
      suppressed: [
        { EmailAddress: KIM, Reason: "BOUNCE", LastUpdateTime: "2026-04-18T17:05:00Z", MessageId: "0100-1" },
        { EmailAddress: "mia@example.net", Reason: "COMPLAINT", LastUpdateTime: "2026-04-18T17:06:00Z" },
      ],
    },
  },
};
const APPROVERS = {
  users: ["U0CAT", "U0ANA"],
  groups: ["S0MAIL"],
  requesterMayApprove: false,
  complaints: "deny",
} as const;
const CONFIG: Partial<Config> = {
  channels: { alerts: null, approvals: "C0APPROVE", allowed: ["C0APPROVE"] },
  approvers: APPROVERS,
};

async function office(options: BotOptions = {}): Promise<Running> {
  return botIn({ world: WORLD, workspace: WORKSPACE, ...options, config: { ...CONFIG, ...options.config } });
}

async function ask({ slack, bot }: Running, user = "U0ANA", words = `${KIM} --why "she wrote today"`): Promise<void> {
  await slack.people.type(user, "#mail-ops", `/maildiag suppressions request ${words}`);
  await bot.idle();
}

function inApprovals({ slack }: Running, part: string): Promise<Message> {
  return slack.until((it) =>
    it.messages.findLast(
      (each) => each.channel === "C0APPROVE" && !each.threadTs && !each.onlyTo && wordsOf(each).includes(part),
    ),
  );
}

function wordsOf(message: Message): string {
  return `${message.text} ${JSON.stringify(message.blocks)}`;
}

/** What the bot said to them alone since then. */
function toldTo({ slack }: Running, user: string): readonly string[] {
  return slack.messages.filter((each) => each.onlyTo === user).map(({ text }) => text);
}

async function requested(running: Running): Promise<Message> {
  await ask(running);
  return inApprovals(running, "Approve");
}

function transcript({ slack }: Running): string {
  return slack
    .transcript()
    .replace(/\n *\(edited \d+×\)/g, "")
    .replace(/20(?!26-04-18)\d\d-\d\d-\d\d \d\d:\d\d:\d\dZ/g, "<time>")
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, "<id>");
}

/** Presses the button on the newest of the bot's messages that has it. */
async function pressNewest({ slack, bot }: Running, user: string, label: string): Promise<void> {
  const message = slack.messages.findLast((each) => JSON.stringify(each.blocks).includes(`"${label}"`));
  if (!message) throw new Error(`nothing has the button ${label}`);
  await slack.people.press(user, message, label);
  await bot.idle();
}

test("what is found is asked for, approved by another, done, and undone", async () => {
  const running = await office();
  const { slack, bot } = running;
  await slack.people.type("U0ANA", "#mail-ops", `/maildiag suppressions find ${KIM}`);
  await bot.idle();
  await pressNewest(running, "U0ANA", "Request removal");
  const modal = await slack.until((it) => it.modalOf("U0ANA"));
  await slack.people.submit("U0ANA", modal.id, { removal_why: "she wrote today" });
  await bot.idle();
  const message = await inApprovals(running, "Approve");
  await slack.people.press("U0DAN", message, "Approve");
  await bot.idle();
  await slack.people.press("U0ANA", message, "Approve");
  await bot.idle();
  const press = await slack.people.press("U0BEN", message, "Approve");
  await bot.idle();
  expect(press.confirm).toMatchObject({ title: { text: "Approve the removal?" } });
  await slack.people.press("U0CAT", await inApprovals(running, "Undo"), "Undo");
  await bot.idle();
  await inApprovals(running, "Put back");
  await slack.until((it) => it.messages.some((each) => each.onlyTo === "U0ANA" && each.text.startsWith("Put back")));
  await expect(transcript(running)).toMatchFileSnapshot("../golden/conversations/removal.txt");
});

test("who submits the form stands in the store before Slack has its answer, until all was looked at", async () => {
  const running = await office();
  const { slack, bot, store } = running;
  await slack.people.type("U0ANA", "#mail-ops", `/maildiag suppressions find ${KIM}`);
  await bot.idle();
  await pressNewest(running, "U0ANA", "Request removal");
  const modal = await slack.until((it) => it.modalOf("U0ANA"));
  await slack.people.submit("U0ANA", modal.id, { removal_why: "she wrote today" });
  expect(await store.reports.find(`v.${modal.id}`)).toMatchObject({ askedBy: "U0ANA", document: null });
  await bot.idle();
  await expect.poll(async () => (await store.reports.find(`v.${modal.id}`))?.state).toBe("done");
  expect(await store.removals.find(`v.${modal.id}`)).not.toBeNull();
});

describe("a click", () => {
  test("of two approvers at once: one decides, and the other is told who", async () => {
    const running = await office();
    const { slack, bot } = running;
    const message = await requested(running);
    await Promise.all([slack.people.press("U0BEN", message, "Approve"), slack.people.press("U0CAT", message, "Deny")]);
    await bot.idle();
    const told = [...toldTo(running, "U0BEN"), ...toldTo(running, "U0CAT")];
    expect(told).toHaveLength(2);
    // The text beside the blocks names nobody, for it would call them.
    expect(told.filter((text) => /^Already (?:approved|denied).* by somebody at /.test(text))).toHaveLength(1);
  });

  test("twice by the same is answered twice, and done once", async () => {
    const running = await office();
    const { slack, bot } = running;
    const message = await requested(running);
    await Promise.all([
      slack.people.press("U0BEN", message, "Approve"),
      slack.people.press("U0BEN", message, "Approve"),
    ]);
    await bot.idle();
    await inApprovals(running, "Undo");
    expect(toldTo(running, "U0BEN")).toHaveLength(2);
    const trail = await running.store.removals.history({ address: KIM, limit: 99 });
    expect(trail.map(({ action }) => action)).toEqual(["removed", "approved", "requested"]);
    expect(trail[1]?.message).toEqual({ channel: "C0APPROVE", ts: message.ts });
  });

  test("of fifty at once, on two instances: one decides, every one is answered, and one delete is sent", async () => {
    const running = await office();
    const other = await running.another();
    const { slack, bot, store } = running;
    const message = await requested(running);
    const people = ["U0BEN", "U0CAT", "U0DAN", "U0ANA"];
    await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        slack.people.press(people[n % 4] ?? "", message, n % 5 === 4 ? "Deny" : "Approve"),
      ),
    );
    await Promise.all([bot.idle(), other.bot.idle()]);
    const told = people.flatMap((user) =>
      toldTo(running, user).filter((text) => !/^(?:Asked|Removed|Denied:)/.test(text)),
    );
    expect(told).toHaveLength(50);
    expect(told.filter((text) => /^You (?:approved|denied) it/.test(text))).toHaveLength(1);
    const trail = await store.removals.history({ address: KIM, limit: 99 });
    expect(trail.filter(({ action }) => action === "approved" || action === "denied")).toHaveLength(1);
    expect(trail.filter(({ action }) => action === "removed").length).toBeLessThanOrEqual(1);
  });

  test("on an old message, after it was denied, changes nothing, and who asked was told", async () => {
    const running = await office();
    const { slack, bot } = running;
    const message = await requested(running);
    const stale = structuredClone(message);
    await slack.people.press("U0BEN", message, "Deny");
    await bot.idle();
    await inApprovals(running, "Denied");
    await slack.people.press("U0CAT", stale, "Approve");
    await bot.idle();
    expect(toldTo(running, "U0CAT")[0]).toMatch(/^Already denied/);
    await slack.until(() => toldTo(running, "U0ANA").some((text) => text.startsWith("Denied")));
  });

  test("by who was an approver a moment ago counts for nothing", async () => {
    const group = { id: "S0MAIL", handle: "mail-admins", members: ["U0BEN", "U0CAT"] };
    const workspace = { ...WORKSPACE, userGroups: [group] };
    const config = { approvers: { ...APPROVERS, users: [] }, operators: { users: ["U0ANA"], groups: ["S0MAIL"] } };
    const running = await office({ workspace, config });
    const { slack, bot, store } = running;
    const message = await requested(running);
    // Known for a minute from here, as a member who may use it.
    await slack.people.type("U0BEN", "#mail-ops", "/maildiag help");
    await bot.idle();
    group.members = ["U0CAT"];
    await slack.people.press("U0BEN", message, "Approve");
    await bot.idle();
    expect(toldTo(running, "U0BEN").at(-1)).toContain("You may not decide this");
    slack.fail({ method: "usergroups.users.list", then: "error:missing_scope" });
    await slack.people.press("U0CAT", message, "Approve");
    await bot.idle();
    expect(toldTo(running, "U0CAT").at(-1)).toContain("could not be read who the approvers are");
    const trail = await store.removals.history({ address: KIM, limit: 9 });
    expect(trail.map(({ action }) => action)).toEqual(["requested"]);
  });

  test("by many at once does not ask Slack for the group as often", async () => {
    const config = { approvers: { ...APPROVERS, users: [] } };
    const running = await office({
      config,
      slack: { faults: [{ method: "usergroups.users.list", then: { delayMs: 1_000 } }] },
    });
    const { slack, bot } = running;
    const message = await requested(running);
    await Promise.all(Array.from({ length: 20 }, () => slack.people.press("U0DAN", message, "Approve")));
    await bot.idle();
    expect(toldTo(running, "U0DAN")).toHaveLength(20);
    const asked = slack.calls.filter(({ method }) => method === "usergroups.users.list");
    expect(asked.length).toBeLessThan(10);
  });

  test("counts for nothing where the group cannot be read, and says so", async () => {
    const config = { approvers: { ...APPROVERS, users: [], groups: ["S0GONE"] } };
    const running = await office({ config });
    const { slack, bot } = running;
    await slack.people.press("U0BEN", await requested(running), "Approve");
    await bot.idle();
    expect(toldTo(running, "U0BEN")).toEqual([expect.stringContaining("could not be read who the approvers are")]);
  });

  test("of an approver who is no operator counts, of another who is none does not", async () => {
    const running = await office({ config: { operators: { users: ["U0ANA"], groups: [] } } });
    const { slack, bot } = running;
    const message = await requested(running);
    await slack.people.press("U0DAN", message, "Approve");
    await bot.idle();
    expect(toldTo(running, "U0DAN")[0]).toContain("You may not use maildiag");
    await slack.people.press("U0BEN", message, "Approve");
    await inApprovals(running, "Undo");
  });
});

describe("Request removal", () => {
  test.each([
    ["the lists", "suppressions", ["kim@example.net", "mia@example.net"]],
    ["where an address stands", `suppressions find ${KIM}`, [KIM]],
    ["a trace of it", `trace ${KIM}`, [KIM]],
    ["an explanation", `explain 550 5.1.1 <${KIM}>: Recipient address rejected: User unknown`, [KIM]],
  ])("stands under %s, and asks for what is shown", async (_, words, addresses) => {
    const running = await office();
    const { slack, bot } = running;
    await slack.people.type("U0ANA", "#mail-ops", `/maildiag ${words}`);
    await bot.idle();
    await pressNewest(running, "U0ANA", "Request removal");
    const modal = await slack.until((it) => it.modalOf("U0ANA"));
    const shown = JSON.stringify(modal);
    expect(addresses.filter((address) => !shown.includes(address))).toEqual([]);
    expect(shown).toContain("us-east-1");
    expect(shown).not.toContain("us-west-2");
  });

  test("says before anybody fills in a form that nobody could decide", async () => {
    const running = await office({ config: { approvers: { ...APPROVERS, users: [], groups: [] } } });
    const { slack, bot } = running;
    await slack.people.type("U0ANA", "#mail-ops", `/maildiag suppressions find ${KIM}`);
    await bot.idle();
    await pressNewest(running, "U0ANA", "Request removal");
    expect(slack.modalOf("U0ANA")).toBeUndefined();
    expect(toldTo(running, "U0ANA").at(-1)).toContain("MAILDIAG_APPROVERS");
  });

  test("does not stand under an address that is on no list", async () => {
    const running = await office();
    const { slack, bot } = running;
    for (const words of ["suppressions find nobody@example.net", "trace nobody@example.net"]) {
      await slack.people.type("U0ANA", "#mail-ops", `/maildiag ${words}`);
      await bot.idle();
    }
    expect(JSON.stringify(slack.messages)).not.toContain("request_removal");
  });

  async function offered(running: Running): Promise<Message> {
    const entries = [{ address: KIM, regions: ["us-east-1", "us-west-2"] }];
    await running.store.removals.offer({ id: "o-1", entries, at: new Date() });
    const element = {
      type: "button",
      text: { type: "plain_text", text: "Request removal" },
      action_id: "request_removal",
      value: "o-1",
    };
    return running.slack.state.post({
      channel: "C0OPS",
      user: "U0BOT",
      text: "x",
      blocks: [{ type: "actions", block_id: "b", elements: [element] }],
    });
  }

  test("asks why and where, and takes no words that are no addresses", async () => {
    const running = await office();
    const { slack, bot } = running;
    await slack.people.press("U0ANA", await offered(running), "Request removal");
    const modal = await slack.until((it) => it.modalOf("U0ANA"));
    await slack.people.submit("U0ANA", modal.id, { removal_addresses: "kim", removal_why: "<!channel> she is back" });
    expect(modal.errors).toEqual({ removal_addresses: expect.stringContaining('"kim" is not an address') });
    await slack.people.submit("U0ANA", modal.id, {
      removal_addresses: KIM,
      removal_regions: ["us-east-1"],
      removal_why: "<!channel> she is back",
    });
    await bot.idle();
    const message = await inApprovals(running, "she is back");
    expect(wordsOf(message)).not.toContain("us-west-2");
    expect(message.text).not.toContain("<!channel>");
    expect(toldTo(running, "U0ANA").at(-1)).toContain("Asked for the removal of kim@example.net");
  });

  test("a secret in a typed reason is left out of it, and the rest is asked for", async () => {
    const running = await office();
    await ask(running, "U0ANA", `${KIM} --why "she is back, ${SECRET}"`);
    const message = await inApprovals(running, "she is back, ");
    expect(JSON.stringify(message)).not.toContain(SECRET);
    expect(
      running.slack.messages.filter(({ onlyTo, text }) => onlyTo === "U0ANA" && /secret/i.test(text)),
    ).toHaveLength(1);
  });

  test("keeps and tells no secret that stands in the reason, and says to replace it", async () => {
    const running = await office();
    const { slack, bot, store } = running;
    await slack.people.press("U0ANA", await offered(running), "Request removal");
    const modal = await slack.until((it) => it.modalOf("U0ANA"));
    await slack.people.submit("U0ANA", modal.id, { removal_why: `she is back, ${SECRET}`, removal_addresses: KIM });
    await bot.idle();
    const message = await inApprovals(running, "she is back, [secret]");
    expect(toldTo(running, "U0ANA")).toEqual([
      expect.stringContaining("rotate it now"),
      expect.stringContaining("Asked for the removal of kim@example.net"),
    ]);
    await slack.people.press("U0BEN", message, "Deny");
    await bot.idle();
    const trail = await store.removals.history({ address: null, limit: 9 });
    expect(trail.at(-1)?.note).toBe("she is back, [secret]");
    expect(`${JSON.stringify(slack.messages)} ${running.log.join()} ${JSON.stringify(trail)}`).not.toContain(SECRET);
  });

  test("of what is no longer kept says how to ask", async () => {
    const running = await office();
    const { slack, bot } = running;
    const message = await offered(running);
    await running.store.removals.forgetOffers(new Date(Date.now() + 1_000), 10);
    await slack.people.press("U0ANA", message, "Request removal");
    await bot.idle();
    expect(toldTo(running, "U0ANA")[0]).toContain("This button is too old");
  });
});

describe("suppressions request", () => {
  test.each([
    ["no approval channel", { channels: { alerts: null, approvals: null, allowed: [] } }, "MAILDIAG_APPROVAL_CHANNEL"],
    ["nobody who may approve", { approvers: { ...APPROVERS, users: [], groups: [] } }, "MAILDIAG_APPROVERS"],
  ])("with %s says what to set", async (_, config, words) => {
    const running = await office({ config });
    await ask(running);
    expect(toldTo(running, "U0ANA")).toEqual([expect.stringContaining(words)]);
  });

  test("says at once that a complaint is not removed, and what is not listed", async () => {
    const running = await office();
    await ask(running, "U0ANA", "mia@example.net nobody@example.net");
    const [text] = running.slack.messages.filter((each) => each.onlyTo === "U0ANA").map(wordsOf);
    expect(text).toContain("Nothing was asked for");
    expect(text).toContain("approvers.complaints: deny");
    expect(text).toContain("Not on the list: nobody@example.net");
  });

  test("for many addresses is told at once how long it takes to look where they stand", async () => {
    const running = await office();
    await ask(running, "U0ANA", Array.from({ length: 7 }, (_, n) => `u${n}@example.net`).join(" "));
    expect(toldTo(running, "U0ANA")).toEqual([
      "Looking where 7 addresses stand. SES tells of one a second, so it takes about 7 seconds; you are told then.",
      "Nothing was asked for.",
    ]);
  });

  test("waits in the outbox for a channel that the bot is not in, and stands in the log", async () => {
    const config = { channels: { alerts: null, approvals: "G0CLOSED", allowed: ["G0CLOSED"] } };
    const running = await office({ config });
    await ask(running);
    await expect.poll(() => running.store.outbox.complaints()).toMatchObject([{ channel: "G0CLOSED", waiting: 1 }]);
  });

  test("shows people's addresses to who asked alone, elsewhere than in allowed channels", async () => {
    const running = await office();
    const { slack } = running;
    const message = await requested(running);
    await slack.people.press("U0BEN", message, "Approve");
    await slack.until(() => toldTo(running, "U0ANA").some((text) => text.startsWith("Removed")));
    const open = slack.messages.filter((each) => each.channel !== "C0APPROVE" && !each.onlyTo && each.user === "U0BOT");
    expect(open.map(wordsOf).join()).not.toContain(KIM);
  });
});

test("what waits stands in the Home with its message, and is decided there", async () => {
  const running = await office();
  const { slack, bot } = running;
  await requested(running);
  await slack.people.openHome("U0BEN");
  const home = await slack.until((it) => it.state.views.findLast((view) => view.type === "home" && view.open));
  const shown = JSON.stringify(home.content);
  expect(shown).toContain("Removals that wait for a decision");
  expect(shown).toContain(KIM);
  expect(shown).toMatch(/archives\/C0APPROVE\/p\d+/);
  await slack.people.press("U0BEN", home, "Approve");
  await bot.idle();
  await inApprovals(running, "Undo");
  expect(slack.messages.filter(({ channel }) => channel.startsWith("D")).map(({ text }) => text)).toEqual([
    expect.stringContaining("You approved it."),
  ]);
  await slack.until((it) => !JSON.stringify(it.homeOf("U0BEN")?.content).includes("wait for a decision"));
});

describe("suppressions history", () => {
  test("is a file for a spreadsheet where it is asked for, seen by nobody else, and starts no formula", async () => {
    const running = await office();
    const { slack, bot } = running;
    await ask(running, "U0ANA", `${KIM} --why "=HYPERLINK(1) <!channel>"`);
    await slack.people.type("U0BEN", "#mail-ops", `/maildiag suppressions history ${KIM} --csv`);
    await bot.idle();
    const file = await slack.until((it) => [...it.state.files.values()].find(({ title }) => title === "Removals"));
    const [head, line, ...rest] = String(file.content).split("\r\n");
    expect([file.name, head?.split(",").slice(0, 4), rest]).toEqual([
      "removals.csv",
      ["at", "actor", "action", "address"],
      [""],
    ]);
    expect(line).toContain(`,U0ANA,requested,${KIM},us-east-1,BOUNCE,pending,`);
    expect(line).toContain(`"'=HYPERLINK(1) <!channel>"`);
    const open = slack.messages.filter(({ onlyTo, channel }) => !onlyTo && !channel.startsWith("D"));
    expect(open.every(({ channel }) => channel === "C0APPROVE")).toBe(true);
  });

  test("of nothing is a sentence", async () => {
    const running = await office();
    await running.slack.people.type("U0BEN", "#mail-ops", "/maildiag suppressions history --csv");
    await running.bot.idle();
    expect(running.slack.messages.map(wordsOf).join()).toContain("Nobody has asked for a removal.");
  });
});

test("what was approved and not begun when an instance died is done by another", async () => {
  const running = await office({ timing: { beatMs: 50 } });
  await ask(running);
  const [line] = await running.store.removals.history({ address: KIM, limit: 1 });
  const removal = await running.store.removals.find(line?.removal ?? "");
  if (!removal) throw new Error("nothing was asked for");
  const decided = { by: "U0BEN", at: new Date() };
  await running.store.removals.move(removal, { state: "approved", decided }, { audit: [], tell: [] });
  await inApprovals(running, "Undo");
  onTestFinished(() => running.bot.stop());
});

test("a request of a hundred addresses in two regions is one message with one decision, and a file of all in its thread", async () => {
  const running = await office();
  const { slack, store } = running;
  const items = Array.from({ length: 200 }, (_, n) =>
    item({
      address: `${"very-long-name-".repeat(4)}${n >> 1}@${n < 2 ? "=cmd.example" : "example.net"}`,
      region: n % 2 ? "us-east-1" : "us-west-2",
      cause: `<!channel> *550* <https://evil.example|click> ${"x".repeat(280)}`,
    }),
  );
  const big = removal({
    id: "big",
    channel: "C0APPROVE",
    why: "<!here> `why` ".repeat(50),
    items,
    askedAt: new Date(),
  });
  await store.removals.ask(big, { audit: [], tell: posted(big) });
  running.bot.sayWhatWaits();
  const message = await inApprovals(running, "100 addresses");
  expect(message.text).not.toMatch(/<!|<https/);
  const file = await slack.until((it) =>
    [...it.state.files.values()].find(({ title }) => title === "Entries to remove"),
  );
  const lines = String(file.content).trim().split("\r\n");
  expect(lines).toHaveLength(201);
  expect(lines.filter((line) => /^["']?[=+@-]/.test(line))).toEqual([]);
  expect(slack.calls.filter(({ outcome }) => outcome !== "ok")).toEqual([]);
  await slack.people.press("U0BEN", message, "Deny");
  await inApprovals(running, "Denied");
});
