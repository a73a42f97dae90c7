import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { DoctorItem } from "../../src/commands/answer.ts";
import { startAws } from "../../src/sandbox/aws/start-aws.ts";
import { startDns } from "../../src/sandbox/dns/start-dns.ts";
import type { AwsFault, World } from "../../src/sandbox/world.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { published } from "../events/ses.ts";
import { maildiag } from "./maildiag.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "maildiag-doctor-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const SENT: World["ses"] = { "us-east-1": { account: { SendQuota: { SentLast24Hours: 12 } } } };

/** What doctor says of events, where `lines` were imported and the queue holds one message. */
async function items(
  name: string,
  given: { lines?: readonly string[]; faults?: readonly AwsFault[]; ses?: World["ses"]; queue?: string | null } = {},
): Promise<readonly DoctorItem[]> {
  const { lines = [], faults = [], ses = SENT, queue } = given;
  const [dns, aws] = await Promise.all([
    startDns(healthy),
    startAws({ ses, published: [published("Send", 0)], awsFaults: faults }),
  ]);
  try {
    const env = {
      ...aws.env,
      MAILDIAG_DNS_SERVERS: dns.resolver,
      MAILDIAG_REGIONS: "us-east-1",
      MAILDIAG_DATABASE_URL: `sqlite:${join(folder, `${name}.db`)}`,
      ...(queue !== null && { MAILDIAG_EVENTS_QUEUE_URL: queue ? `${aws.url}/${queue}` : aws.queueUrl }),
    };
    if (lines.length > 0) {
      writeFileSync(join(folder, `${name}.jsonl`), lines.join("\n"));
      await maildiag(["events", "import", join(folder, `${name}.jsonl`)], env);
    }
    const ran = await maildiag(["doctor", "--json"], env);
    const document: { items: readonly DoctorItem[] } = JSON.parse(ran.stdout);
    expect(aws.queued()).toBe(1);
    return document.items.filter(({ item }) => item.startsWith("events"));
  } finally {
    await Promise.all([dns.close(), aws.close()]);
  }
}

const told = (all: readonly DoctorItem[]) => all.map(({ item, state, detail }) => `${item}: ${state}: ${detail}`);
const now = () => new Date().toISOString();
const at = (ago: number) => new Date(Date.now() - ago).toISOString();
const event = (eventType: string, region: string, timestamp: string) =>
  JSON.stringify({
    eventType,
    mail: {
      timestamp,
      messageId: "m",
      destination: ["kim@example.net"],
      sourceArn: `arn:aws:ses:${region}:123456789012:identity/example.com`,
    },
  });

it("without a queue there is one line", async () => {
  expect(told(await items("none", { queue: null }))).toEqual([
    "events: ok: no queue configured: trace knows what was imported, and what it can look up",
  ]);
});

it("tells what waits, what was seen last by region and type, and what could not be read", async () => {
  const lines = [
    event("Send", "us-east-1", at(3_700_000)),
    event("Bounce", "us-east-1", at(7_300_000)),
    event("Send", "eu-west-1", at(90_000_000)),
    "hello",
    "world",
    `{"eventType":"Send","at":"${now()}"}`,
  ];
  const all = await items("seen", { lines });
  expect(told(all).map((line) => line.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME"))).toEqual([
    "events queue: ok: 1 messages wait, 0 are being stored (us-east-1)",
    "events queue sqs:ReceiveMessage: ok: permitted",
    "events queue sqs:DeleteMessage: ok: permitted",
    "events us-east-1: ok: last seen: Send 1 hour ago, Bounce 2 hours ago",
    "events eu-west-1: ok: last seen: Send 1 day ago; nothing was sent in the last 24 hours",
    "events that could not be read: ok: 2 × it is not JSON (last TIME); 1 × there is no SES event in it (last TIME)",
  ]);
});

it("says which region is silent though it sends, and what to do", async () => {
  const silent = (await items("silent")).find(({ item }) => item === "events us-east-1");
  expect(silent).toEqual({
    item: "events us-east-1",
    state: "missing",
    detail: "none has ever come, though 12 mails were sent in the last 24 hours",
    fix: "Publish that region's events to the queue: maildiag setup events --region us-east-1",
  });
});

it("names every action that is denied", async () => {
  const actions = ["sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:DeleteMessage"];
  const all = await items("denied", { faults: actions.map((action) => ({ action, then: "deny" })) });
  expect(all.filter(({ state }) => state === "denied").map(({ item, fix }) => [item, fix])).toEqual(
    actions.map((action) => [`events queue ${action}`, `Allow ${action}; maildiag policy prints the whole policy.`]),
  );
});

it("says that there is no such queue", async () => {
  const all = await items("gone", { queue: "gone" });
  expect(all[0]).toMatchObject({
    item: "events queue",
    state: "missing",
    detail: "there is no such queue in us-east-1",
  });
});
