import { expect, it } from "vitest";
import { entryOf, verdictOf } from "../../src/diagnosis/report.ts";
import type { LambdaState, World, WorldLogLine } from "../../src/sandbox/world.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { checked } from "./checked.ts";

const REGION = "us-east-1";
const SECRET = "hunter2-not-to-be-shown";

type Changes = {
  /** Null: there is no such function. */
  configuration?: Readonly<Record<string, unknown>> | null;
  /** Of the last 24 hours, and of the week before. */
  day?: readonly [invocations: number, errors: number, throttles: number];
  week?: readonly [invocations: number, errors: number, throttles: number];
  /** Null: there is no log group. */
  log?: readonly WorldLogLine[] | null;
  group?: string;
  named?: string;
  aws?: World["awsFaults"];
};

const WITH_QUEUE = { DeadLetterConfig: { TargetArn: "arn:aws:sqs:us-east-1:123456789012:failed" } };

function worldOf({ configuration = {}, day, week, log = [], group, named, aws }: Changes): World {
  const state: LambdaState = {
    configuration: { ...WITH_QUEUE, Environment: { Variables: { TOKEN: SECRET } }, ...configuration },
  };
  const metrics = ["Invocations", "Errors", "Throttles"].map((name, index) => ({
    namespace: "AWS/Lambda",
    name,
    dimensions: { FunctionName: "mailer" },
    points: [
      { hoursAgo: 2, value: day?.[index] ?? 0 },
      { hoursAgo: 50, value: week?.[index] ?? 0 },
    ].filter(({ value }) => value > 0),
  }));
  return {
    ...healthy,
    config: { ...healthy.config, senders: [{ function: named ?? "mailer", region: REGION, domains: ["example.com"] }] },
    lambda: { [REGION]: configuration === null ? {} : { mailer: state } },
    metrics: { [REGION]: metrics },
    logGroups: { [REGION]: log === null ? {} : { [group ?? "/aws/lambda/mailer"]: log } },
    ...(aws && { awsFaults: aws }),
  };
}

function said(...texts: readonly string[]): readonly WorldLogLine[] {
  return texts.map((text, index) => ({
    minutesAgo: 10 + index * 90,
    message: `2026-11-21T19:00:00.000Z\t5b0c8f5e-0001-4a51-9c0e-000000000001\tERROR\t${text}`,
  }));
}

const UNVERIFIED =
  "MessageRejected: Email address is not verified. The following identities failed the check in region US-WEST-2: a@example.com";
const unknown = (reason: string, permission?: string) =>
  `COULD_NOT_CHECK ${reason}${permission ? ` ${permission}` : ""}`;

type Case = { says: string; changes: Changes; codes: readonly string[]; words?: RegExp; verdict?: string };

const CASES: readonly Case[] = [
  { says: "a function that runs", changes: { day: [340, 0, 0] }, codes: ["SENDER_OK"], words: /340 calls/ },
  { says: "one that nobody calls is fine", changes: {}, codes: ["SENDER_OK"], words: /0 calls/ },
  { says: "one without a log is fine", changes: { log: null }, codes: ["SENDER_OK"], words: /it has no log/ },
  {
    says: "by its ARN",
    changes: { named: "arn:aws:lambda:us-east-1:123456789012:function:mailer:live" },
    codes: ["SENDER_OK"],
  },
  {
    says: "no dead-letter queue is a note beside it",
    changes: { configuration: { DeadLetterConfig: {} } },
    codes: ["SENDER_OK", "SENDER_NO_DEAD_LETTER"],
  },
  { says: "two errors of a hundred calls are few", changes: { day: [100, 2, 0] }, codes: ["SENDER_OK"] },
  { says: "three errors of a thousand are few as well", changes: { day: [1_000, 3, 0] }, codes: ["SENDER_OK"] },
  { says: "one in a hundred is no more than one in a hundred", changes: { day: [300, 3, 0] }, codes: ["SENDER_OK"] },
  {
    says: "three errors of 299 are many",
    changes: { day: [299, 3, 0], week: [2_000, 10, 0] },
    codes: ["SENDER_ERRORS"],
    words: /3 of 299 calls.*10 of 2,000 calls failed \(0\.5 %\)/,
  },
  {
    says: "errors of last week are over",
    changes: { day: [300, 0, 0], week: [300, 200, 3] },
    codes: ["SENDER_OK"],
  },
  { says: "any throttle", changes: { day: [300, 0, 1] }, codes: ["SENDER_THROTTLED"], words: /1 throttle/ },
  {
    says: "SES's refusal in the log, with the region that refused",
    changes: { log: said(UNVERIFIED, UNVERIFIED) },
    codes: ["SENDER_LOG_ERRORS"],
    words: /not verified in us-west-2.*2 times.*Verify the identity in us-west-2/s,
  },
  {
    says: "in a log group of another name",
    changes: {
      configuration: { LoggingConfig: { LogFormat: "JSON", LogGroup: "/mail" } },
      group: "/mail",
      log: [
        {
          minutesAgo: 5,
          message: JSON.stringify({
            level: "ERROR",
            errorType: "TooManyRequestsException",
            message: "SES: Too many requests",
          }),
        },
      ],
    },
    codes: ["SENDER_LOG_ERRORS"],
    words: /throttled/,
  },
  {
    says: "a role that may not send",
    changes: {
      log: said(
        "AccessDenied: User: arn:aws:sts::1:assumed-role/m/m is not authorized to perform: ses:SendEmail on resource",
      ),
    },
    codes: ["SENDER_LOG_ERRORS"],
    words: /its role may not send.*role arn:aws:iam::123456789012:role\/mailer/s,
  },
  {
    says: "an error with SES that no rule knows",
    changes: { log: said("Error: getaddrinfo ENOTFOUND email.us-west-2.amazonaws.com for SESv2") },
    codes: ["SENDER_LOG_ERRORS"],
    words: /tells of errors with SES/,
  },
  {
    says: "errors of the program's own are no refusals",
    changes: { log: said("RangeError: no seat", "ThrottlingException: DynamoDB rate exceeded") },
    codes: ["SENDER_OK"],
  },
  {
    says: "calls that fail because SES refuses",
    changes: { day: [20, 20, 0], log: said(UNVERIFIED) },
    codes: ["SENDER_LOG_ERRORS", "SENDER_ERRORS"],
    verdict: "warning relay SENDER_LOG_ERRORS",
  },
  {
    says: "older than a day is over",
    changes: { log: [{ minutesAgo: 1_500, message: UNVERIFIED }] },
    codes: ["SENDER_OK"],
  },
  {
    says: "a function that is not there says nothing else",
    changes: { configuration: null, day: [300, 200, 4] },
    codes: ["SENDER_MISSING"],
    verdict: "failure relay SENDER_MISSING",
  },
  {
    says: "a function that cannot run",
    changes: { configuration: { State: "Failed", StateReason: "The role cannot be assumed <!channel>" } },
    codes: ["SENDER_FAILED"],
    verdict: "failure relay SENDER_FAILED",
  },
  {
    says: "an update that failed leaves what was there",
    changes: { configuration: { LastUpdateStatus: "Failed", LastUpdateStatusReason: "no such image" } },
    codes: ["SENDER_UPDATE_FAILED"],
    words: /no such image/,
  },
  {
    says: "an idle function wakes when it is called",
    changes: { configuration: { State: "Inactive" } },
    codes: ["SENDER_OK"],
  },
  {
    says: "a state that nobody knows yet",
    changes: { configuration: { State: "Dreaming" } },
    codes: [unknown("error")],
  },
  {
    says: "a log that is too large to be read whole",
    changes: { log: Array.from({ length: 15_000 }, () => ({ minutesAgo: 30, message: "[ERROR] no seat" })) },
    codes: [unknown("limit")],
  },
  {
    says: "the function may not be read: its calls and its log still are",
    changes: {
      day: [10, 9, 0],
      log: said(UNVERIFIED),
      aws: [{ action: "lambda:GetFunctionConfiguration", then: "deny" }],
    },
    codes: ["SENDER_LOG_ERRORS", "SENDER_ERRORS", unknown("denied", "lambda:GetFunctionConfiguration")],
  },
  {
    says: "its metrics may not be read",
    changes: { log: said(UNVERIFIED), aws: [{ action: "cloudwatch:GetMetricData", then: "deny" }] },
    codes: ["SENDER_LOG_ERRORS", unknown("denied", "cloudwatch:GetMetricData")],
  },
  {
    says: "its log may not be read",
    changes: { day: [10, 9, 0], aws: [{ action: "logs:FilterLogEvents", then: "deny" }] },
    codes: ["SENDER_ERRORS", unknown("denied", "logs:FilterLogEvents")],
  },
  {
    says: "nothing may be read: nothing is called fine",
    changes: { aws: ["lambda:*", "cloudwatch:*", "logs:*"].map((action) => ({ action, then: "deny" })) },
    codes: ["lambda:GetFunctionConfiguration", "cloudwatch:GetMetricData", "logs:FilterLogEvents"].map((action) =>
      unknown("denied", action),
    ),
  },
];

it.concurrent.each(CASES)("$says", async ({ changes, codes, words, verdict }) => {
  const { report } = await checked(worldOf(changes), { limitMs: 15_000 });
  const own = { ...report, results: report.results.filter(({ check }) => check.name === "sender") };
  const findings = own.results.flatMap((result) => result.findings);
  const found = findings.map(({ code, data }) =>
    code === "COULD_NOT_CHECK" ? unknown(String(data.reason), data.permission as string | undefined) : code,
  );
  expect(found).toEqual(codes);
  expect(new Set(findings.map(({ subject, data }) => `${subject} ${data.region}`))).toEqual(
    new Set(["mailer us-east-1"]),
  );
  const told = own.results.flatMap(({ check, findings: some }) =>
    some.map((finding) => {
      const { severity, title, why, fix } = entryOf(check, finding);
      expect(title(finding).length, title(finding)).toBeLessThan(120);
      if (severity === "warning" || severity === "failure") expect(fix?.(finding).text).toMatch(/\S/);
      return `${title(finding)} ${why(finding)} ${fix?.(finding).text ?? ""}`;
    }),
  );
  expect(told.join("\n")).not.toMatch(/undefined|\bnull\b|\[object|NaN/);
  if (words) expect(told.join("\n")).toMatch(words);
  const first = verdictOf(own);
  if (verdict) expect(first && `${first.severity} ${first.hop} ${first.finding.code}`).toBe(verdict);
  expect(JSON.stringify(report.results)).not.toContain(SECRET);
});

it("asks nothing of Lambda and Logs where no sender is declared for the domain", async () => {
  const world = worldOf({});
  const senders = [{ function: "mailer", region: REGION, domains: ["example.org"] }];
  const { asked } = await checked({ ...world, config: { ...world.config, senders } });
  expect(asked.aws.filter(({ question }) => /^(lambda|logs):/.test(question))).toEqual([]);
});

it("a sender without domains sends for all, and one of a name under the domain for that", async () => {
  const world = worldOf({});
  const senders = [
    { function: "mailer", region: REGION },
    { function: "mailer-2", region: REGION, domains: ["news.example.com"] },
  ];
  const { report } = await checked({ ...world, config: { ...world.config, senders } });
  const result = report.results.find(({ check }) => check.name === "sender");
  expect(result?.findings.map(({ code, subject }) => `${code} ${subject}`)).toEqual([
    "SENDER_OK mailer",
    "SENDER_MISSING mailer-2",
  ]);
});
