import { describe, expect, it } from "vitest";
import { denied } from "../../src/sandbox/worlds/denied.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { mailFromMissing } from "../../src/sandbox/worlds/mail-from-missing.ts";
import { inWorld, maildiag, maildiagProcess } from "./maildiag.ts";

describe("maildiag check", () => {
  it.each([
    ["0 where nothing failed", healthy, 0, "ok"],
    ["1 where something failed", mailFromMissing, 1, "failure"],
    ["3 where something could not be determined", denied, 3, "unknown"],
  ])("exits %s, and prints one JSON document", async (_, world, status, severity) => {
    const ran = await inWorld(world, (env) => maildiag(["check", "example.com", "--json"], env));
    expect(ran.status).toBe(status);
    expect(ran.stderr).toBe("");
    const document = JSON.parse(ran.stdout);
    expect(document).toMatchObject({
      schema: "maildiag/report@1",
      target: { domain: "example.com", regions: ["us-east-1"] },
      verdict: { severity },
    });
    expect(Date.parse(document.at)).not.toBeNaN();
    expect(document.tookMs).toBeGreaterThan(0);
  });

  it("ends a process of its own with that status, when all is written", async () => {
    const ran = await inWorld(denied, (env) => maildiagProcess(["check", "example.com", "--json"], env));
    expect([ran.status, ran.stderr]).toEqual([3, ""]);
    expect(JSON.parse(ran.stdout)).toMatchObject({ verdict: { severity: "unknown" } });
  });

  it("prints the shape that other programs rely on", async () => {
    const ran = await inWorld(mailFromMissing, (env) => maildiag(["check", "example.com", "--json"], env));
    const { hops } = JSON.parse(ran.stdout);
    expect(hops.map(({ hop, severity }: { hop: string; severity: string }) => `${hop} ${severity}`)).toEqual([
      "submission ok",
      "processing ok",
      "authentication failure",
      "mailbox ok",
    ]);
    const mailFrom = hops[2].checks.find(({ check }: { check: string }) => check === "mail-from");
    expect(mailFrom.findings).toHaveLength(1);
    expect(mailFrom.findings[0]).toMatchObject({
      code: "MAIL_FROM_NOT_FOUND",
      severity: "failure",
      subject: "bounce.example.com",
      fix: {
        who: "you",
        records: [
          { type: "MX", name: "bounce.example.com", value: "10 feedback-smtp.us-east-1.amazonses.com" },
          { type: "TXT", name: "bounce.example.com", value: "v=spf1 include:amazonses.com ~all" },
        ],
      },
      data: { region: "us-east-1" },
    });
  });

  it("prints a document a line for several domains, in their order, each domain once", async () => {
    const words = ["check", "Example.COM.", "other.example", "<http://example.com|example.com>", "--json"];
    const ran = await inWorld(healthy, (env) => maildiag(words, env));
    const domains = ran.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).target.domain);
    expect(domains).toEqual(["example.com", "other.example"]);
    expect(ran.status).toBe(1);
  });

  it("fits into 80 columns without colour or progress where nobody watches", async () => {
    const ran = await inWorld(mailFromMissing, (env) => maildiag(["check", "example.com"], env));
    expect(ran.stdout).not.toContain("\u001b");
    expect(ran.stderr).toBe("");
    expect(ran.stdout.split("\n").filter((line) => [...line].length > 80)).toEqual([]);
    expect(ran.stdout).toContain("✗ Mail breaks at authentication");
  });

  it("still tells all that DNS tells without AWS credentials, and that the rest is unknown", async () => {
    const ran = await inWorld(mailFromMissing, ({ MAILDIAG_DNS_SERVERS = "" }) =>
      maildiag(["check", "example.com", "--json"], {
        MAILDIAG_DNS_SERVERS,
        AWS_ACCESS_KEY_ID: "",
        AWS_SECRET_ACCESS_KEY: "",
      }),
    );
    expect(ran.status).toBe(3);
    const checks = JSON.parse(ran.stdout).hops.flatMap(({ checks }: { checks: unknown[] }) => checks);
    const said = checks.map(
      ({ check, findings }: { check: string; findings: { code: string; data: { reason?: string } }[] }) => [
        check,
        ...findings.map(({ code, data }) => (code === "COULD_NOT_CHECK" ? `unknown: ${data.reason}` : code)),
      ],
    );
    expect(said).toEqual([
      ["account", "unknown: credentials"],
      ["identity", "unknown: credentials"],
      ["suppression", "unknown: credentials"],
      ["events", "unknown: credentials"],
      ["name-servers", "NS_OK"],
      ["mail-from", "unknown: credentials"],
      ["dkim", "unknown: credentials"],
      ["dmarc", "DMARC_OK"],
      ["spf", "SPF_OK"],
      ["mx", "MX_OK"],
      ["reputation", "unknown: credentials"],
    ]);
  });
});

describe("what people get wrong", () => {
  it.each([
    ["no domain", ["check"], "Which domain?"],
    ["an unknown command", ["chekc", "example.com"], 'Did you mean "check"?'],
    ["an unknown option", ["check", "example.com", "--regoin", "us-east-1"], "Did you mean --region?"],
    ["a region that is none", ["check", "example.com", "--region", "Virginia"], "not an AWS region"],
    ["an option without its value", ["check", "example.com", "--region"], "--region"],
    ["an address instead of a domain", ["check", "admin@example.com"], "example.com"],
    ["an IP address", ["check", "192.0.2.1"], "192.0.2.1"],
    ["an unknown world", ["sandbox", "atlantis"], "jada"],
    ["too many worlds", ["sandbox", "jada", "healthy"], "One world"],
  ])("%s: exit 2, the usage on stderr, nothing on stdout", async (_, words, says) => {
    const ran = await maildiag(words);
    expect(ran.status).toBe(2);
    expect(ran.stdout).toBe("");
    expect(ran.stderr).toContain(says);
    expect(ran.stderr).toContain("Usage: maildiag");
  });

  it("a wrong configuration stops every command, with a line for every fault", async () => {
    const ran = await maildiag(["help"], {
      MAILDIAG_REGIONS: "Virginia",
      LOG_LEVEL: "loud",
      SLACK_BOT_TOKEN: "hunter2-is-my-token",
    });
    expect(ran.status).toBe(2);
    expect(ran.stdout).toBe("");
    expect(ran.stderr).toContain("MAILDIAG_REGIONS");
    expect(ran.stderr).toContain("LOG_LEVEL");
    expect(ran.stderr).toContain("SLACK_BOT_TOKEN");
    expect(ran.stderr).not.toContain("hunter2");
  });

  it("what was typed cannot move the cursor", async () => {
    const ran = await maildiag(["check", "\u001b[2Jexample\u202e.com"]);
    expect(ran.status).toBe(2);
    expect(ran.stderr).not.toContain("\u001b");
    expect(ran.stderr).not.toContain("\u202e");
  });
});

describe("help, policy, doctor, sandbox", () => {
  it("help names every command and fits into 80 columns", async () => {
    const ran = await maildiag(["help"]);
    expect(ran.status).toBe(0);
    for (const name of ["check", "help", "start", "sandbox", "doctor", "policy"])
      expect(ran.stdout).toContain(`  ${name}`);
    expect(ran.stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  it("check --help is help check", async () => {
    const [long, short] = await Promise.all([maildiag(["check", "--help"]), maildiag(["help", "check"])]);
    expect(long.stdout).toBe(short.stdout);
    expect(long.stdout).toContain("check <domain>");
  });

  it("policy prints the actions that are asked, in the configured regions only", async () => {
    const ran = await maildiag(["policy"], { MAILDIAG_REGIONS: "us-east-1,eu-west-1" });
    const { Statement } = JSON.parse(ran.stdout);
    expect(Statement).toHaveLength(2);
    expect(Statement[1]).toEqual({
      Sid: "MaildiagReadsMetrics",
      Effect: "Allow",
      Action: ["cloudwatch:GetMetricData", "cloudwatch:ListMetrics"],
      Resource: "*",
      Condition: { StringEquals: { "aws:RequestedRegion": ["us-east-1", "eu-west-1"] } },
    });
    expect(Statement[0]).toMatchObject({
      Effect: "Allow",
      Action: [
        "ses:GetAccount",
        "ses:ListEmailIdentities",
        "ses:GetEmailIdentity",
        "ses:GetConfigurationSetEventDestinations",
        "ses:GetIdentityNotificationAttributes",
        "ses:GetSuppressedDestination",
        "ses:GetMessageInsights",
        "ses:ListSuppressedDestinations",
        "ses:ListRecommendations",
      ],
      Condition: { StringEquals: { "aws:RequestedRegion": ["us-east-1", "eu-west-1"] } },
    });
  });

  it("policy lets the events' queue be read, and that queue alone", async () => {
    const url = "https://sqs.us-west-2.amazonaws.com/123456789012/maildiag-events";
    const ran = await maildiag(["policy"], { MAILDIAG_EVENTS_QUEUE_URL: url });
    expect(JSON.parse(ran.stdout).Statement.at(-1)).toEqual({
      Sid: "MaildiagReadsEvents",
      Effect: "Allow",
      Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
      Resource: "arn:aws:sqs:us-west-2:123456789012:maildiag-events",
    });
  });

  it("doctor tells what is permitted, a line for every action, and the remedy", async () => {
    const ran = await inWorld(denied, (env) =>
      maildiag(["doctor", "--json"], { ...env, MAILDIAG_DOMAINS: "example.com" }),
    );
    expect(ran.status).toBe(1);
    const { schema, items } = JSON.parse(ran.stdout);
    expect(schema).toBe("maildiag/doctor@1");
    expect(items.map(({ item, state }: { item: string; state: string }) => `${item}: ${state}`)).toEqual([
      "configuration: ok",
      "DNS resolver: ok",
      "AWS credentials: ok",
      "us-east-1 ses:GetAccount: denied",
      "us-east-1 ses:ListEmailIdentities: ok",
      "us-east-1 ses:GetEmailIdentity: ok",
      "us-east-1 ses:GetConfigurationSetEventDestinations: ok",
      "us-east-1 ses:GetIdentityNotificationAttributes: ok",
      "us-east-1 ses:GetSuppressedDestination: ok",
      "us-east-1 ses:GetMessageInsights: ok",
      "us-east-1 ses:ListSuppressedDestinations: ok",
      "us-east-1 ses:ListRecommendations: ok",
      "us-east-1 cloudwatch:GetMetricData: ok",
      "us-east-1 cloudwatch:ListMetrics: ok",
      "events: ok",
      "Slack: ok",
    ]);
    expect(items[3].fix).toContain("ses:GetAccount");
  });

  it("the sandbox runs the main job with nothing configured, and ends by itself without a terminal", {
    timeout: 30_000,
  }, async () => {
    const ran = await maildiagProcess(["sandbox"]);
    expect(ran.status).toBe(0);
    expect(ran.stdout).toContain(
      "(ana types /maildiag check queenofsandiego.com)\nmaildiag:\n    ✗ queenofsandiego.com: mail breaks at relay",
    );
    expect(ran.stdout).toContain("asked by @ana · us-east-1, us-west-2");
    expect(ran.stdout).toContain("REGIONS_DIFFER");
    expect(ran.stderr).toBe("");
  });
});
