import { flushCompileCache } from "node:module";
import { setTimeout as pause } from "node:timers/promises";
import { loadConfig } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import { createMetrics } from "../../src/metrics.ts";
import { calendarOf } from "../../src/schedule/calendar.ts";
import { createScheduler } from "../../src/schedule/scheduler.ts";
import { boltLog } from "../../src/slack/bolt-log.ts";
import { createCalls, webClient } from "../../src/slack/calls.ts";
import { createEdits } from "../../src/slack/edits.ts";
import { identityOf } from "../../src/slack/identity.ts";
import { createOutboxSender } from "../../src/slack/outbox-sender.ts";
import { createPosts } from "../../src/slack/posts.ts";
import { TIMING } from "../../src/slack/timing.ts";
import { openStoreOf } from "../../src/wiring.ts";
import { toTell } from "./outbox-killed.ts";

/** Sweeps every second and says what comes of it, until it is killed. Its leases are short, so that tests are. */
const config = loadConfig();
const { botToken, apiUrl } = config.slack;
if (!botToken) throw new Error("it has a bot token");
const store = await openStoreOf(config);
const timing = {
  ...TIMING,
  callMs: 1_000,
  editsPerMinute: 60_000,
  editBurst: 1_000,
  outboxMs: 50,
  outboxPaceMs: 0,
  outboxHoldMs: 2_500,
  outboxAgainMs: 20,
};
const log = createLog("error");
const metrics = createMetrics();
const calls = createCalls(webClient(botToken, apiUrl, timing, boltLog(log)), timing, metrics, () => {});
const identity = await untilAnswered();
const posts = createPosts(calls, identity.scopes);
const edits = createEdits(calls, timing, metrics);
const now = () => new Date();
const sender = createOutboxSender({ calls, identity, posts, edits, timing, metrics, log, now }, store.outbox);
await sender.start();
createScheduler({
  calendar: calendarOf({ timezone: "UTC", credentials: "* * * * * *" }, ["credentials"]),
  store: store.schedule,
  sweep: async (_, given) => {
    await store.outbox.add(toTell(given.now));
    sender.soon();
    return { looked: "all", troubles: [] };
  },
  limitMs: () => 5_000,
  now,
  onSwept: () => {},
  onTrouble: (_, error) => log.error({ err: error }, "a sweep broke"),
  onBlind: (error) => log.error({ err: error }, "the store does not work"),
  timing: { lookMs: 200, holdMs: 1_500 },
}).start();
// Whoever is killed writes it no more.
flushCompileCache();
process.stdout.write("ready\n");

/** The bot waits for a Slack that does not answer, too. */
async function untilAnswered(): ReturnType<typeof identityOf> {
  for (;;) {
    try {
      return await identityOf(calls);
    } catch {
      await pause(200);
    }
  }
}
