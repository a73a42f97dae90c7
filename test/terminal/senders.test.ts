import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Context } from "../../src/commands/command.ts";
import { COMMANDS } from "../../src/commands/index.ts";
import { parse } from "../../src/commands/parse.ts";
import { loadConfig } from "../../src/config.ts";
import { StoreTrouble } from "../../src/ports/store.ts";
import { exitStatusOfAnswer } from "../../src/render/exit-status.ts";
import { jsonOf } from "../../src/render/json.ts";
import { type RunningAws, startAws } from "../../src/sandbox/aws/start-aws.ts";
import { startDns } from "../../src/sandbox/dns/start-dns.ts";
import type { AwsFault } from "../../src/sandbox/world.ts";
import { jada } from "../../src/sandbox/worlds/jada.ts";
import { contextFor } from "../../src/wiring.ts";
import { CREDENTIALS } from "../aws/on-stand-in.ts";
import { maildiag } from "./maildiag.ts";

let dns: Awaited<ReturnType<typeof startDns>>;
let aws: RunningAws;
let folder: string;

const FACES = {
  launch: {
    start: async () => 0,
    sandbox: async () => 0,
    watch: () => Promise.reject(new Error("nothing is watched here")),
  },
  chatFor: async () => null,
};

beforeAll(async () => {
  [dns, aws] = await Promise.all([startDns(jada), startAws(jada)]);
  folder = await mkdtemp(join(tmpdir(), "maildiag-senders-"));
  const senders = (jada.config.senders ?? []).map(
    (sender) => `  - { function: ${sender.function}, region: ${sender.region} }`,
  );
  await writeFile(join(folder, "maildiag.yaml"), ["senders:", ...senders, ""].join("\n"));
});
afterAll(async () => {
  await Promise.all([dns.close(), aws.close(), rm(folder, { recursive: true, force: true })]);
});

/** In this process: a dozen of programs take a dozen times as long. */
async function asked(
  words: readonly string[],
  faults: readonly AwsFault[] = [],
  withSenders = true,
  changed: Partial<Context> = {},
) {
  aws.world.awsFaults = faults;
  const env = {
    MAILDIAG_DNS_SERVERS: dns.resolver,
    MAILDIAG_REGIONS: "us-east-1,us-west-2",
    MAILDIAG_DATABASE_URL: `sqlite:${join(folder, words[0] ?? "", "maildiag.db")}`,
    ...(withSenders && { MAILDIAG_CONFIG: join(folder, "maildiag.yaml") }),
  };
  const parsed = parse([...words, "--json"], COMMANDS);
  const options = { aws: { endpoint: aws.url, credentials: CREDENTIALS, rate: { limit: 10, intervalMs: 1 } } };
  const context = contextFor(loadConfig({ env, cwd: import.meta.dirname }), "test", FACES, options);
  const answer = await parsed.command.run(parsed.words, { ...context, ...changed });
  if (answer.kind !== "reports") throw new Error("there is no report");
  const [json = ""] = jsonOf(answer);
  expect(json).not.toMatch(/hunter2|crew@sailjada/);
  const { schema, target, hops } = JSON.parse(json);
  const findings: { code: string; subject: string; data: { reason?: string; permission?: string } }[] = hops.flatMap(
    (hop: { checks: { findings: unknown[] }[] }) => hop.checks.flatMap((check) => check.findings),
  );
  expect(schema).toBe("maildiag/report@1");
  return { status: exitStatusOfAnswer(answer), target, findings };
}

it("senders: one document, and a warning is no failure", async () => {
  const { status, target, findings } = await asked(["senders"]);
  expect(status).toBe(0);
  expect(target).toEqual({ senders: ["jada-blast-sender", "jada-blast-scheduler"] });
  expect(findings.map(({ code, subject }) => `${code} ${subject}`)).toEqual([
    "SENDER_LOG_ERRORS jada-blast-sender",
    "SENDER_ERRORS jada-blast-sender",
    "SENDER_OK jada-blast-scheduler",
    "SENDER_NO_DEAD_LETTER jada-blast-scheduler",
  ]);
});

it("senders: where none is declared there is nothing to look at", async () => {
  expect(await asked(["senders"], [], false)).toEqual({ status: 0, target: { senders: [] }, findings: [] });
});

it("reputation: of every region, with the account it belongs to", async () => {
  const { status, target, findings } = await asked(["reputation"]);
  expect(status).toBe(0);
  expect(target).toEqual({ regions: ["us-east-1", "us-west-2"] });
  expect(findings.map(({ code, subject }) => `${code} ${subject}`)).toEqual([
    "ACCOUNT_OK us-east-1",
    "ACCOUNT_OK us-west-2",
    "REPUTATION_OK us-east-1",
    "REPUTATION_OK us-west-2",
  ]);
});

it.each([
  ["senders", "lambda:GetFunctionConfiguration"],
  ["senders", "cloudwatch:GetMetricData"],
  ["senders", "logs:FilterLogEvents"],
  ["reputation", "ses:GetAccount"],
  ["reputation", "ses:ListRecommendations"],
  ["reputation", "cloudwatch:GetMetricData"],
  ["reputation", "cloudwatch:ListMetrics"],
])("%s stands without %s, and names it", async (command, action) => {
  const { status, findings } = await asked([command], [{ action, then: "deny" }]);
  expect(status).toBe(3);
  const denied = findings.filter(({ code }) => code === "COULD_NOT_CHECK").map(({ data }) => data.permission);
  expect(new Set(denied)).toEqual(new Set([action]));
  expect(findings.length).toBeGreaterThan(denied.length);
});

it("reputation: AWS is asked before a store has answered", async () => {
  const before = aws.asked.length;
  const isAsked = () => aws.asked.slice(before).some(({ question }) => question.startsWith("ses:GetAccount us-west-2"));
  const findStore = async (): Promise<null> => {
    await expect.poll(isAsked).toBe(true);
    throw new StoreTrouble("unreachable", "postgres://u@192.0.2.1/maildiag", "no answer");
  };
  const { status, findings } = await asked(["reputation"], [], false, { findStore });
  expect(status).toBe(3);
  const unread = findings.filter(({ code }) => code === "COULD_NOT_CHECK").map(({ subject }) => subject);
  expect(unread).toEqual(["stored events"]);
});

it("reputation, as a program: a store that cannot be opened is told, and keeps nothing back", async () => {
  aws.world.awsFaults = [];
  const ran = await maildiag(["reputation", "--json"], {
    ...aws.env,
    MAILDIAG_DNS_SERVERS: dns.resolver,
    MAILDIAG_DATABASE_URL: "sqlite:/proc/version",
  });
  expect(ran.status).toBe(3);
  expect(ran.stdout).toContain('"subject":"stored events"');
  expect(ran.stdout).toContain("REPUTATION_OK");
});

it("a check leaves no database behind", async () => {
  await asked(["check", "queenofsandiego.com"]);
  expect(await readdir(folder)).not.toContain("check");
});
