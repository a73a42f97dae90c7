import { describe, expect, it } from "vitest";
import { createAws } from "../../src/aws/aws.ts";
import { createCloudWatch } from "../../src/aws/cloudwatch.ts";
import { createLambda } from "../../src/aws/lambda.ts";
import { createLogs } from "../../src/aws/logs.ts";
import { createSes } from "../../src/aws/ses.ts";
import { type RunningAws, startAws } from "../../src/sandbox/aws/start-aws.ts";
import type { World } from "../../src/sandbox/world.ts";
import { QUICK, troubleOf } from "./on-stand-in.ts";
import { httpAnswer, rawServer } from "./raw-server.ts";

const SIGNAL = AbortSignal.timeout(60_000);
const NOW = new Date("2026-11-21T20:00:00Z");
const REGION = "us-west-2";

function portsOn(endpoint: string) {
  const aws = createAws({ ...QUICK, endpoint });
  return {
    lambda: createLambda({ aws }),
    cloudwatch: createCloudWatch({ aws }),
    logs: createLogs({ aws }),
    ses: createSes({ aws }),
  };
}

async function onWorld<T>(
  world: Partial<World>,
  body: (on: ReturnType<typeof portsOn> & { aws: RunningAws }) => Promise<T>,
): Promise<T> {
  const aws = await startAws({ ses: {}, ...world, now: () => NOW });
  try {
    return await body({ ...portsOn(aws.url), aws });
  } finally {
    await aws.close();
  }
}

/** Whatever is asked is answered with this. */
async function onAnswer<T>(body: string, use: (on: ReturnType<typeof portsOn>) => Promise<T>): Promise<void> {
  const answer = httpAnswer("200 OK", ["content-type: application/json"], body);
  await rawServer(
    (socket) => socket.end(answer),
    async (endpoint) => void (await use(portsOn(endpoint))),
  );
}

describe("Lambda", () => {
  const configuration = {
    State: "Active",
    DeadLetterConfig: { TargetArn: "arn:aws:sqs:us-west-2:1:failed" },
    LoggingConfig: { LogFormat: "JSON", LogGroup: "/mail" },
    Environment: { Variables: { TOKEN: "hunter2" } },
  };
  const world = { lambda: { [REGION]: { mailer: { configuration } } } };

  it("tells what a function is, and nothing of its environment", async () => {
    await onWorld(world, async ({ lambda }) => {
      const arn = `arn:aws:lambda:${REGION}:123456789012:function:mailer`;
      for (const name of ["mailer", "mailer:live", arn]) {
        expect(await lambda.function(REGION, name, SIGNAL)).toEqual({
          name: "mailer",
          state: "Active",
          stateReason: null,
          lastUpdate: "Successful",
          lastUpdateReason: null,
          lastModified: "2026-09-01T00:00:00.000+0000",
          role: "arn:aws:iam::123456789012:role/mailer",
          deadLetter: "arn:aws:sqs:us-west-2:1:failed",
          logGroup: "/mail",
        });
      }
    });
  });

  it("answers null for a function that the region does not have, and trouble for what it may not say", async () => {
    await onWorld(world, async ({ lambda, aws }) => {
      expect(await lambda.function("us-east-1", "mailer", SIGNAL)).toBeNull();
      aws.world.awsFaults = [{ action: "lambda:*", then: "deny" }];
      const permission = "lambda:GetFunctionConfiguration";
      expect(await troubleOf(lambda.function(REGION, "mailer", SIGNAL))).toMatchObject({
        reason: "denied",
        permission,
      });
    });
  });

  it.each(["{}", '{"FunctionName":7}', "[]", "no JSON"])(
    "an answer of %s is an error, never an absence",
    async (body) => {
      await onAnswer(body, async ({ lambda }) => {
        expect(await troubleOf(lambda.function(REGION, "mailer", SIGNAL))).toMatchObject({ reason: "error" });
      });
    },
  );
});

describe("CloudWatch", () => {
  const metric = { namespace: "AWS/SES", name: "Send", dimensions: {}, statistic: "Sum", period: 3_600 } as const;
  const time = { from: new Date("2026-11-20T20:00:00Z"), to: NOW };
  const world = {
    metrics: {
      [REGION]: [
        {
          namespace: "AWS/SES",
          name: "Send",
          points: [
            { hoursAgo: 0.2, value: 1 },
            { hoursAgo: 2, value: 5 },
            { hoursAgo: 2.2, value: 7 },
            { hoursAgo: 30, value: 9 },
          ],
        },
        { namespace: "AWS/SES", name: "Send", dimensions: { set: "news" }, points: [{ hoursAgo: 3, value: 4 }] },
      ],
    },
  };

  it("tells each series by itself, the oldest point first", async () => {
    await onWorld(world, async ({ cloudwatch }) => {
      const queries = [metric, { ...metric, dimensions: { set: "news" } }, { ...metric, name: "Bounce" }];
      expect(await cloudwatch.series(REGION, queries, time, SIGNAL)).toEqual([
        [
          { at: new Date("2026-11-21T17:00:00Z"), value: 7 },
          { at: new Date("2026-11-21T18:00:00Z"), value: 5 },
          { at: new Date("2026-11-21T19:00:00Z"), value: 1 },
        ],
        [{ at: new Date("2026-11-21T17:00:00Z"), value: 4 }],
        [],
      ]);
      expect(await cloudwatch.dimensionsOf(REGION, "AWS/SES", "Send", SIGNAL)).toEqual([{}, { set: "news" }]);
    });
  });

  it("goes on in the same series on the next page", async () => {
    const points = Array.from({ length: 45 }, (_, hour) => ({ hoursAgo: hour + 0.5, value: hour }));
    const own = { [REGION]: [{ namespace: "AWS/SES", name: "Send", points }] };
    const days = { from: new Date("2026-11-19T00:00:00Z"), to: NOW };
    await onWorld({ metrics: own }, async ({ cloudwatch, aws }) => {
      const [series] = await cloudwatch.series(REGION, [metric], days, SIGNAL);
      expect(series?.map(({ value }) => value)).toEqual(points.map(({ value }) => value).toReversed());
      expect(aws.asked).toHaveLength(3);
    });
  });

  it("says which action is denied", async () => {
    await onWorld({ awsFaults: [{ action: "cloudwatch:*", then: "deny" }] }, async ({ cloudwatch }) => {
      expect(await troubleOf(cloudwatch.series(REGION, [metric], time, SIGNAL))).toMatchObject({
        reason: "denied",
        permission: "cloudwatch:GetMetricData",
      });
      expect(await troubleOf(cloudwatch.dimensionsOf(REGION, "AWS/SES", "Send", SIGNAL))).toMatchObject({
        reason: "denied",
        permission: "cloudwatch:ListMetrics",
      });
    });
  });

  it.each([
    "{}",
    '{"MetricDataResults":[{"Id":"q0","Timestamps":[1],"Values":[]}]}',
    '{"MetricDataResults":[{"Id":"q0","Timestamps":[1],"Values":["NaN"]}]}',
    '{"MetricDataResults":[{"Id":"q9","Timestamps":[],"Values":[]}]}',
    '{"MetricDataResults":[{"Id":"q0","StatusCode":"InternalError"}]}',
    '{"MetricDataResults":[],"NextToken":"for ever"}',
  ])("the answer %s is trouble", async (body) => {
    await onAnswer(body, async ({ cloudwatch }) => {
      const { reason } = await troubleOf(cloudwatch.series(REGION, [metric], time, SIGNAL));
      expect(["error", "limit"]).toContain(reason);
    });
  });
});

describe("Logs", () => {
  const question = { group: "/mail", from: new Date("2026-11-21T00:00:00Z"), to: NOW, pattern: '?ERROR ?"timed out"' };
  const lines = [
    { minutesAgo: 5, message: "ERROR two" },
    { minutesAgo: 9, message: "Task timed out" },
    { minutesAgo: 7, message: "INFO nothing" },
    { minutesAgo: 9_000, message: "ERROR of last week" },
  ];

  it("reads past empty pages, in the order of time", async () => {
    await onWorld({ logGroups: { [REGION]: { "/mail": lines } } }, async ({ logs, aws }) => {
      expect(await logs.lines(REGION, question, SIGNAL)).toEqual({
        lines: [
          { at: new Date("2026-11-21T19:51:00Z"), text: "Task timed out" },
          { at: new Date("2026-11-21T19:55:00Z"), text: "ERROR two" },
        ],
        whole: true,
      });
      expect(aws.asked).toHaveLength(2);
      expect(await logs.lines(REGION, { ...question, group: "/other" }, SIGNAL)).toBeNull();
    });
  });

  it("stops where there is too much, and says so", async () => {
    const many = Array.from({ length: 5_000 }, (_, n) => ({ minutesAgo: 1 + n / 10, message: `ERROR ${n}` }));
    await onWorld({ logGroups: { [REGION]: { "/mail": many } } }, async ({ logs }) => {
      const reading = await logs.lines(REGION, question, SIGNAL);
      expect(reading?.whole).toBe(false);
      expect(reading?.lines.length).toBe(2_000);
    });
  });

  it("keeps the beginning of a line of a mebibyte", async () => {
    const message = `ERROR ${"x".repeat(1024 * 1024)}`;
    await onWorld({ logGroups: { [REGION]: { "/mail": [{ minutesAgo: 1, message }] } } }, async ({ logs }) => {
      const [line] = (await logs.lines(REGION, question, SIGNAL))?.lines ?? [];
      expect(line?.text.length).toBe(8_000);
    });
  });

  it("does not go round in a circle", async () => {
    await onAnswer('{"events":[],"nextToken":"again"}', async ({ logs }) => {
      expect(await logs.lines(REGION, question, SIGNAL)).toEqual({ lines: [], whole: false });
    });
  });

  it("says which action is denied", async () => {
    await onWorld({ awsFaults: [{ action: "logs:*", then: "deny" }] }, async ({ logs }) => {
      const permission = "logs:FilterLogEvents";
      expect(await troubleOf(logs.lines(REGION, question, SIGNAL))).toMatchObject({ reason: "denied", permission });
    });
  });
});

describe("SES's recommendations", () => {
  it("are those that are open", async () => {
    const recommendations = [
      { Type: "DKIM", Impact: "HIGH", Description: "why", ResourceArn: "arn:x" },
      { Type: "BIMI" },
    ];
    await onWorld({ ses: { [REGION]: { recommendations } } }, async ({ ses }) => {
      expect(await ses.recommendations(REGION, SIGNAL)).toEqual([
        { type: "DKIM", impact: "HIGH", description: "why", resource: "arn:x" },
        { type: "BIMI", impact: null, description: null, resource: null },
      ]);
      expect(await ses.recommendations("us-east-1", SIGNAL)).toBeNull();
    });
  });

  it("that could not be asked for are not the same as none", async () => {
    const awsFaults = [{ action: "ses:ListRecommendations", then: "error" }] as const;
    await onWorld({ awsFaults }, async ({ ses }) => {
      expect(await troubleOf(ses.recommendations(REGION, SIGNAL))).toMatchObject({ reason: "error" });
    });
  });
});
