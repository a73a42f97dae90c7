import { onTestFinished } from "vitest";
import { createLog } from "../../src/log.ts";
import { createMetrics, type Metrics } from "../../src/metrics.ts";
import type { NewOutboxEntry, Outbox } from "../../src/ports/outbox.ts";
import type { Store } from "../../src/ports/store.ts";
import {
  EXAMPLE_WORKSPACE,
  type Message,
  type SlackOptions,
  type SlackStandIn,
  startSlack,
} from "../../src/sandbox/slack/index.ts";
import { Secret } from "../../src/secret.ts";
import { boltLog } from "../../src/slack/bolt-log.ts";
import { createCalls, webClient } from "../../src/slack/calls.ts";
import { createEdits } from "../../src/slack/edits.ts";
import { identityOf } from "../../src/slack/identity.ts";
import { createOutboxSender, type OutboxSender } from "../../src/slack/outbox-sender.ts";
import { createPosts } from "../../src/slack/posts.ts";
import { TIMING, type Timing } from "../../src/slack/timing.ts";
import { openStore } from "../../src/store/open-store.ts";

/** As the bot's own, but nobody waits for a clock. */
const HASTE: Timing = {
  ...TIMING,
  callMs: 2_000,
  secondMs: 10,
  editsPerMinute: 60_000,
  editBurst: 1_000,
  outboxMs: 20,
  outboxPaceMs: 0,
  outboxHoldMs: 8_000,
  outboxAgainMs: 5,
  outboxAgainMostMs: 40,
};

export type Saying = {
  slack: SlackStandIn;
  store: Store;
  outbox: Outbox;
  sender: OutboxSender;
  metrics: Metrics;
  /** What was logged, a line each. */
  log: readonly string[];
  /** Another sender on the same Slack and store. */
  another: () => Promise<OutboxSender>;
  /** Says what can be said now. */
  drain: () => Promise<void>;
  /** What stands in Slack for all, oldest first. */
  said: () => readonly Message[];
};

/** A sender on a stand-in of Slack and a store in memory, until the test is over. */
export async function outboxOn(
  options: { slack?: SlackOptions; timing?: Partial<Timing>; now?: () => Date; store?: Store } = {},
): Promise<Saying> {
  const slack = await startSlack(EXAMPLE_WORKSPACE, options.slack);
  const store = options.store ?? (await openStore({ kind: "sqlite", path: ":memory:" }));
  const timing = { ...HASTE, ...options.timing };
  const log: string[] = [];
  const lines = createLog("debug", { write: (line) => void log.push(line) });
  const metrics = createMetrics();
  const now = options.now ?? (() => new Date());
  const senders: OutboxSender[] = [];
  onTestFinished(async () => {
    await Promise.all(senders.map((each) => each.stop()));
    await Promise.all([slack.close(), store.close()]);
  });

  async function another(): Promise<OutboxSender> {
    const client = webClient(new Secret(slack.tokens.bot), slack.apiUrl, timing, boltLog(lines));
    const calls = createCalls(client, timing, metrics, () => {});
    const identity = await calls.call("auth.test", () => identityOf({ client, once: (_, ask) => ask() }));
    const sender = createOutboxSender(
      {
        calls,
        identity,
        timing,
        metrics,
        log: lines,
        now,
        posts: createPosts(calls, identity.scopes),
        edits: createEdits(calls, timing, metrics),
      },
      store.outbox,
    );
    senders.push(sender);
    return sender;
  }

  const sender = await another();
  return {
    slack,
    store,
    outbox: store.outbox,
    sender,
    metrics,
    log,
    another,
    drain: () => sender.drain(15_000),
    said: () => slack.messages.filter(({ deleted, onlyTo }) => !deleted && !onlyTo),
  };
}

/** Something to say in #mail-ops. */
export function notice(id: string, given: Partial<NewOutboxEntry> = {}): NewOutboxEntry {
  return {
    id,
    channel: "C0OPS",
    aim: { to: "channel", threadTs: null },
    kind: "notice",
    body: JSON.stringify({ text: `this is ${id}` }),
    at: new Date(),
    ...given,
  };
}
