import { expect, it } from "vitest";
import type { IamKey, IamUserState, World } from "../../src/sandbox/world.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { standing } from "./standing.ts";
import { watching } from "./watching.ts";

const KEY: IamKey = {
  id: "AKIAIOSFODNN7EXAMPLE",
  created: "2026-10-01T00:00:00Z",
  lastUsed: { at: "2026-11-20T00:00:00Z", service: "ses", region: "us-east-1" },
};
const USED_LATER: IamKey = { ...KEY, lastUsed: { at: "2026-12-22T00:00:00Z", service: "ses", region: "us-east-1" } };
const UNUSED: IamKey = { id: "AKIAIOSFODNN8EXAMPLE", created: "2026-11-01T00:00:00Z" };

function relayWorld(keys: readonly IamKey[], given: Partial<World> = {}): World {
  const user: IamUserState = { created: "2026-01-01T00:00:00Z", keys };
  return {
    ...healthy,
    config: {
      ...healthy.config,
      relays: [{ name: "gmail", username: KEY.id, from: "ann@example.com", region: "us-east-1" }],
    },
    iam: { users: { "gmail-smtp": user } },
    ...given,
  };
}

const FINE = relayWorld([KEY]);

type Case = { sentence: string; at: string; world: World; alerts: readonly string[] };

const DAY_60 = "2026-11-30T00:00:00Z";

const CASES: readonly Case[] = [
  { sentence: "a living key", at: DAY_60, world: FINE, alerts: [] },
  {
    sentence: "a key that turned inactive",
    at: DAY_60,
    world: relayWorld([{ ...KEY, status: "Inactive" }]),
    alerts: ["failure 1 RELAY_KEY_INACTIVE firing"],
  },
  {
    sentence: "a key that is gone",
    at: DAY_60,
    world: relayWorld([UNUSED]),
    alerts: ["failure 1 RELAY_KEY_MISSING firing"],
  },
  {
    sentence: "a newer key beside it, not in use yet",
    at: DAY_60,
    world: relayWorld([KEY, UNUSED]),
    alerts: ["warning 1 RELAY_KEY_ROTATING firing"],
  },
  {
    sentence: "a newer key beside it that is inactive",
    at: DAY_60,
    world: relayWorld([KEY, { ...UNUSED, status: "Inactive" }]),
    alerts: [],
  },
  {
    sentence: "a newer key that is in use stands for that",
    at: DAY_60,
    world: relayWorld([
      KEY,
      { ...UNUSED, lastUsed: { at: "2026-11-29T00:00:00Z", service: "ses", region: "us-east-1" } },
    ]),
    alerts: ["warning 1 RELAY_KEY_SUPERSEDED firing"],
  },
  { sentence: "15 days before the key is too old", at: "2026-12-15T00:00:00Z", world: FINE, alerts: [] },
  {
    sentence: "14 days before",
    at: "2026-12-16T00:00:00Z",
    world: FINE,
    alerts: ["warning 1 RELAY_KEY_AGING firing"],
  },
  {
    sentence: "7 days before",
    at: "2026-12-23T00:00:00Z",
    world: relayWorld([USED_LATER]),
    alerts: ["warning 2 RELAY_KEY_AGING firing"],
  },
  {
    sentence: "1 day before",
    at: "2026-12-29T00:00:00Z",
    world: relayWorld([USED_LATER]),
    alerts: ["warning 3 RELAY_KEY_AGING firing"],
  },
  {
    sentence: "IAM that tells nothing",
    at: DAY_60,
    world: relayWorld([{ ...KEY, status: "Inactive" }], { awsFaults: [{ action: "iam:*", then: "deny" }] }),
    alerts: [],
  },
];

it.each(CASES)("$sentence: $alerts", async ({ at, world, alerts }) => {
  const watch = await watching();
  await watch.sweep("credentials", world, at);
  expect(await standing(watch)).toEqual(alerts);
  expect(await watch.said()).toHaveLength(alerts.length > 0 ? 1 : 0);
});

it("tells a dead key once, in full, and that it is over", async () => {
  const watch = await watching({ config: { mention: "S0ONCALL" } });
  const dead = relayWorld([{ ...KEY, status: "Inactive" }]);
  await watch.sweep("credentials", dead, "2026-11-21T20:00:00Z");
  await watch.sweep("credentials", dead, "2026-11-21T21:00:00Z");
  const first = await watch.said();
  await watch.sweep("credentials", FINE, "2026-11-21T22:00:00Z");
  expect(await watch.said()).toEqual([]);
  await watch.sweep("credentials", FINE, "2026-11-21T23:00:00Z");
  const last = await watch.said();
  await expect([...first, ...last].join("\n\n").replace(/(thread|edit) \d+/g, "$1 N")).toMatchFileSnapshot(
    "../golden/alerts/dead-key.txt",
  );
});
