import { writeFile } from "node:fs/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import type { NewOutboxEntry } from "../../src/ports/outbox.ts";
import { startAws } from "../../src/sandbox/aws/start-aws.ts";
import { EXAMPLE_WORKSPACE, type SlackStandIn, startSlack } from "../../src/sandbox/slack/index.ts";
import { jada } from "../../src/sandbox/worlds/jada.ts";
import { mailFromMissing } from "../../src/sandbox/worlds/mail-from-missing.ts";
import { openStore } from "../../src/store/open-store.ts";
import { temporaryFolder } from "../slack/bot-in.ts";
import { notice } from "../slack/outbox-on.ts";
import { inWorld, maildiag, type Ran } from "./maildiag.ts";

async function surroundings(): Promise<{ slack: SlackStandIn; env: Record<string, string>; path: string }> {
  const slack = await startSlack(structuredClone(EXAMPLE_WORKSPACE));
  onTestFinished(() => slack.close());
  const path = `${temporaryFolder()}/maildiag.db`;
  const env = {
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.tokens.bot,
    MAILDIAG_DATABASE_URL: `sqlite:${path}`,
    LOG_LEVEL: "silent",
  };
  return { slack, env, path };
}

async function waiting(path: string, ...entries: readonly NewOutboxEntry[]): Promise<void> {
  const store = await openStore({ kind: "sqlite", path });
  await store.outbox.add(entries);
  await store.close();
}

function watch(env: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<Ran> {
  return inWorld(mailFromMissing, (world) => maildiag(["watch", ...words], { ...world, ...env }));
}

function alertsIn(env: Readonly<Record<string, string>>): Promise<Ran> {
  return inWorld(mailFromMissing, (world) => maildiag(["alerts", "--json"], { ...world, ...env }));
}

describe("watch --once", { timeout: 30_000 }, () => {
  test("says what waits, with the bot token alone and no socket, and exits 0", async () => {
    const { slack, env, path } = await surroundings();
    await waiting(path, notice("a"), notice("b", { channel: "C0PARTNER" }));
    const ran = await watch(env, "--once");
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    expect(ran.stdout.split("\n").at(-2)).toBe("Slack: nothing waits to be said");
    expect(slack.messages.map(({ text }) => text).sort()).toEqual(["this is a", "this is b"]);
    expect(slack.sockets.connected).toBe(0);
  });

  test("sends the canary when it is named, takes its events off the queue, and keeps its record", async () => {
    const { slack, env, path } = await surroundings();
    const aws = await startAws({ ...jada, published: [] });
    onTestFinished(() => aws.close());
    const file = `${temporaryFolder()}/maildiag.yaml`;
    await writeFile(file, "canary: { from: canary@queenofsandiego.com, regions: [us-east-1] }\n");
    const own = { ...aws.env, ...env, MAILDIAG_EVENTS_QUEUE_URL: aws.queueUrl };
    const off = await maildiag(["watch", "--once", "canary"], own);
    expect([off.status, off.stdout]).toEqual([2, ""]);
    expect(off.stderr).toContain("The canary is off");
    const ran = await maildiag(["watch", "--once", "canary"], { ...own, MAILDIAG_CONFIG: file });
    expect([ran.status, ran.stdout]).toEqual([0, "canary  all was looked at\nSlack: nothing waits to be said\n"]);
    const store = await openStore({ kind: "sqlite", path });
    const records = await store.canaryRecords.since(new Date(0), 9);
    await store.close();
    expect(records).toMatchObject([{ region: "us-east-1", sent: 4, outcome: "whole", missing: [] }]);
    expect([aws.queued(), slack.messages.length]).toEqual([0, 0]);
  });

  test("looks at what is due, tells what it found once, and keeps it where Slack refuses the channel", async () => {
    const { slack, env } = await surroundings();
    const configured = { ...env, MAILDIAG_ALERT_CHANNEL: "C0OLD", MAILDIAG_DOMAINS: "example.com" };
    const refused = await watch(configured, "--once", "authentication");
    expect([refused.status, slack.messages.length]).toEqual([3, 0]);
    expect(refused.stdout).toContain("authentication  all was looked at");
    expect(refused.stdout).toContain("C0OLD refuses them (is_archived)");

    const alerts = JSON.parse((await alertsIn(configured)).stdout);
    expect(alerts.alerts.length).toBeGreaterThan(0);
    expect(alerts.alerts[0]).toMatchObject({ target: "example.com", severity: "failure", state: "firing" });
    expect(alerts.complaints).toMatchObject([{ channel: "C0OLD", error: "is_archived" }]);

    const channel = slack.state.workspace.channels.find(({ id }) => id === "C0OLD");
    Object.assign(channel ?? {}, { archived: false });
    const said = await watch(configured, "--once", "authentication");
    expect([said.status, said.stdout]).toEqual([
      0,
      "authentication  all was looked at\nSlack: nothing waits to be said\n",
    ]);
    const told = slack.messages.map(({ text }) => text);
    expect(told.length).toBeGreaterThan(0);
    const again = await watch(configured, "--once", "authentication");
    expect([again.status, slack.messages.map(({ text }) => text)]).toEqual([0, told]);

    const due = JSON.parse((await watch(configured, "--once", "--json")).stdout);
    const { ran } = due.watches.find(({ kind }: { kind: string }) => kind === "authentication");
    expect(ran).toBe("not-due");
  });

  test("a channel that refuses: exit 3, and which one", async () => {
    const { env, path } = await surroundings();
    await waiting(path, notice("a", { channel: "C0OLD" }));
    const ran = await watch(env, "--once");
    expect(ran.status).toBe(3);
    expect(ran.stdout).toContain("C0OLD refuses them (is_archived): 1 waits. maildiag doctor tells what to do.");
    const asJson = await watch(env, "--once", "--json");
    expect([asJson.status, JSON.parse(asJson.stdout)]).toMatchObject([
      3,
      {
        schema: "maildiag/watch@1",
        outbox: { waiting: 1, trouble: null, complaints: [{ channel: "C0OLD", error: "is_archived", waiting: 1 }] },
      },
    ]);
  });

  test("Slack takes the token no more: exit 3, and Slack's word for it", async () => {
    const { env, path } = await surroundings();
    await waiting(path, notice("a"));
    const ran = await watch({ ...env, SLACK_BOT_TOKEN: "xoxb-other" }, "--once");
    expect(ran.status).toBe(3);
    expect(ran.stdout).toContain("Slack could not be asked: invalid_auth");
  });

  test.each<[string, readonly string[], Readonly<Record<string, string>>, RegExp]>([
    ["without --once", [], {}, /watch runs once: watch --once/],
    ["a kind that there is not", ["--once", "weather"], {}, /There is no watch "weather". There are: credentials, /],
    ["without a bot token", ["--once"], { SLACK_BOT_TOKEN: "" }, /SLACK_BOT_TOKEN/],
    ["a store that cannot be opened", ["--once"], { MAILDIAG_DATABASE_URL: "sqlite:/dev/null/x.db" }, /store/],
  ])("%s: exit 2, and nothing on stdout", async (_, words, more, message) => {
    const { env } = await surroundings();
    const ran = await watch({ ...env, ...more }, ...words);
    expect([ran.status, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toMatch(message);
  });
});
