import { expect, it } from "vitest";
import type { World } from "../../src/sandbox/world.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { jada } from "../../src/sandbox/worlds/jada.ts";
import { botIn, type Running } from "./bot-in.ts";

const EAST = "us-east-1";
const ALLOWED = { channels: { alerts: null, approvals: null, allowed: ["C0OPS"] } };

function worldOf(addresses: readonly string[]): World {
  const suppressed = addresses.map((EmailAddress, n) => ({
    EmailAddress,
    Reason: "BOUNCE" as const,
    LastUpdateTime: new Date(Date.UTC(2026, 3, 18, 12, 0, n)).toISOString(),
  }));
  return { ...healthy, ses: { [EAST]: { ...healthy.ses[EAST], suppressed } } };
}

const NUMBERED = worldOf(Array.from({ length: 45 }, (_, n) => `p${n}@example.org`));

async function say({ slack, bot }: Running, words: string, user = "U0ANA"): Promise<void> {
  await slack.people.type(user, "#mail-ops", `/maildiag ${words}`);
  await bot.idle();
}

async function press({ slack, bot }: Running, label: string, user = "U0ANA"): Promise<void> {
  const on = slack.messages.findLast((message) => JSON.stringify(message.blocks).includes(`"${label}"`));
  if (!on) throw new Error(`nothing has the button ${label}`);
  await slack.people.press(user, on, label);
  await bot.idle();
}

const shown = ({ slack }: Running) =>
  slack.messages.map(({ blocks }) => [...JSON.stringify(blocks).matchAll(/\bp\d+@example\.org/g)].map(([one]) => one));

it("shows a screen to the asker alone, and turns it in its place", async () => {
  const running = await botIn({ world: NUMBERED });
  await say(running, "suppressions");
  expect(running.slack.messages.map(({ onlyTo }) => onlyTo)).toEqual(["U0ANA"]);
  expect([shown(running)[0]?.at(0), shown(running)[0]?.length]).toEqual(["p44@example.org", 20]);
  await press(running, "Older");
  expect([shown(running).length, shown(running)[0]?.at(0)]).toEqual([1, "p24@example.org"]);
  await press(running, "Older");
  expect(shown(running)[0]).toEqual(["p4", "p3", "p2", "p1", "p0"].map((one) => `${one}@example.org`));
  expect(JSON.stringify(running.slack.messages[0]?.blocks)).not.toContain('"Older"');
  await press(running, "Newer");
  expect(shown(running)[0]?.at(0)).toBe("p24@example.org");
});

it("shows it to all where addresses may be seen by all, and says who asked", async () => {
  const running = await botIn({ world: NUMBERED, config: ALLOWED });
  await say(running, "suppressions list");
  expect(running.slack.messages.map(({ onlyTo }) => onlyTo ?? null)).toEqual([null]);
  expect(JSON.stringify(running.slack.messages[0]?.blocks)).toContain("U0ANA");
  await press(running, "Older", "U0BEN");
  expect(running.slack.messages.map(({ onlyTo }) => onlyTo ?? null)).toEqual([null, "U0BEN"]);
});

it("finds an address for the asker alone", async () => {
  const running = await botIn({ world: jada });
  await say(running, "suppressions find kevin@steigerwald-dougherty.com");
  const [message] = running.slack.messages;
  expect([running.slack.messages.length, message?.onlyTo]).toEqual([1, "U0ANA"]);
  expect(message?.text).toContain("is on the suppression list of us-east-1");
});

it("gives whoever asks for it the whole list as a file that starts no formula, where nobody else sees it", async () => {
  const world = worldOf(["=cmd|'/c calc'!A0@x.org", "+1@x.org", "-2@x.org", "@at@x.org", "a\tb@x.org", 'q",@x.org']);
  const running = await botIn({ world });
  await say(running, "suppressions");
  await press(running, "CSV");
  const [file] = [...running.slack.state.files.values()];
  expect(file?.name).toBe("suppressions.csv");
  const text = String(file?.content ?? "");
  expect(text.split("\r\n").map((line) => line.split(",").slice(1, -2).join(","))).toEqual([
    "address",
    '"q"",@x.org"',
    "a\\u{9}b@x.org",
    '"\'@at@x.org"',
    '"\'-2@x.org"',
    '"\'+1@x.org"',
    "\"'=cmd|'/c calc'!A0@x.org\"",
    "",
  ]);
  const posted = running.slack.messages.filter(({ onlyTo }) => !onlyTo);
  expect(posted.every(({ channel }) => channel.startsWith("D"))).toBe(true);
});

it("says so where the list of a button is not kept any more", async () => {
  const running = await botIn({ world: NUMBERED });
  await say(running, "suppressions");
  const [message] = running.slack.messages;
  if (!message) throw new Error("nothing was said");
  const forged = JSON.parse(JSON.stringify(message.blocks).replace(/list\.[\w-]+\.0/g, "list.nobody.0"));
  running.slack.state.edit(message, { text: message.text, blocks: forged });
  await press(running, "Older");
  expect(shown(running).flat().includes("p4@example.org")).toBe(false);
  expect(running.slack.messages.at(-1)?.onlyTo).toBe("U0ANA");
  expect(running.slack.messages.at(-1)?.text).toContain("This list is no longer kept.");
});

it("lets no address come alive", async () => {
  const running = await botIn({
    world: worldOf(["<!channel>@x.org", "*b*@x.org", "<https://x.org|y>@x.org", "\u202e@x.org"]),
  });
  await say(running, "suppressions");
  const [message] = running.slack.messages;
  expect(message?.text).not.toMatch(/<!|\u202e/);
  expect(JSON.stringify(message?.blocks)).not.toContain("\u202e");
  expect(JSON.stringify(message?.blocks)).not.toContain("mrkdwn");
});

it("reads as it did", async () => {
  const running = await botIn({ world: jada });
  await say(running, "suppressions --region us-west-2 --reason COMPLAINT");
  await say(running, "suppressions find kevin@steigerwald-dougherty.com");
  await say(running, "suppressions lits");
  const text = running.slack.transcript().replaceAll(/\d+ s ago/g, "N s ago");
  await expect(text).toMatchFileSnapshot("../golden/conversations/suppressions.txt");
});
