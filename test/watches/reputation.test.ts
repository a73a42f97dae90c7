import { expect, it } from "vitest";
import type { StoredEvent } from "../../src/ports/event-store.ts";
import type { World } from "../../src/sandbox/world.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { standing } from "./standing.ts";
import { type Watching, watching } from "./watching.ts";

/** The stand-in counts its times back from now. */
const NOW = new Date();
const DAY = 86_400_000;
const at = (day: number) => new Date(NOW.getTime() + day * DAY).toISOString();

function rates(bounce: number, complaint: number, more: Partial<World> = {}): World {
  const rate = (name: string, value: number) => ({
    namespace: "AWS/SES",
    name: `Reputation.${name}Rate`,
    points: [{ hoursAgo: 2, value }],
  });
  return { ...healthy, metrics: { "us-east-1": [rate("Bounce", bounce), rate("Complaint", complaint)] }, ...more };
}

const WELL = rates(0.01, 0.0001);

/** Mails to a provider on each of some days before a day, and how many of them it refused. */
async function mailed(watch: Watching, domain: string, days: Readonly<Record<number, readonly [number, number]>>) {
  const events = Object.entries(days).flatMap(([back, [mails, refused]]) =>
    Array.from({ length: mails }, (_, n): StoredEvent => {
      const isRefused = n < refused;
      const id = `${domain}-${back}-${n}`;
      const bounce = {
        bounceType: "Transient",
        bounceSubType: "General",
        bouncedRecipients: [
          {
            emailAddress: `u${n}@${domain}`,
            status: "5.7.606",
            action: "failed",
            diagnosticCode: "smtp; 550 5.7.606 Access denied, banned sending IP [192.0.2.9] <!channel>",
          },
        ],
      };
      return {
        id,
        at: new Date(Math.floor(NOW.getTime() / DAY) * DAY - Number(back) * DAY + n),
        type: isRefused ? "Bounce" : "Delivery",
        messageId: id,
        recipient: `u${n}@${domain}`,
        region: "us-east-1",
        detail: isRefused ? { bounce } : {},
      };
    }),
  );
  await watch.store.events.add({ events, deadLetters: [] });
}

const fine = (from: number, to: number, mails = 60) =>
  Object.fromEntries(Array.from({ length: from - to }, (_, n) => [from - n, [mails, 0]] as const));

type Case = { sentence: string; world: World; alerts: readonly string[] };

const CASES: readonly Case[] = [
  { sentence: "rates below SES's lines", world: WELL, alerts: [] },
  {
    sentence: "bounces above the line of review",
    world: rates(0.06, 0),
    alerts: ["warning 1 BOUNCE_RATE_HIGH firing"],
  },
  {
    sentence: "complaints above the line of pause",
    world: rates(0.01, 0.006),
    alerts: ["failure 1 COMPLAINT_RATE_CRITICAL firing"],
  },
  {
    sentence: "a quota that is used up",
    world: {
      ...WELL,
      ses: {
        ...healthy.ses,
        "us-east-1": {
          ...healthy.ses["us-east-1"],
          account: { SendQuota: { Max24HourSend: 100, SentLast24Hours: 100 } },
        },
      },
    },
    alerts: ["failure 1 QUOTA_EXHAUSTED firing"],
  },
];

it.each(CASES)("$sentence: $alerts", async ({ world, alerts }) => {
  const watch = await watching();
  await watch.sweep("reputation", world, at(0));
  expect(await standing(watch)).toEqual(alerts);
});

it("a rate that crosses the next line is told once, as what it has become", async () => {
  const watch = await watching();
  await watch.sweep("reputation", rates(0.06, 0), at(0));
  await watch.sweep("reputation", rates(0.11, 0), at(1));
  expect(await standing(watch)).toEqual([
    "failure 1 BOUNCE_RATE_CRITICAL firing",
    "warning 1 BOUNCE_RATE_HIGH resolved",
  ]);
});

it.each(["cloudwatch:GetMetricData", "cloudwatch:ListMetrics", "ses:GetAccount"])(
  "names %s where it is denied, and still looks at the receivers",
  async (action) => {
    const watch = await watching();
    await mailed(watch, "gmail.com", fine(13, -1));
    await mailed(watch, "outlook.com", { ...fine(13, 1), 1: [60, 20], 0: [60, 20] });
    const swept = await watch.sweep("reputation", { ...WELL, awsFaults: [{ action, then: "deny" }] }, at(0));
    expect(swept).toMatchObject({ looked: "partly" });
    expect(swept.troubles.join()).toContain(action);
    expect(await standing(watch)).toEqual(["warning 2 PROVIDER_REFUSING firing"]);
  },
);

it("one provider that refuses more than it used to is told, and that it is over", async () => {
  const watch = await watching();
  await mailed(watch, "gmail.com", fine(13, -1));
  await mailed(watch, "outlook.com", { ...fine(13, 1), 1: [60, 9], 0: [60, 9] });
  await watch.sweep("reputation", WELL, at(0));
  const first = await watch.said();
  // The rise is older than what is measured.
  await mailed(watch, "gmail.com", fine(-1, -12));
  await mailed(watch, "outlook.com", fine(-1, -12));
  for (const day of [10, 11]) await watch.sweep("reputation", WELL, at(day));
  const said = [...first, ...(await watch.said())].join("\n\n").replace(/(thread|edit) \d+/g, "$1 N");
  expect(said).not.toContain("@outlook.com");
  const days = said.replace(/\d{4}-\d\d-\d\d( \d\d:\d\d UTC)?/g, "DAY");
  await expect(days).toMatchFileSnapshot("../golden/alerts/refusing.txt");
});
