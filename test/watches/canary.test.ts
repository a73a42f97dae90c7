import { expect, it } from "vitest";
import { type Config, loadConfig } from "../../src/config.ts";
import { SEND_LIMIT } from "../../src/events/run-canary.ts";
import { SweepCut } from "../../src/ports/schedule.ts";
import type { AwsFault, World } from "../../src/sandbox/world.ts";
import { jada } from "../../src/sandbox/worlds/jada.ts";
import { CANARY_WAIT_MS } from "../../src/watches/canary.ts";
import { domainStates } from "../../src/watches/domain-states.ts";
import { limitOf } from "../../src/watches/index.ts";
import { standing } from "./standing.ts";
import { type Watching, watching } from "./watching.ts";

const FROM = { from: "canary@queenofsandiego.com", domain: "queenofsandiego.com", regions: null };
const SCHEDULES = loadConfig({ env: {}, cwd: import.meta.dirname }).schedules;
const at = (hour: number) => new Date(Date.UTC(2026, 10, 20, hour)).toISOString();

type Fares = { published?: readonly string[]; verified?: boolean; aws?: readonly AwsFault[] };

/** One region; what its configuration set publishes, and what AWS refuses. */
function world({ published = ALL, verified = true, aws = [] }: Fares = {}): World {
  const region = jada.ses["us-east-1"];
  const { "queenofsandiego.com": identity = {}, ...others } = region?.identities ?? {};
  return {
    ...jada,
    config: { ...jada.config, regions: ["us-east-1"] },
    published: [],
    ses: {
      "us-east-1": {
        ...region,
        identities: { ...others, ...(verified && { "queenofsandiego.com": identity }) },
        configurationSets: { "jada-events": [{ Name: "to-queue", MatchingEventTypes: [...published] }] },
      },
    },
    awsFaults: aws,
  };
}

const ALL = ["SEND", "DELIVERY", "BOUNCE", "COMPLAINT"];
const WELL = world();

function watch(config: Partial<Config> = {}): Promise<Watching> {
  return watching({ canaryWaitMs: 700, config: { canary: FROM, ...config } });
}

const CASES: readonly {
  sentence: string;
  world: World;
  config?: Partial<Config>;
  alerts: readonly string[];
  looked: string;
  record: string;
}[] = [
  { sentence: "every mail is seen to its end", world: WELL, alerts: [], looked: "all", record: "4 whole" },
  {
    sentence: "complaints are published nowhere",
    world: world({ published: ["SEND", "DELIVERY", "BOUNCE"] }),
    alerts: ["failure 1 CANARY_PARTLY_SEEN firing"],
    looked: "all",
    record: "4 broken Complaint of complaint@",
  },
  {
    sentence: "nothing is published",
    world: world({ published: [] }),
    alerts: ["failure 1 CANARY_UNSEEN firing"],
    looked: "all",
    record: "4 broken Delivery of success@, Bounce of bounce@, Complaint of complaint@, Bounce of suppressionlist@",
  },
  {
    sentence: "SES does not know the identity",
    world: world({ verified: false }),
    alerts: ["failure 1 CANARY_REFUSED firing"],
    looked: "all",
    record: "0 refused",
  },
  {
    sentence: "sending is denied",
    world: world({ aws: [{ action: "ses:SendEmail", then: "deny" }] }),
    alerts: [],
    looked: "nothing",
    record: "0 unknown",
  },
  {
    sentence: "the queue is denied: nothing that is not seen is missing",
    world: world({ aws: [{ action: "sqs:ReceiveMessage", then: "deny" }] }),
    alerts: [],
    looked: "partly",
    record: "4 unknown",
  },
  {
    sentence: "there is no queue",
    world: WELL,
    config: { eventsQueueUrl: null },
    alerts: [],
    looked: "partly",
    record: "4 unknown",
  },
];

it.each(CASES)("$sentence: $alerts", async ({ world: given, config, alerts, looked, record }) => {
  const running = await watch(config);
  expect(await running.sweep("canary", given, at(1))).toMatchObject({ looked });
  expect(await standing(running)).toEqual(alerts);
  const records = await running.store.canaryRecords.since(new Date(0), 10);
  expect(records.map(({ sent, outcome, missing }) => `${sent} ${outcome} ${missing.join(", ")}`.trim())).toEqual([
    record,
  ]);
  expect(await running.said()).toHaveLength(alerts.length);
});

it("is told once, is not over while nobody can look, and is over after two clean looks", async () => {
  const running = await watch();
  const broken = world({ published: [] });
  for (const hour of [1, 2]) await running.sweep("canary", broken, at(hour));
  const first = await running.said();
  expect(first).toHaveLength(1);
  const blind = world({ aws: [{ action: "sqs:ReceiveMessage", then: "deny" }] });
  for (const hour of [3, 4]) await running.sweep("canary", blind, at(hour));
  expect(await standing(running)).toEqual(["failure 1 CANARY_UNSEEN firing"]);
  await running.sweep("canary", WELL, at(5));
  expect(await standing(running)).toEqual(["failure 1 CANARY_UNSEEN firing"]);
  await running.sweep("canary", WELL, at(6));
  expect(await standing(running)).toEqual(["failure 1 CANARY_UNSEEN resolved"]);
  const all = [...first, ...(await running.said())].join("\n\n");
  await expect(all.replace(/(thread|edit|in) \d+/g, "$1 N")).toMatchFileSnapshot("../golden/alerts/canary.txt");
});

it("where some of it is seen again, one alert takes the other's place", async () => {
  const running = await watch();
  await running.sweep("canary", world({ published: [] }), at(1));
  await running.sweep("canary", world({ published: ["SEND"] }), at(2));
  expect(await standing(running)).toEqual(["failure 1 CANARY_PARTLY_SEEN firing", "failure 1 CANARY_UNSEEN resolved"]);
});

it("a watch that is blind three times in a row says so, with the reason", async () => {
  const running = await watch();
  const blind = world({ aws: [{ action: "sqs:ReceiveMessage", then: "deny" }] });
  for (const hour of [1, 2, 3]) await running.sweep("canary", blind, at(hour));
  const said = (await running.said()).join("\n");
  expect(said).toContain("WATCH_BLIND");
  expect(said).toContain("sqs:ReceiveMessage");
});

it("cut short, it does not know what would have come", async () => {
  const running = await watching({ canaryWaitMs: 60_000, config: { canary: FROM } });
  const broken = world({ published: [] });
  const swept = await running.sweep("canary", broken, at(1), undefined, AbortSignal.timeout(1_500));
  expect(swept.looked).toBe("partly");
  expect(await running.store.canaryRecords.since(new Date(0), 10)).toEqual([]);
  expect(await standing(running)).toEqual([]);
});

it("reads what the bot takes in, and takes nothing off the queue itself", async () => {
  let trouble: string | null = "The queue of events could not be read (denied, sqs:ReceiveMessage)";
  const running = await watching({
    canaryWaitMs: 700,
    config: { canary: FROM },
    hearing: { trouble: () => trouble, place: () => "queue" },
  });
  await running.sweep("canary", WELL, at(1));
  expect(await standing(running)).toEqual([]);
  trouble = null;
  await running.sweep("canary", WELL, at(2));
  expect(await standing(running)).toEqual(["failure 1 CANARY_UNSEEN firing"]);
  expect(running.asked(WELL).filter((question) => question.startsWith("sqs:"))).toEqual([]);
});

it("switched off, it sends nothing", async () => {
  const running = await watch({ canary: null });
  expect(await running.sweep("canary", WELL, at(1))).toMatchObject({ looked: "all" });
  expect(running.asked(WELL)).toEqual([]);
});

it("one region that is looked at again has the time in which its events are waited for", async () => {
  const config = loadConfig({ env: {}, cwd: import.meta.dirname });
  expect(limitOf("canary", { ...config, canary: FROM }, "us-east-1")).toBeGreaterThan(SEND_LIMIT + CANARY_WAIT_MS);
});

it("leaves no record where another instance took the sweep over", async () => {
  const running = await watch();
  const cut = new AbortController();
  cut.abort(new SweepCut("lost"));
  expect(await running.sweep("canary", WELL, at(1), undefined, cut.signal)).toMatchObject({ looked: "nothing" });
  expect(await running.store.canaryRecords.since(new Date(0), 10)).toEqual([]);
});

it("is nothing to the digest where it is not due and was not sent", async () => {
  const running = await watch({ regions: ["us-east-1", "eu-west-1"] });
  await running.sweep("authentication", WELL, at(0));
  await running.said();
  await running.sweep("digest", WELL, at(1));
  expect((await running.said()).join()).not.toContain("Canary");
  const record = { region: "us-east-1", at: new Date(at(2)), sent: 4, missing: [], wholeAfterMs: 3_000 } as const;
  await running.store.canaryRecords.add({ ...record, outcome: "whole" });
  await running.sweep("digest", WELL, at(3));
  const [digest = ""] = await running.said();
  expect(digest.slice(digest.indexOf("Canary"))).toMatch(/^Canary\n.*us-east-1: 1 of 1 run whole.*$/);
});

it.each([
  ["10 * * * *", ["failure"]],
  [null, [undefined]],
] as const)("a domain's submission with schedules.canary %j: %j", async (canary, submission) => {
  const running = await watch({ schedules: { ...SCHEDULES, canary } });
  const refused = world({ verified: false });
  await running.sweep("canary", refused, at(1));
  const states = await running.contextIn(refused, ({ config }) => domainStates(running.store, config));
  const own = states.filter(({ typed }) => typed === "queenofsandiego.com");
  expect(own.map(({ hops }) => hops.submission)).toEqual(submission);
});

it("stands in the digest with its record of the week", async () => {
  const running = await watch({
    regions: ["us-east-1", "eu-west-1"],
    schedules: { ...SCHEDULES, canary: "10 * * * *" },
  });
  const day = (days: number) => new Date(Date.parse(at(0)) - days * 86_400_000);
  const base = { region: "us-east-1", sent: 4, outcome: "whole", missing: [] } as const;
  for (const [days, seconds] of [
    [9, 99],
    [6, 4],
    [5, 8],
    [4, 3],
  ] as const)
    await running.store.canaryRecords.add({ ...base, at: day(days), wholeAfterMs: seconds * 1_000 });
  const missing = ["Complaint of complaint@"];
  for (const days of [3, 2]) {
    const broken = { ...base, outcome: "broken", missing, wholeAfterMs: null } as const;
    await running.store.canaryRecords.add({ ...broken, at: day(days) });
  }
  await running.store.canaryRecords.add({ ...base, at: day(1), sent: 0, outcome: "unknown", wholeAfterMs: null });
  await running.sweep("authentication", WELL, at(0));
  await running.said();
  await running.sweep("digest", WELL, at(0));
  const [digest = ""] = await running.said();
  expect(digest.slice(digest.indexOf("Canary"))).toMatchInlineSnapshot(`
    "Canary
    :x: us-east-1: 3 of 6 runs whole; seen whole after 4 seconds (median); missing: Complaint of complaint@ (2×); not known: 1
    :heavy_minus_sign: eu-west-1: not sent in this week"
  `);
});
