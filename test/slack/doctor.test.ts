import { expect, test } from "vitest";
import type { DoctorItem } from "../../src/commands/answer.ts";
import type { SlackOptions } from "../../src/sandbox/slack/index.ts";
import { EXAMPLE_WORKSPACE, startSlack } from "../../src/sandbox/slack/index.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { openStore } from "../../src/store/open-store.ts";
import { LEAST } from "../sandbox/slack/client.ts";
import { inWorld, maildiag } from "../terminal/maildiag.ts";
import { temporaryFolder } from "./bot-in.ts";
import { notice } from "./outbox-on.ts";

async function slackItems(
  options: SlackOptions,
  env: Readonly<Record<string, string>> = {},
): Promise<readonly DoctorItem[]> {
  const slack = await startSlack(EXAMPLE_WORKSPACE, options);
  try {
    const own = {
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: slack.tokens.bot,
      SLACK_APP_TOKEN: slack.tokens.app,
      MAILDIAG_DATABASE_URL: `sqlite:${temporaryFolder()}/maildiag.db`,
      ...env,
    };
    const ran = await inWorld(healthy, (world) => maildiag(["doctor", "--json"], { ...world, ...own }));
    const { items }: { items: readonly DoctorItem[] } = JSON.parse(ran.stdout);
    return items.filter(({ item }) => item.startsWith("Slack") || item === "store");
  } finally {
    await slack.close();
  }
}

const states = (items: readonly DoctorItem[]) => items.map(({ item, state }) => `${item}: ${state}`);

test("all in order", { timeout: 30_000 }, async () => {
  const items = await slackItems({}, { MAILDIAG_ALERT_CHANNEL: "C0OPS" });
  expect(states(items)).toEqual([
    "Slack bot token: ok",
    "Slack scopes: ok",
    "Slack channel C0OPS: ok",
    "Slack app token: ok",
    "store: ok",
  ]);
  expect(items.at(-1)?.detail).toMatch(/^sqlite:.*maildiag\.db, \d+ kB, schema \d+, nothing written yet$/);
});

test("a channel that refuses what it is to be told has a line of its own", { timeout: 30_000 }, async () => {
  const path = `${temporaryFolder()}/maildiag.db`;
  const store = await openStore({ kind: "sqlite", path });
  await store.outbox.add([notice("a", { channel: "C0OLD" }), notice("b", { channel: "C0OLD" })]);
  const [taken] = await store.outbox.take(new Date(), 1_000, 1);
  if (!taken) throw new Error("it is due");
  await store.outbox.later(taken, { at: new Date(), maybeSent: false, complaint: "is_archived" });
  await store.close();
  const items = await slackItems({}, { MAILDIAG_DATABASE_URL: `sqlite:${path}` });
  expect(items.find(({ item }) => item.includes("delivery"))).toMatchObject({
    item: "Slack delivery to C0OLD",
    state: "denied",
    detail: expect.stringMatching(/^is_archived: 2 messages wait since /),
    fix: expect.stringMatching(/^Unarchive the channel, or name another one/),
  });
});

test.each<[string, SlackOptions, Readonly<Record<string, string>>, string, RegExp]>([
  [
    "no files:write",
    { app: { scopes: LEAST.slice(0, 3) } },
    {},
    "Slack scopes: missing",
    /files:write \(the JSON report/,
  ],
  [
    "a group without usergroups:read",
    { app: { scopes: LEAST } },
    { MAILDIAG_APPROVERS: "S0MAIL" },
    "Slack scopes: missing",
    /usergroups:read/,
  ],
  [
    "a bot token that is not taken",
    { faults: [{ method: "auth.test", then: "error:invalid_auth" }] },
    {},
    "Slack bot token: denied",
    /invalid_auth/,
  ],
  [
    "an app token that is not taken",
    { faults: [{ method: "apps.connections.open", then: "error:invalid_auth" }] },
    {},
    "Slack app token: denied",
    /invalid_auth/,
  ],
  ["no app token", {}, { SLACK_APP_TOKEN: "" }, "Slack app token: missing", /not configured/],
  [
    "Slack down",
    { faults: [{ method: "auth.test", then: "http500" }] },
    {},
    "Slack bot token: unreachable",
    /http_500/,
  ],
  [
    "a channel that is not there",
    {},
    { MAILDIAG_ALERT_CHANNEL: "C0NOWHERE" },
    "Slack channel C0NOWHERE: missing",
    /no such channel/,
  ],
  [
    "a channel that it is not in",
    { app: { scopes: [...LEAST, "channels:history"] } },
    { MAILDIAG_ALERT_CHANNEL: "C0RANDOM" },
    "Slack channel C0RANDOM: missing",
    /not in it/,
  ],
  [
    "the same, where it may post all the same",
    {},
    { MAILDIAG_ALERT_CHANNEL: "C0RANDOM" },
    "Slack channel C0RANDOM: ok",
    /may post/,
  ],
  [
    "a channel that the scopes do not let see",
    { app: { scopes: LEAST } },
    { MAILDIAG_ALERT_CHANNEL: "C0OPS" },
    "Slack channel C0OPS: unreachable",
    /cannot be seen/,
  ],
  [
    "a store that cannot be opened",
    {},
    { MAILDIAG_DATABASE_URL: "sqlite:/dev/null/x.db" },
    "store: unreachable",
    /\/dev\/null/,
  ],
])("%s: said, with what it is for", { timeout: 30_000 }, async (_, options, env, state, detail) => {
  const items = await slackItems(options, env);
  const item = items.find((each) => `${each.item}: ${each.state}` === state);
  expect(states(items)).toContain(state);
  expect(item?.detail).toMatch(detail);
  if (item?.state !== "ok") expect(item?.fix).toBeTruthy();
});
