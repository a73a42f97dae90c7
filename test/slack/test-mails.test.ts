import { describe, expect, onTestFinished, test } from "vitest";
import type { Config } from "../../src/config.ts";
import { EXAMPLE_WORKSPACE, type Message, type Workspace } from "../../src/sandbox/slack/index.ts";
import type { AwsFault, World } from "../../src/sandbox/world.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { Secret } from "../../src/secret.ts";
import { createChat } from "../../src/slack/chat.ts";
import { startIngestionOf } from "../../src/wiring.ts";
import { CREDENTIALS } from "../aws/on-stand-in.ts";
import { type BotOptions, botIn, type Running } from "./bot-in.ts";

const KIM = "kim@example.net";
const OFFICE = "office@example.org";
const LISTED = "old@example.net";
const WORKSPACE: Workspace = {
  ...EXAMPLE_WORKSPACE,
  users: [...EXAMPLE_WORKSPACE.users, { id: "U0CAT", name: "cat" }],
  channels: [
    ...EXAMPLE_WORKSPACE.channels,
    { id: "C0APPROVE", name: "approvals", members: ["U0BOT", "U0ANA", "U0BEN", "U0CAT"] },
  ],
};
const REGION = healthy.ses["us-east-1"];
const TYPES = ["SEND", "DELIVERY", "BOUNCE", "DELIVERY_DELAY"];
const WORLD: World = {
  ...healthy,
  published: [],
  ses: {
    ...healthy.ses,
    "us-east-1": {
      ...REGION,
      configurationSets: { events: [{ Name: "to-queue", MatchingEventTypes: TYPES }] },
      identities: {
        ...REGION?.identities,
        "example.com": { ...REGION?.identities?.["example.com"], ConfigurationSetName: "events" },
      },
      answers: {
        [OFFICE]: "550 5.7.1 Your message <!channel> was rejected https://evil.example/x",
        "slow@example.net": "421 4.7.0 Try again later",
      },
      suppressed: [{ EmailAddress: LISTED, Reason: "BOUNCE", LastUpdateTime: "2026-04-18T17:05:00Z" }],
    },
  },
};
const CONFIG: Partial<Config> = {
  canary: { from: "canary@example.com", domain: "example.com", regions: ["us-east-1"] },
  channels: { alerts: null, approvals: "C0APPROVE", allowed: ["C0APPROVE"] },
  approvers: { users: ["U0CAT", "U0ANA", "U0BEN"], groups: [], requesterMayApprove: false, complaints: "deny" },
};

async function office({ isDeaf = false, ...options }: BotOptions & { isDeaf?: boolean } = {}): Promise<Running> {
  const running = await botIn({
    world: WORLD,
    workspace: WORKSPACE,
    rate: { limit: 100, intervalMs: 1 },
    ...options,
    config: { ...CONFIG, ...options.config },
    timing: { beatMs: 150, outboxMs: 20, outboxPaceMs: 1, ...options.timing },
  });
  const { aws, store, context } = running;
  if (isDeaf) return running;
  const config = { ...context.config, eventsQueueUrl: aws.queueUrl };
  const ingestion = await startIngestionOf(config, store, {
    aws: { endpoint: aws.url, credentials: CREDENTIALS },
    onTrouble: () => {},
  });
  onTestFinished(() => ingestion.stop());
  return running;
}

async function ask(
  { slack, bot }: Running,
  words = `--to ${KIM} --why "she wrote today"`,
  user = "U0ANA",
): Promise<void> {
  await slack.people.type(user, "#mail-ops", `/maildiag canary ${words}`);
  await bot.idle();
}

function wordsOf(message: Message): string {
  return `${message.text} ${JSON.stringify(message.blocks)}`;
}

function inApprovals({ slack }: Running, part: string): Promise<Message> {
  return slack.until((it) =>
    it.messages.findLast(
      (each) => each.channel === "C0APPROVE" && !each.threadTs && !each.onlyTo && wordsOf(each).includes(part),
    ),
  );
}

function inThread({ slack }: Running, part: string): Promise<Message> {
  return slack.until((it) =>
    it.messages.findLast((each) => each.channel === "C0APPROVE" && each.threadTs && wordsOf(each).includes(part)),
  );
}

function toldTo({ slack }: Running, user: string): readonly string[] {
  return slack.messages.filter((each) => each.onlyTo === user).map(({ text }) => text);
}

function sent({ aws }: Running): number {
  return aws.asked.filter(({ question }) => question.startsWith("ses:SendEmail")).length;
}

function transcript({ slack }: Running): string {
  return slack
    .transcript()
    .replace(/\n *\(edited \d+×\)/g, "")
    .replace(/20\d\d-\d\d-\d\d \d\d:\d\d:\d\dZ/g, "<time>")
    .replace(/0100[0-9a-f]{8}-[0-9a-f-]{27}-0{6}/g, "<SES id>");
}

test("a test mail is asked for, approved by another, sent once, and followed to its delivery", async () => {
  const running = await office();
  await ask(running);
  const message = await inApprovals(running, "Approve");
  expect(sent(running)).toBe(0);
  await running.slack.people.press("U0ANA", message, "Approve");
  await running.bot.idle();
  const press = await running.slack.people.press("U0BEN", message, "Approve");
  expect(press.confirm).toMatchObject({ title: { text: "Send the test mail?" } });
  await running.bot.idle();
  await inThread(running, "250 2.6.0 Message received");
  await inApprovals(running, "Delivered: a test mail");
  await running.slack.until(() => toldTo(running, "U0ANA").some((text) => text.includes("delivered")));
  expect(sent(running)).toBe(1);
  const trail = await running.store.removals.history({ address: KIM, limit: 9 });
  expect(trail.toReversed().map(({ action, actor, outcome }) => `${action} ${actor} ${outcome}`)).toEqual([
    "test-requested U0ANA pending",
    "test-approved U0BEN null",
    "test-sent U0BEN done",
  ]);
  await expect(transcript(running)).toMatchFileSnapshot("../golden/conversations/test-mail.txt");
});

test("one that is refused is explained by explain's rules, and nothing of the server's words comes alive", async () => {
  const running = await office();
  await ask(running, `—to ${OFFICE}.`);
  await running.slack.people.press("U0BEN", await inApprovals(running, "Approve"), "Approve");
  const told = await inThread(running, "550 5.7.1");
  expect(told.text).toContain("refused");
  expect(wordsOf(told)).toMatch(/Stopped at /);
  expect(wordsOf(told)).not.toMatch(/"type":"(?:link|broadcast)"|<!channel>"?,"type"/);
  await inApprovals(running, "Refused by the recipient");
  await expect.poll(async () => (await running.store.testMails.followed(null, 9)).length).toBe(0);
});

test("one that is delayed is told so, and is followed on", async () => {
  const running = await office();
  await ask(running, "--to slow@example.net");
  await running.slack.people.press("U0BEN", await inApprovals(running, "Approve"), "Approve");
  await inThread(running, "421 4.7.0 Try again later");
  expect(await running.store.testMails.followed(null, 9)).toHaveLength(1);
});

describe("a click", () => {
  test("of fifty at once, on two instances: one decides, every one is answered, and one mail is sent", async () => {
    const running = await office();
    const other = await running.another();
    await ask(running);
    const message = await inApprovals(running, "Approve");
    const people = ["U0BEN", "U0CAT"];
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => running.slack.people.press(people[n % 2] ?? "", message, "Approve")),
    );
    await Promise.all([running.bot.idle(), other.bot.idle()]);
    await inThread(running, "250 2.6.0");
    const told = people.flatMap((user) => toldTo(running, user));
    expect(told).toHaveLength(50);
    expect(told.filter((text) => text.startsWith("You approved it"))).toHaveLength(1);
    expect(sent(running)).toBe(1);
  });

  test("to deny sends nothing, and who asked is told", async () => {
    const running = await office();
    await ask(running);
    await running.slack.people.press("U0CAT", await inApprovals(running, "Approve"), "Deny");
    await running.slack.until(() => toldTo(running, "U0ANA").some((text) => text.startsWith("Denied")));
    expect(sent(running)).toBe(0);
  });
});

test("one that is approved when the canary is switched off is not sent, and that is told", async () => {
  const running = await office({ isDeaf: true });
  await ask(running);
  const message = await inApprovals(running, "Approve");
  await running.bot.stop();
  await running.another({ config: { canary: null } });
  await running.slack.people.press("U0BEN", message, "Approve");
  await inThread(running, "the canary is switched off; ask again when it is on.");
  await inApprovals(running, "Not sent: a test mail");
  await running.slack.until(() => toldTo(running, "U0ANA").some((text) => text.startsWith("Not sent")));
  expect(sent(running)).toBe(0);
});

test("a denied SendEmail is told with its action", async () => {
  const awsFaults: readonly AwsFault[] = [{ action: "ses:SendEmail", then: "deny" }];
  const running = await office({ world: { ...WORLD, awsFaults } });
  await ask(running);
  await running.slack.people.press("U0BEN", await inApprovals(running, "Approve"), "Approve");
  await inThread(running, "ses:SendEmail is denied");
  await inApprovals(running, "Not sent");
});

const NOWHERE: Partial<Config> = { channels: { alerts: null, approvals: null, allowed: [] } };
const NOBODY: Partial<Config> = {
  approvers: { users: [], groups: [], requesterMayApprove: false, complaints: "deny" },
};

test("the name of who asks is what people call them, and trouble where Slack does not say", async () => {
  const { slack } = await office({ isDeaf: true });
  const tokens = { botToken: new Secret(slack.tokens.bot), appToken: null, apiUrl: slack.apiUrl };
  const chat = createChat({ slack: tokens });
  const signal = AbortSignal.timeout(4_000);
  expect(await chat?.nameOf("U0ANA", signal)).toBe("ana");
  await expect(chat?.nameOf("U0NOBODY", signal)).rejects.toMatchObject({ reason: "denied" });
});

describe("is not asked for", () => {
  test.each<[string, string, string, Partial<Config>?]>([
    ["where the canary is off", `--to ${KIM}`, "The canary is off", { canary: null }],
    ["where there is no channel to decide in", `--to ${KIM}`, "no approval channel, where test mails", NOWHERE],
    ["where nobody may approve", `--to ${KIM}`, "Nobody may approve test mails", NOBODY],
    ["to an address on our own list", `--to ${LISTED}`, `suppressions request ${LISTED}`],
    ["to the same in capitals", `--to OLD@EXAMPLE.NET`, `suppressions request ${LISTED}`],
    ["to two addresses", `--to ${KIM} --to ${OFFICE}`, "One address at a time"],
    ["to two addresses in one", `--to ${KIM},${OFFICE}`, "One address at a time"],
    ["to two words", `--to ${KIM} ${OFFICE}`, "One address at a time"],
    ["to nobody", "--to nobody", "is not an address"],
    ["to a name with an address", '--to "Kim<kim@example.net>"', "is not an address"],
    ["to a group of addresses", "--to all:kim@example.net;", "is not an address"],
    ["to a comment", "--to kim(x)@example.net", "is not an address"],
    ["to an address with a line break", '--to "kim\\r\\n@example.net"', "is not an address"],
    ["to an IP address", "--to kim@[127.0.0.1]", "is not an address"],
    ["to a very long one", `--to ${"k".repeat(65)}@example.net`, "is not an address"],
    ["from a region that is not the canary's", `--to ${KIM} --region eu-west-1`, "not sent from"],
    ["in another's name", `--to ${KIM} --as U0BEN`, "--as is for a terminal"],
    ["to the simulator, in Slack", "", "it is sent in a terminal"],
  ])("%s", async (_, words, why, config = {}) => {
    const running = await office({ isDeaf: true, config });
    await ask(running, words);
    expect(toldTo(running, "U0ANA").join(" ")).toContain(why);
    expect((await running.store.outbox.waiting()).count).toBe(0);
    expect(running.slack.messages.filter(({ channel }) => channel === "C0APPROVE")).toEqual([]);
    expect(sent(running)).toBe(0);
  });

  test("while another to that address waits for a decision", async () => {
    const running = await office({ isDeaf: true });
    await ask(running);
    await inApprovals(running, "Approve");
    await ask(running, "--to Kim@Example.net", "U0BEN");
    expect(toldTo(running, "U0BEN").join(" ")).toContain("was asked for already by somebody at");
    const told = running.slack.messages.filter(({ onlyTo }) => onlyTo === "U0BEN").map(wordsOf);
    expect(told.join()).toContain('{"type":"user","user_id":"U0ANA"}');
    expect(told.join()).not.toContain("canary [--to");
    expect(running.slack.messages.filter(({ channel }) => channel === "C0APPROVE")).toHaveLength(1);
  });
});

test("where the account cannot be read, that SES would drop it is not said as if it were known", async () => {
  const awsFaults: readonly AwsFault[] = [{ action: "ses:GetAccount", then: "deny" }];
  const running = await office({ isDeaf: true, world: { ...WORLD, awsFaults } });
  await ask(running, `--to ${LISTED}`);
  const told = toldTo(running, "U0ANA").join(" ");
  expect(told).toContain(
    "SES may take the mail and drop it: whether the account suppresses for BOUNCE there could not",
  );
  expect(told).not.toContain("SES would");
});

test("a list that cannot be read is told to who decides", async () => {
  const awsFaults: readonly AwsFault[] = [{ action: "ses:GetSuppressedDestination", then: "deny" }];
  const running = await office({ isDeaf: true, world: { ...WORLD, awsFaults } });
  await ask(running);
  await inApprovals(running, "could not be read (ses:GetSuppressedDestination is denied: allow it");
});

test("where no queue tells of it, that is said after a while", async () => {
  const running = await office({ isDeaf: true });
  const { store } = running;
  await ask(running);
  await running.slack.people.press("U0BEN", await inApprovals(running, "Approve"), "Approve");
  await expect.poll(async () => (await store.testMails.followed(null, 9)).length).toBe(1);
  const [mail] = await store.testMails.followed(null, 9);
  if (!mail) throw new Error("nothing is followed");
  const sentAt = new Date(Date.now() - 11 * 60_000);
  await store.testMails.move(mail, { state: "sent", sentAt }, { audit: [], tell: [] });
  const told = await inThread(running, "Why we may be blind");
  expect(wordsOf(told)).toContain("No queue of events is configured");
  await inApprovals(running, "nothing was heard of it");
});
