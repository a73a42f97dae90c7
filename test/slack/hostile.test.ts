import { expect, test } from "vitest";
import type { World } from "../../src/sandbox/world.ts";
import { HEALTHY_ZONE, healthy } from "../../src/sandbox/worlds/healthy.ts";
import { botIn } from "./bot-in.ts";

const EVIL = "<!channel> <@U0ANA> <http://evil.example|click> *bold* `code` @here <#C0OPS> &lt;!here&gt;";
const ALIVE = ["<!channel>", "<!here>", "<@U0ANA>", "<http://evil.example", "<#C0OPS>", "*bold*"];

/** One field of the zone at a time holds what a receiver would never publish, but anybody could. */
const FIELDS: readonly [string, string][] = [
  ["SPF of the domain", `@ TXT v=spf1 ${EVIL} ~all`],
  ["SPF of MAIL FROM", `bounce TXT v=spf1 ${EVIL} ~all`],
  ["DMARC", `_dmarc TXT v=DMARC1; p=${EVIL}`],
  ["DMARC's rua", `_dmarc TXT v=DMARC1; p=none; rua=mailto:${EVIL}`],
  ["a DKIM CNAME", "token1._domainkey CNAME \\060!channel\\062.evil.example."],
];

test.each(FIELDS)("%s: nothing of it mentions, links or formats", async (_, record) => {
  const [name = ""] = record.split(" ");
  const records = HEALTHY_ZONE.records
    .split("\n")
    .filter((line) => !(line.trim().startsWith(`${name} `) && line.includes(record.split(" ")[1] ?? "")))
    .join("\n");
  const zones = healthy.zones.map((zone) =>
    zone.origin === "example.com" ? { ...HEALTHY_ZONE, records: `${records}\n${record}` } : zone,
  );
  const { slack, bot } = await botIn({ world: { ...healthy, zones } satisfies World });
  await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
  await bot.idle();
  expect(slack.calls.filter(({ outcome }) => outcome !== "ok")).toEqual([]);
  expect(slack.messages.length).toBeGreaterThan(1);
  for (const { text, blocks, unfurl } of slack.messages) {
    for (const alive of ALIVE) expect(text).not.toContain(alive);
    expect(mrkdwnIn(blocks)).toEqual([]);
    expect(mentionsIn(blocks).filter((id) => id !== "U0ANA")).toEqual([]);
    expect(unfurl).toEqual({ links: "false", media: "false" });
  }
});

test.each([
  ["a mention as a domain", "check <!channel>"],
  ["a link as a command", "<http://evil.example|help>"],
  ["markup as an option", "check example.com --*bold*"],
  ["a command of a thousand characters", `x${"<!channel>".repeat(100)}`],
  ["control characters", "check \u001b[2Jexample\u202e.com"],
])("%s: what is said back to the person is inert", async (_, line) => {
  const { slack, bot } = await botIn();
  await slack.people.type("U0ANA", "#mail-ops", `/maildiag ${line}`);
  await slack.people.mention("U0ANA", "#mail-ops", line);
  await bot.idle();
  const said = slack.messages.filter(({ user }) => user === "U0BOT");
  expect(said.map(({ onlyTo }) => onlyTo)).toEqual(["U0ANA", "U0ANA"]);
  for (const { text, blocks } of said) {
    for (const alive of ALIVE) expect(text).not.toContain(alive);
    expect(mrkdwnIn(blocks)).toEqual([]);
    for (const control of ["\u001b", "\u202e"]) expect(text).not.toContain(control);
  }
});

/** Everything in blocks that Slack would read as markup. */
function mrkdwnIn(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  const here =
    "type" in value && (value.type === "mrkdwn" || value.type === "markdown" || value.type === "link") ? [value] : [];
  return [...here, ...Object.values(value).flatMap(mrkdwnIn)];
}

function mentionsIn(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  const isMention = "type" in value && ["user", "channel", "usergroup", "broadcast"].includes(String(value.type));
  const here = isMention ? ["user_id" in value ? value.user_id : value] : [];
  return [...here, ...Object.values(value).flatMap(mentionsIn)];
}
