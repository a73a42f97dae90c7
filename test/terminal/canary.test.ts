import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { COMMANDS } from "../../src/commands/index.ts";
import { parse } from "../../src/commands/parse.ts";
import { type Config, loadConfig } from "../../src/config.ts";
import { exitStatusOfAnswer } from "../../src/render/exit-status.ts";
import { jsonOf } from "../../src/render/json.ts";
import { terminalOf } from "../../src/render/terminal.ts";
import { type RunningAws, startAws } from "../../src/sandbox/aws/start-aws.ts";
import type { AwsFault } from "../../src/sandbox/world.ts";
import { jada } from "../../src/sandbox/worlds/jada.ts";
import { contextFor, openStoreOf } from "../../src/wiring.ts";
import { CREDENTIALS } from "../aws/on-stand-in.ts";

const FACES = {
  launch: {
    start: async () => 0,
    sandbox: async () => 0,
    watch: () => Promise.reject(new Error("nothing is watched here")),
  },
  chatFor: async () => null,
};

let aws: RunningAws;
let folder: string;
let runs = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "maildiag-canary-"));
});
beforeEach(async () => {
  aws = await startAws({ ...jada, published: [] });
  return () => aws.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Given = {
  words?: readonly string[];
  regions?: readonly string[];
  canary?: Partial<NonNullable<Config["canary"]>> | null;
  faults?: readonly AwsFault[];
  withQueue?: boolean;
};

async function doctorItems({ canary = {}, withQueue = true }: Given) {
  const { context } = contextOf({ canary, withQueue });
  const { command, words } = parse(["doctor"], COMMANDS);
  const answer = await command.run(words, context);
  return answer.kind === "doctor" ? answer.items.filter(({ item }) => item === "canary") : [];
}

function contextOf({ regions = ["us-east-1"], canary = {}, withQueue = true }: Given) {
  runs += 1;
  const env = {
    MAILDIAG_REGIONS: regions.join(","),
    MAILDIAG_DATABASE_URL: `sqlite:${join(folder, `${runs}.db`)}`,
    MAILDIAG_DNS_SERVERS: "127.0.0.1:9",
    ...(withQueue && { MAILDIAG_EVENTS_QUEUE_URL: aws.queueUrl }),
  };
  const from = { from: "canary@queenofsandiego.com", domain: "queenofsandiego.com", regions: null };
  const config = { ...loadConfig({ env, cwd: folder }), canary: canary && { ...from, ...canary } };
  const adapters = { endpoint: aws.url, credentials: CREDENTIALS, rate: { limit: 1, intervalMs: 1 } };
  return { context: contextFor(config, "test", FACES, { aws: adapters }) };
}

async function asked({ words = [], faults = [], ...given }: Given) {
  aws.world.awsFaults = faults;
  const { command, words: parsed } = parse(["canary", ...words], COMMANDS);
  const { context } = contextOf(given);
  const { config } = context;
  const answer = await command.run(parsed, context);
  if (answer.kind !== "reports") throw new Error("a canary answers with a report");
  const found = answer.reports.flatMap(({ results }) =>
    results.flatMap(({ findings }) => findings.map(({ code, subject }) => `${code} ${subject}`)),
  );
  return {
    found,
    status: exitStatusOfAnswer(answer),
    text: terminalOf(answer).join("\n").replace(/\s+/g, " "),
    json: jsonOf(answer).join("\n"),
    records: await recordsOf(config),
    sent: aws.asked.filter(({ question }) => question.startsWith("ses:SendEmail")).length,
  };
}

async function recordsOf(config: Config) {
  const store = await openStoreOf(config);
  const records = await store.canaryRecords.since(new Date(0), 10);
  await store.close();
  return records.map(({ region, sent, outcome }) => `${region} ${sent} ${outcome}`);
}

it("sees each kind of mail to its end, leaves nothing on the queue, keeps its record, and exits 0", async () => {
  const { found, status, text, json, sent, records } = await asked({});
  expect(records).toEqual(["us-east-1 4 whole"]);
  expect(found).toEqual(["CANARY_TAKEN us-east-1", "CANARY_SEEN us-east-1"]);
  expect([status, sent, aws.queued()]).toEqual([0, 4, 0]);
  expect(text).toContain("Every canary of us-east-1 came to its end, and was seen");
  expect(JSON.parse(json)).toMatchObject({ schema: "maildiag/report@1", verdict: { severity: "ok" } });
});

it("says which region tells nobody about its mail, and exits 1", async () => {
  const { found, status, text } = await asked({ regions: ["us-east-1", "us-west-2"], words: ["--wait", "1"] });
  expect(found).toEqual([
    "CANARY_TAKEN us-east-1",
    "CANARY_TAKEN us-west-2",
    "CANARY_SEEN us-east-1",
    "CANARY_UNSEEN us-west-2",
  ]);
  expect(status).toBe(1);
  expect(text).toContain("maildiag setup events --region us-west-2");
});

it("names the events that a destination leaves out", async () => {
  const region = aws.world.ses["us-east-1"];
  const sets = { "jada-events": [{ Name: "to-queue", MatchingEventTypes: ["SEND", "DELIVERY", "BOUNCE"] }] };
  aws.world.ses = { ...aws.world.ses, "us-east-1": { ...region, configurationSets: sets } };
  const { found, status, text } = await asked({ words: ["--wait", "1"] });
  expect(found).toEqual(["CANARY_TAKEN us-east-1", "CANARY_PARTLY_SEEN us-east-1"]);
  expect(status).toBe(1);
  expect(text).toContain("these did not come: Complaint of complaint@");
});

it("tells SES's refusal of an address that is not verified, and that nothing was to be seen", async () => {
  const from = { from: "canary@example.net", domain: "example.net" };
  const { found, status, text } = await asked({ canary: from });
  expect(found).toEqual(["CANARY_REFUSED us-east-1"]);
  expect(status).toBe(1);
  expect(text).toContain("Email address is not verified");
});

it.each([
  ["ses:SendEmail", ["COULD_NOT_CHECK us-east-1"], "us-east-1 0 unknown"],
  ["sqs:ReceiveMessage", ["CANARY_TAKEN us-east-1", "CANARY_UNWATCHED us-east-1"], "us-east-1 4 unknown"],
] as const)("names %s where it is denied, and exits 3", async (action, codes, record) => {
  const { found, status, text, records } = await asked({ words: ["--wait", "1"], faults: [{ action, then: "deny" }] });
  expect(records).toEqual([record]);
  expect(found).toEqual(codes);
  expect(status).toBe(3);
  expect(text).toContain(action);
});

it("sends nothing twice where the answer is lost", async () => {
  const faults: readonly AwsFault[] = [{ action: "ses:SendEmail", then: "done-drop" }];
  const { found, status, sent } = await asked({ words: ["--wait", "1"], faults });
  expect(found).toEqual(["COULD_NOT_CHECK us-east-1"]);
  expect([status, sent]).toEqual([3, 4]);
});

it("does not know what became of it where there is no queue of events", async () => {
  const { found, status, text } = await asked({ withQueue: false });
  expect(found).toEqual(["CANARY_TAKEN us-east-1", "CANARY_UNWATCHED us-east-1"]);
  expect(status).toBe(3);
  expect(text).toContain("No queue of events is configured");
});

it("is off where the configuration does not switch it on, and sends nothing", async () => {
  await expect(asked({ canary: null })).rejects.toThrow("The canary is off");
  expect(aws.asked).toEqual([]);
});

it.each([
  [true, "ok"],
  [false, "missing"],
] as const)("has a line in doctor (with a queue: %s): %s", async (withQueue, state) => {
  expect((await doctorItems({ withQueue })).map((item) => item.state)).toEqual([state]);
  expect(await doctorItems({ withQueue, canary: null })).toEqual([]);
});

it.each([["now"], ["0"], ["601"], ["-1"]])("does not wait for %s seconds", async (seconds) => {
  await expect(asked({ words: [`--wait=${seconds}`] })).rejects.toThrow("--wait takes seconds");
});
