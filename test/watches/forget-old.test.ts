import { expect, it } from "vitest";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { createDailyForgetting, forgetOld } from "../../src/watches/forget-old.ts";
import { changed } from "../diagnosis/world.ts";
import { watching } from "./watching.ts";

const day = (days: number) => new Date(Date.UTC(2026, 0, 1 + days));
const BROKEN = changed({ without: ["token2._domainkey"] });

it("keeps what stands, however old, and forgets what is over for 90 days, its message with it", async () => {
  const watch = await watching();
  const { store } = watch;
  const sweep = (world: typeof healthy, days: number) => watch.sweep("authentication", world, day(days).toISOString());
  await sweep(BROKEN, 0);
  await watch.said(day(0).toISOString());
  const [message] = (await store.alerts.read("authentication")).messages;
  await forgetOld(store, day(200));
  expect(await store.outbox.message(message?.id ?? "")).not.toBeNull();
  await sweep(healthy, 201);
  await sweep(healthy, 202);
  await watch.said(day(202).toISOString());
  await forgetOld(store, day(202 + 89));
  expect((await store.alerts.read("authentication")).alerts).toHaveLength(1);
  await forgetOld(store, day(202 + 91));
  const { alerts, messages } = await store.alerts.read("authentication");
  expect([alerts, messages, await store.outbox.message(message?.id ?? "")]).toEqual([[], [], null]);
});

it("forgets a summary when all that stood under it is over", async () => {
  const watch = await watching();
  const domains = Array.from({ length: 7 }, (_, index) => `d${index}.example.com`);
  const identities = Object.fromEntries(domains.map((name) => [name, { DkimAttributes: { Tokens: ["t1"] } }]));
  const world = { ...changed({ identities }), config: { domains, regions: ["us-east-1"] } };
  await watch.sweep("authentication", world, day(0).toISOString());
  const none = { ...world, config: { ...world.config, domains: [] } };
  await watch.sweep("authentication", none, day(1).toISOString());
  await watch.said(day(1).toISOString());
  const { messages } = await watch.store.alerts.read("authentication");
  expect(messages.filter(({ closedAt }) => closedAt === null)).toEqual([]);
  await forgetOld(watch.store, day(92));
  expect((await watch.store.alerts.read("authentication")).messages).toEqual([]);
});

it("forgets what old buttons offer", async () => {
  const { store } = await watching();
  for (const days of [0, 5]) await store.removals.offer({ id: `o${days}`, entries: [], at: day(days) });
  await forgetOld(store, day(92));
  expect([await store.removals.offered("o0"), (await store.removals.offered("o5"))?.id]).toEqual([null, "o5"]);
});

it("is done at the first call, and once a day then", async () => {
  const done: string[] = [];
  const none = (what: string) => async (before: Date) => {
    done.push(`${what} ${before.toISOString().slice(0, 10)}`);
    return 0;
  };
  const { store } = await watching();
  const forget = createDailyForgetting({
    alerts: { ...store.alerts, forget: none("alerts") },
    outbox: { ...store.outbox, forget: none("outbox") },
    canaryRecords: { ...store.canaryRecords, forget: none("canaries") },
    suppressions: { ...store.suppressions, forget: none("changes") },
    removals: { ...store.removals, forgetOffers: none("offers") },
  });
  for (const hours of [0, 5, 23, 24, 30, 48]) await forget(new Date(day(90).getTime() + hours * 3_600_000));
  expect(done.filter((what) => what.startsWith("alerts"))).toEqual(
    ["2026-01-01", "2026-01-02", "2026-01-03"].map((it) => `alerts ${it}`),
  );
  expect(done).toHaveLength(15);
});
