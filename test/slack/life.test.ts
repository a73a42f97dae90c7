import { describe, expect, test } from "vitest";
import type { Store } from "../../src/ports/store.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { SlackRefused } from "../../src/slack/trouble.ts";
import { botIn } from "./bot-in.ts";
import { notice } from "./outbox-on.ts";

const SLOW = { ...healthy, dnsFaults: [{ then: { delayMs: 30 } }] };
const parentsIn = (messages: readonly { user: string; threadTs?: string; text: string }[]) =>
  messages.filter(({ user, threadTs }) => user === "U0BOT" && !threadTs);

describe("sockets", () => {
  test("two are held", async () => {
    const { slack } = await botIn();
    await slack.until(({ sockets }) => sockets.open === 2);
    expect(slack.sockets.open).toBe(2);
  });

  test.each(["disconnect", "drop"] as const)(
    "a %s in the middle of a report: it is finished, and the next one is heard",
    async (what) => {
      const { slack, bot } = await botIn({ world: SLOW });
      await slack.until(({ sockets }) => sockets.open === 2);
      await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
      await slack.until((it) => it.messages[0]);
      slack.sockets[what]();
      await slack.until(({ sockets }) => sockets.connected >= 4 && sockets.open >= 2);
      const ack = await slack.people.type("U0ANA", "#mail-ops", "/maildiag help");
      await bot.idle();
      expect(ack.acked).toBe(true);
      expect(parentsIn(slack.messages)[0]?.text).toContain("nothing failed");
    },
  );

  test("Slack takes back the app token: the bot says so once, and tries no more", async () => {
    const { slack, bot } = await botIn();
    await slack.until(({ sockets }) => sockets.open === 2);
    slack.fail({ method: "apps.connections.open", then: "error:invalid_auth" });
    slack.sockets.disconnect();
    expect(await bot.revoked).toEqual({ kind: "revoked", error: "invalid_auth" });
  });

  test("Slack cannot be reached for a while: it comes back by itself", async () => {
    const { slack, bot } = await botIn();
    await slack.until(({ sockets }) => sockets.open === 2);
    slack.fail({ method: "apps.connections.open", then: "http500", times: 5 });
    slack.sockets.drop();
    await slack.until(({ sockets }) => sockets.open === 0);
    await slack.until(({ sockets }) => sockets.open === 2);
    expect(await slack.people.type("U0ANA", "#mail-ops", "/maildiag help")).toMatchObject({ acked: true });
    await bot.idle();
  });
});

describe("starting", () => {
  test.each(["invalid_auth", "account_inactive", "token_revoked"])("%s: it does not start", async (code) => {
    const starting = botIn({ slack: { faults: [{ method: "auth.test", then: `error:${code}` }] } });
    const refused = await starting.catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(SlackRefused);
    expect(refused).toMatchObject({ method: "auth.test", trouble: { kind: "revoked", error: code } });
  });

  test("Slack is down at first: it waits, and starts", async () => {
    const { slack } = await botIn({ slack: { faults: [{ method: "auth.test", then: "http500", times: 3 }] } });
    expect(slack.sockets.open).toBeGreaterThan(0);
  });
});

test("without a socket, what waits is said nevertheless", async () => {
  const { slack, store, bot } = await botIn({
    connects: false,
    slack: { faults: [{ method: "apps.connections.open", then: "http500" }] },
  });
  await store.outbox.add([notice("waiting")]);
  bot.sayWhatWaits();
  await slack.until((it) => it.find("this is waiting"));
  expect(slack.sockets.connected).toBe(0);
});

describe("many at once", () => {
  test("fifty commands: all acked in time, every report final", async () => {
    const { slack, bot } = await botIn();
    await slack.until(({ sockets }) => sockets.open === 2);
    const acks = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        slack.people.type(index % 2 ? "U0ANA" : "U0BEN", "#mail-ops", `/maildiag check ${index % 3}.example.com`),
      ),
    );
    await bot.idle();
    expect(acks.filter(({ acked, ms }) => !acked || ms > 3_000)).toEqual([]);
    const parents = parentsIn(slack.messages);
    expect(parents).toHaveLength(50);
    expect(parents.filter(({ text }) => /Checking|Queued|waiting/i.test(text))).toEqual([]);
  });

  test("what waits for its turn says so", async () => {
    const { slack, bot } = await botIn({ world: SLOW });
    await Promise.all(
      Array.from({ length: 5 }, (_, index) =>
        slack.people.type("U0ANA", "#mail-ops", `/maildiag check ${index}.example.com`),
      ),
    );
    await slack.until((it) => it.messages.some(({ text }) => /queue|turn|wait/i.test(text)));
    await bot.stop();
  });
});

describe("stopping", () => {
  test("what is under way is finished, what waits is told, and nothing new is heard", async () => {
    const { slack, bot } = await botIn({ world: SLOW });
    await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        slack.people.type("U0ANA", "#mail-ops", `/maildiag check ${index}.example.com`),
      ),
    );
    await slack.until((it) => parentsIn(it.messages).length === 6);
    await bot.stop();
    expect(slack.sockets.open).toBe(0);
    const states = parentsIn(slack.messages).map(({ text }) => (/interrupted/i.test(text) ? "interrupted" : "done"));
    expect(states.toSorted()).toEqual(["done", "done", "done", "done", "interrupted", "interrupted"]);
  });

  test("what does not end in time is shown as interrupted", async () => {
    const world = { ...healthy, dnsFaults: [{ then: { delayMs: 3_000 } }] };
    const { slack, bot } = await botIn({ world, timing: { drainMs: 50 } });
    await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
    await slack.until((it) => it.messages[0]);
    await bot.stop();
    expect(slack.messages[0]?.text).toMatch(/interrupted/i);
    expect(slack.transcript()).toContain("[Run again]");
  });
});

describe("reports that a dead instance left open", () => {
  const open = (store: Store, ts: string | null) =>
    store.reports.open({
      id: "report.orphan",
      command: "check example.com --region us-east-1",
      team: "T0EXAMPLE",
      channel: "C0OPS",
      ts,
      threadTs: null,
      askedBy: "U0ANA",
      instance: "dead",
      at: new Date("2026-11-21T20:00:00Z"),
    });

  test("are brought to interrupted by the next one that looks, and can be run again", async () => {
    const { slack, store, another } = await botIn();
    const parent = slack.state.post({ channel: "C0OPS", user: "U0BOT", text: "Checking example.com" });
    await open(store, parent.ts);
    const second = await another();
    await slack.until(() => /interrupted/i.test(parent.text));
    await slack.people.press("U0BEN", parent, "run_again");
    await second.bot.idle();
    await slack.until((it) => it.find("nothing failed"));
    expect(await store.reports.find("report.orphan")).toMatchObject({ state: "interrupted" });
  });

  test("whose message was posted, but not yet noted, are found by their id", async () => {
    const { slack, store, another } = await botIn();
    const metadata = { event_type: "maildiag", event_payload: { id: "report.orphan" } };
    const parent = slack.state.post({ channel: "C0OPS", user: "U0BOT", text: "Checking example.com", metadata });
    await open(store, null);
    await another();
    await slack.until(() => /interrupted/i.test(parent.text));
    expect(slack.messages).toHaveLength(1);
  });

  test("whose message is gone are told anew", async () => {
    const { slack, store, another } = await botIn();
    await open(store, "1700000000.000001");
    await another();
    const told = await slack.until((it) => it.messages[0]);
    expect(told.text).toMatch(/interrupted/i);
  });

  test("are told once, though telling takes longer than a beat", async () => {
    const { slack, store, another } = await botIn();
    await open(store, "1700000000.000001");
    slack.fail({ method: "chat.postMessage", then: { delayMs: 150 } });
    const { log } = await another({ timing: { beatMs: 10 } });
    await expect.poll(() => log.some((line) => line.includes("to its end")), { timeout: 8_000 }).toBe(true);
    expect(slack.messages.map(({ text }) => /interrupted/i.test(text))).toEqual([true]);
  });

  test("a request for a removal that was not taken yet: who asked is told alone, and once", async () => {
    const { slack, store, another } = await botIn();
    const begun = { team: "T0EXAMPLE", channel: "C0OPS", ts: null, threadTs: null, askedBy: "U0ANA", instance: "dead" };
    const command = "suppressions request (by a form)";
    await store.reports.open({ ...begun, id: "v.V0FORM", command, at: new Date() });
    await another();
    const told = await slack.until((it) => it.find("Nothing was asked for"));
    expect(told.onlyTo).toBe("U0ANA");
    await expect.poll(async () => (await store.reports.find("v.V0FORM"))?.state).toBe("interrupted");
    expect(slack.messages).toHaveLength(1);
  });

  test("of a living one are left alone", async () => {
    const { slack, bot, another } = await botIn({ world: SLOW });
    await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
    await slack.until((it) => it.messages[0]);
    await another();
    await bot.idle();
    expect(slack.messages[0]?.text).toContain("nothing failed");
    expect(slack.messages[0]?.earlier.some(({ text }) => /interrupted/i.test(text))).toBe(false);
  });
});

test("a store that does not work stops no report, and the probes tell", async () => {
  const broken = async () => {
    throw new Error("disk full");
  };
  const store: Store = {
    reports: { open: broken, posted: broken, settle: broken, find: broken, takeOver: broken, forget: broken },
    instances: { beat: broken, leave: broken },
    logins: { salt: broken, claim: broken, find: broken, settle: broken, forget: broken },
    canaryRecords: { add: broken, since: broken, forget: broken },
    testMails: {
      ask: broken,
      find: broken,
      openFor: broken,
      move: broken,
      take: broken,
      abandoned: broken,
      overdue: broken,
      followed: broken,
      forget: broken,
    },
    schedule: { claim: broken, keep: broken, end: broken, release: broken, times: broken },
    events: {
      add: broken,
      byMessage: broken,
      byRecipient: broken,
      lastSeen: broken,
      deadLetters: broken,
      deadLetterReasons: broken,
      types: broken,
      outcomes: broken,
      bouncesAt: broken,
      forget: broken,
      forgetDeadLetters: broken,
    },
    suppressions: {
      state: broken,
      hold: broken,
      write: broken,
      finish: broken,
      release: broken,
      newSince: broken,
      noteRemoved: broken,
      list: broken,
      spellings: broken,
      countByReason: broken,
      countByDomain: broken,
      countByDay: broken,
      busiestDays: broken,
      countBetween: broken,
      forget: broken,
    },
    outbox: {
      add: broken,
      take: broken,
      sent: broken,
      later: broken,
      retryRefused: broken,
      message: broken,
      complaints: broken,
      waiting: broken,
      nextDue: broken,
      forget: broken,
    },
    removals: {
      offer: broken,
      offered: broken,
      ask: broken,
      find: broken,
      openFor: broken,
      move: broken,
      take: broken,
      claim: broken,
      settle: broken,
      finish: broken,
      release: broken,
      overdue: broken,
      endedBetween: broken,
      rebounds: broken,
      toldRebound: broken,
      history: broken,
      forget: broken,
      forgetOffers: broken,
    },
    alerts: {
      read: broken,
      save: broken,
      watches: broken,
      current: broken,
      message: broken,
      memory: broken,
      memories: broken,
      forget: broken,
    },
    status: broken,
    close: async () => undefined,
  };
  const { slack, bot, log } = await botIn({ store });
  await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
  await bot.idle();
  expect(slack.messages[0]?.text).toContain("nothing failed");
  await slack.people.press("U0BEN", await slack.until((it) => it.find("Run again")), "report_json");
  await bot.idle();
  expect(slack.state.files.size).toBe(1);
  expect(log.some((line) => line.includes("disk full"))).toBe(true);
  expect((await fetch(`${bot.address}/healthz`)).status).toBe(503);
});

test("a store that never answers holds no report up", async () => {
  const never = () => new Promise<never>(() => undefined);
  const { store } = await botIn();
  const slowStore: Store = { ...store, reports: { ...store.reports, open: never } };
  const { slack, bot } = await botIn({ store: slowStore, timing: { storeMs: 20 } });
  await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
  await slack.until((it) => it.find("nothing failed"));
  await bot.stop();
});

test("the probes follow the socket and the store, and the metrics count", async () => {
  const { slack, bot } = await botIn();
  const status = async (path: string) => (await fetch(`${bot.address}${path}`)).status;
  expect([await status("/healthz"), await status("/readyz"), await status("/nothing")]).toEqual([200, 200, 404]);
  await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
  await bot.idle();
  const metrics = await (await fetch(`${bot.address}/metrics`)).text();
  expect(metrics).toContain('maildiag_runs_total{command="check",outcome="done"} 1');
  expect(metrics).toContain('maildiag_findings_total{code="ACCOUNT_OK",severity="ok"} 1');
  expect(metrics).toMatch(/maildiag_calls_total\{service="aws",operation="ses:GetAccount",outcome="ok"\} 1/);
  expect(metrics).toMatch(/maildiag_calls_total\{service="slack",operation="chat.postMessage",outcome="ok"\} 2/);
  expect(metrics).toContain("maildiag_slack_sockets 2");
  slack.fail({ method: "apps.connections.open", then: "http500" });
  slack.sockets.drop();
  await slack.until(({ sockets }) => sockets.open === 0);
  await expect.poll(() => status("/readyz")).toBe(503);
  expect(await status("/healthz")).toBe(200);
});

test("a store that cannot be opened is told as such, and as no fault of the program", async () => {
  const { store } = await botIn();
  const { slack, bot } = await botIn({ store, env: { MAILDIAG_DATABASE_URL: "postgres://u:p4ssw0rd@127.0.0.1:1/x" } });
  await slack.people.type("U0ANA", "#mail-ops", "/maildiag alerts");
  await bot.idle();
  expect(slack.transcript()).toContain("maildiag's store cannot be used just now.");
  expect(slack.transcript()).toContain("unreachable");
  expect(slack.transcript()).not.toMatch(/itself broke|p4ssw0rd/);
});
