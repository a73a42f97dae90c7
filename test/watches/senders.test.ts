import { expect, it } from "vitest";
import { sendersOf } from "../../src/sandbox/senders.ts";
import type { World } from "../../src/sandbox/world.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { standing } from "./standing.ts";
import { watching } from "./watching.ts";

const REGION = "us-east-1";
const REFUSED =
  "ERROR\tMessageRejected: Email address is not verified. The following identities failed the check in region";

type Fares = {
  is?: Readonly<Record<string, unknown>> | null;
  calls?: readonly [invocations: number, errors: number, throttles: number];
  log?: readonly string[];
  aws?: World["awsFaults"];
};

function mailer({ is = {}, calls = [100, 0, 0], log = [], aws = [] }: Fares = {}): World {
  const queue = { DeadLetterConfig: { TargetArn: "arn:aws:sqs:us-east-1:123456789012:failed" } };
  return {
    ...healthy,
    config: { ...healthy.config, senders: [{ function: "mailer", region: REGION }] },
    lambda: { [REGION]: is === null ? {} : { mailer: { configuration: { ...queue, ...is } } } },
    metrics: {
      [REGION]: ["Invocations", "Errors", "Throttles"].map((name, index) => ({
        namespace: "AWS/Lambda",
        name,
        dimensions: { FunctionName: "mailer" },
        points: [{ hoursAgo: 2, value: calls[index] ?? 0 }].filter(({ value }) => value > 0),
      })),
    },
    logGroups: { [REGION]: { "/aws/lambda/mailer": log.map((message, n) => ({ minutesAgo: 3 + n, message })) } },
    awsFaults: aws,
  };
}

const WELL = mailer();
const senders = sendersOf(WELL);
/** The stand-in counts its times back from now. */
const NOW = new Date();
const at = (hour: number) => new Date(NOW.getTime() + hour * 60_000).toISOString();

type Case = { sentence: string; world: World; alerts: readonly string[] };

const CASES: readonly Case[] = [
  { sentence: "a function that runs", world: WELL, alerts: [] },
  { sentence: "one that is gone", world: mailer({ is: null }), alerts: ["failure 1 SENDER_MISSING firing"] },
  {
    sentence: "one that cannot run",
    world: mailer({ is: { State: "Failed" } }),
    alerts: ["failure 1 SENDER_FAILED firing"],
  },
  {
    sentence: "calls that fail, and calls that Lambda refuses",
    world: mailer({ calls: [100, 40, 7] }),
    alerts: ["warning 1 SENDER_ERRORS firing", "warning 1 SENDER_THROTTLED firing"],
  },
  {
    sentence: "SES refuses what it sends",
    world: mailer({ log: [`${REFUSED} US-EAST-1: a@example.com`] }),
    alerts: ["warning 1 SENDER_LOG_ERRORS firing"],
  },
  {
    sentence: "nothing may be asked",
    world: mailer({
      is: null,
      aws: ["lambda:*", "logs:*", "cloudwatch:*"].map((action) => ({ action, then: "deny" })),
    }),
    alerts: [],
  },
];

it.each(CASES)("$sentence: $alerts", async ({ world, alerts }) => {
  const watch = await watching({ config: { senders } });
  await watch.sweep("senders", world, at(0));
  expect(await standing(watch)).toEqual(alerts);
  expect(await watch.said()).toHaveLength(alerts.length > 0 ? 1 : 0);
});

it.each(["lambda:GetFunctionConfiguration", "cloudwatch:GetMetricData", "logs:FilterLogEvents"])(
  "names %s where it is denied, and still looks at the rest",
  async (action) => {
    const watch = await watching({ config: { senders } });
    const swept = await watch.sweep("senders", mailer({ aws: [{ action, then: "deny" }] }), at(0));
    expect(swept.troubles.join()).toContain(action);
  },
);

it("what a function that is gone was told of before is not over because it is well", async () => {
  const watch = await watching({ config: { senders } });
  await watch.sweep("senders", mailer({ calls: [100, 40, 0] }), at(0));
  await watch.sweep("senders", mailer({ is: null }), at(1));
  expect(await standing(watch)).toEqual(["failure 1 SENDER_MISSING firing", "warning 1 SENDER_ERRORS resolved"]);
});

it("no secret, key or address of a log is told", async () => {
  const watch = await watching({ config: { senders } });
  const log = [`${REFUSED} US-EAST-1: a@example.com AKIAIOSFODNN7EXAMPLE`];
  await watch.sweep("senders", mailer({ log, is: { Environment: { Variables: { TOKEN: "hunter2" } } } }), at(0));
  const said = (await watch.said()).join("\n");
  expect(said).toContain("not verified");
  expect(said).not.toMatch(/hunter2|AKIAIOSFODNN7EXAMPLE|a@example\.com/);
});
