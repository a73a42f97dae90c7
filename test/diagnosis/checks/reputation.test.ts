import { describe, expect, it } from "vitest";
import type { Check } from "../../../src/diagnosis/check.ts";
import { reputation } from "../../../src/diagnosis/checks/reputation.ts";
import type { AwsFault, SesRegion, World, WorldMetric } from "../../../src/sandbox/world.ts";
import { healthy } from "../../../src/sandbox/worlds/healthy.ts";
import { expectWordsFor, runCheck } from "../one-check.ts";
import { HEALTHY_REGION } from "../world.ts";

/** Hours ago, and the share; `set` is a configuration set. */
type Points = readonly (readonly [hoursAgo: number, value: number])[];

function rate(name: "Bounce" | "Complaint", points: Points, set?: string): WorldMetric {
  return {
    namespace: "AWS/SES",
    name: `Reputation.${name}Rate`,
    ...(set !== undefined && { dimensions: { "ses:configuration-set": set } }),
    points: points.map(([hoursAgo, value]) => ({ hoursAgo, value })),
  };
}

/** Of the account: the newest rates. */
function rates(bounce: number | null, complaint: number | null): readonly WorldMetric[] {
  return [
    // That CloudWatch has a metric of SES at all keeps the stand-in from making some up.
    { namespace: "AWS/SES", name: "Send", points: [{ hoursAgo: 1, value: 10 }] },
    ...(bounce === null ? [] : [rate("Bounce", [[2, bounce]])]),
    ...(complaint === null ? [] : [rate("Complaint", [[2, complaint]])]),
  ];
}

function worldOf(metrics: readonly WorldMetric[], ses: SesRegion = {}, awsFaults: readonly AwsFault[] = []): World {
  return {
    ...healthy,
    ses: { "us-east-1": { ...HEALTHY_REGION, ...ses } },
    metrics: { "us-east-1": metrics },
    awsFaults,
  };
}

const FINE = rates(0.01, 0.0001);

it.each([
  ["rates below the lines", rates(0.0499, 0.00099), ["REPUTATION_OK"]],
  ["bounces on the line of review", rates(0.05, 0.0001), ["BOUNCE_RATE_HIGH"]],
  ["bounces just below the line of pause", rates(0.0999, 0.0001), ["BOUNCE_RATE_HIGH"]],
  ["bounces on the line of pause", rates(0.1, 0.0001), ["BOUNCE_RATE_CRITICAL"]],
  ["complaints on the line of review", rates(0.01, 0.001), ["COMPLAINT_RATE_HIGH"]],
  ["complaints on the line of pause", rates(0.01, 0.005), ["COMPLAINT_RATE_CRITICAL"]],
  ["both", rates(0.06, 0.006), ["COMPLAINT_RATE_CRITICAL", "BOUNCE_RATE_HIGH"]],
  ["no rates at all: no news is not good news", rates(null, null), ["REPUTATION_NO_DATA"]],
  ["one of two rates", rates(0.01, null), ["REPUTATION_NO_DATA"]],
  ["one of two rates, which is high", rates(null, 0.002), ["COMPLAINT_RATE_HIGH"]],
  [
    "rates that are older than two weeks",
    [rate("Bounce", [[400, 0.2]]), rate("Complaint", [[400, 0.2]])],
    ["REPUTATION_NO_DATA"],
  ],
  [
    "the newest rate counts",
    [
      rate("Bounce", [
        [200, 0.2],
        [3, 0.01],
      ]),
      rate("Complaint", [[3, 0]]),
    ],
    ["REPUTATION_OK"],
  ],
  ["rates that are none", rates(7, 0.1), ["COULD_NOT_CHECK"]],
] as const)("%s", async (_, metrics, codes) => {
  const { findings, told } = await runCheck(reputation as Check, worldOf(metrics));
  expect(findings.map(({ code }) => code)).toEqual(codes);
  expectWordsFor(told);
});

describe("reputation", () => {
  it("tells the rates, those of a week before, and what is left of the quota", async () => {
    const metrics = [
      rate("Bounce", [
        [190, 0.012],
        [170, 0.02],
        [2, 0.0456],
      ]),
      rate("Complaint", [[2, 0.0002]]),
    ];
    const account = { SendQuota: { Max24HourSend: 50_000, SentLast24Hours: 1_234 } };
    const { told } = await runCheck(reputation as Check, worldOf(metrics, { account }));
    expect(told.map(({ title }) => title)).toEqual(["Bounces 4.56 %, complaints 0.02 % in us-east-1"]);
    expect(told[0]?.why).toContain("Bounces are at 4.56 % (a week before 2 %), complaints at 0.02 %");
    expect(told[0]?.why).toContain("1,234 of 50,000 mails sent in 24 hours");
  });

  it("tells a configuration set that is worse than the account, and no other", async () => {
    const sets = [
      rate("Bounce", [[2, 0.2]], "news"),
      rate("Complaint", [[2, 0]], "news"),
      rate("Bounce", [[2, 0.01]], "receipts"),
    ];
    const { said, told } = await runCheck(reputation as Check, worldOf([...FINE, ...sets]));
    expect(said).toEqual(["REPUTATION_OK example.com", "BOUNCE_RATE_CRITICAL news"]);
    expect(told[1]?.title).toBe("20 % of the mail of news bounces in us-east-1");
    expectWordsFor(told);
  });

  it("keeps the last value of each day", async () => {
    const metrics = [
      rate("Bounce", [
        [49, 0.03],
        [26, 0.01],
        [25, 0.02],
        [2, 0.04],
      ]),
      rate("Complaint", [[2, 0]]),
    ];
    const { findings } = await runCheck(reputation as Check, worldOf(metrics));
    expect(findings[0]?.data.days).toEqual([
      { day: "2026-11-19", bounce: 0.03, complaint: null },
      { day: "2026-11-20", bounce: 0.02, complaint: null },
      { day: "2026-11-21", bounce: 0.04, complaint: 0 },
    ]);
  });

  it("tells SES's open recommendations for the domain, the weighty first", async () => {
    const about = (name: string) => `arn:aws:ses:us-east-1:123456789012:identity/${name}`;
    const recommendations = [
      { Type: "BIMI", Impact: "LOW", Description: "No BIMI record <!channel>", ResourceArn: about("example.com") },
      {
        Type: "DMARC",
        Impact: "HIGH",
        Description: "The DMARC record is missing",
        ResourceArn: about("mail.example.com"),
      },
      { Type: "DKIM", Impact: "HIGH", Description: "of somebody else", ResourceArn: about("example.org") },
    ];
    const { said, told } = await runCheck(reputation as Check, worldOf(FINE, { recommendations }));
    expect(said).toEqual(["REPUTATION_OK example.com", "REPUTATION_ADVICE example.com"]);
    expect(told[1]?.why).toMatch(/mail\.example\.com: DMARC \(impact high\).*; example\.com: BIMI/);
    expect(told[1]?.why).not.toContain("somebody else");
    expectWordsFor(told);
  });

  it.each([
    ["cloudwatch:GetMetricData", ["COULD_NOT_CHECK us-east-1"]],
    ["cloudwatch:ListMetrics", ["REPUTATION_OK example.com", "COULD_NOT_CHECK us-east-1"]],
    // What they would add is an extra in a report about a domain; the account's own check tells of the quota.
    ["ses:GetAccount", ["REPUTATION_OK example.com"]],
    ["ses:ListRecommendations", ["REPUTATION_OK example.com"]],
  ] as const)("stands without %s", async (action, said) => {
    const run = await runCheck(reputation as Check, worldOf(FINE, {}, [{ action, then: "deny" }]));
    expect(run.said).toEqual(said);
    const unknown = run.findings.find(({ code }) => code === "COULD_NOT_CHECK");
    if (unknown) expect(unknown.data).toMatchObject({ reason: "denied", permission: action });
  });

  it("asks for all rates of a region in two calls", async () => {
    const sets = Array.from({ length: 12 }, (_, n) => rate("Bounce", [[2, 0.01]], `set-${n}`));
    const { asked } = await runCheck(reputation as Check, worldOf([...FINE, ...sets]));
    const calls = asked.aws.filter(({ question }) => question.startsWith("cloudwatch:GetMetricData"));
    expect(calls).toHaveLength(2);
  });
});
