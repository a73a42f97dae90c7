import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import type { Context } from "../../src/commands/command.ts";
import { policy } from "../../src/commands/policy.ts";
import { loadConfig } from "../../src/config.ts";

it("lets declared senders be read, in their regions, and their environment no more than Lambda makes one", async () => {
  const config = {
    ...loadConfig({ env: { MAILDIAG_REGIONS: "us-east-1" }, cwd: tmpdir() }),
    senders: [
      { function: "blast", region: "us-west-2", domains: null },
      {
        function: "arn:aws-cn:lambda:cn-north-1:123456789012:function:mailer:live",
        region: "cn-north-1",
        domains: null,
      },
    ],
  };
  const answer = await policy.run({ json: false, positionals: [], values: {} }, { config } as unknown as Context);
  const statements = answer.kind === "policy" ? answer.policy.Statement : [];
  expect(statements.find(({ Sid }) => Sid === "MaildiagReadsMetrics")?.Condition).toEqual({
    StringEquals: { "aws:RequestedRegion": ["us-east-1", "us-west-2", "cn-north-1"] },
  });
  expect(statements.find(({ Sid }) => Sid === "MaildiagReadsSenders")).toEqual({
    Sid: "MaildiagReadsSenders",
    Effect: "Allow",
    Action: ["lambda:GetFunctionConfiguration", "logs:FilterLogEvents"],
    Resource: [
      "arn:aws:lambda:us-west-2:*:function:blast",
      "arn:aws:lambda:us-west-2:*:function:blast:*",
      "arn:aws-cn:lambda:cn-north-1:*:function:mailer",
      "arn:aws-cn:lambda:cn-north-1:*:function:mailer:*",
      "arn:aws:logs:us-west-2:*:log-group:*",
      "arn:aws-cn:logs:cn-north-1:*:log-group:*",
    ],
  });
});

it("lets SES be read where a relay is, though no region is configured there", async () => {
  const config = loadConfig({ env: { MAILDIAG_REGIONS: "us-east-1" }, cwd: tmpdir() });
  const relay = { name: "gmail", username: "AKIAIOSFODNN7EXAMPLE", from: "ann@example.com", region: "eu-west-1" };
  const context = { config: { ...config, relays: [relay] } } as unknown as Context;
  const answer = await policy.run({ json: false, positionals: [], values: {} }, context);
  const statements = answer.kind === "policy" ? answer.policy.Statement : [];
  for (const sid of ["MaildiagReadsSes", "MaildiagReadsMetrics"]) {
    const condition = statements.find(({ Sid }) => Sid === sid)?.Condition;
    expect(condition).toEqual({ StringEquals: { "aws:RequestedRegion": ["us-east-1", "eu-west-1"] } });
  }
});

it("lets the canary send from its address to the mailbox simulator alone, and not at all where it is off", async () => {
  const config = loadConfig({ env: { MAILDIAG_REGIONS: "us-east-1" }, cwd: tmpdir() });
  const statementOf = async (canary: typeof config.canary, more: Partial<typeof config> = {}) => {
    const context = { config: { ...config, canary, ...more } } as unknown as Context;
    const answer = await policy.run({ json: false, positionals: [], values: {} }, context);
    const statements = answer.kind === "policy" ? answer.policy.Statement : [];
    return statements.find(({ Action }) => Action.includes("ses:SendEmail"));
  };
  expect(await statementOf(null)).toBeUndefined();
  expect(
    await statementOf({ from: "canary@mail.example.com", domain: "mail.example.com", regions: ["eu-west-1"] }),
  ).toEqual({
    Sid: "MaildiagSendsCanaries",
    Effect: "Allow",
    Action: ["ses:SendEmail"],
    Resource: [
      "arn:aws:ses:eu-west-1:*:identity/canary@mail.example.com",
      "arn:aws:ses:eu-west-1:*:identity/mail.example.com",
      "arn:aws:ses:eu-west-1:*:identity/example.com",
      "arn:aws:ses:eu-west-1:*:configuration-set/*",
    ],
    Condition: {
      StringEquals: { "ses:FromAddress": ["canary@mail.example.com"] },
      "ForAllValues:StringLike": { "ses:Recipients": ["*@simulator.amazonses.com"] },
    },
  });
  const canary = { from: "canary@example.com", domain: "example.com", regions: null };
  const channels = { ...config.channels, approvals: "C0APPROVE" };
  const nobody = await statementOf(canary, { channels });
  expect(nobody?.Condition).toHaveProperty("ForAllValues:StringLike");
  const approvers = { ...config.approvers, groups: ["S0MAIL"] };
  const approved = await statementOf(canary, { channels, approvers });
  expect(approved?.Condition).toEqual({ StringEquals: { "ses:FromAddress": ["canary@example.com"] } });
});
