import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type RetentionDeps, SWEEP_MS, startRetention } from "../../src/events/retention.ts";
import { type Store, StoreTrouble } from "../../src/ports/store.ts";
import { openStore } from "../../src/store/open-store.ts";
import { published, stored } from "./ses.ts";

let store: Store;
beforeEach(async () => {
  store = await openStore({ kind: "sqlite", path: ":memory:" });
});
afterEach(() => store.close());

const MINUTE = 60_000;
const NOW = new Date(Date.UTC(2026, 10, 20, 13));
const add = (type: string, minutes: number, count = 1) =>
  store.events.add({
    events: Array.from({ length: count }, (_, n) =>
      stored(published(type, minutes * 60, { messageId: type, to: [`p${n}@example.net`] })),
    ).flat(),
    deadLetters: [],
  });
const minutesOf = async (type: string) =>
  (await store.events.byMessage(type, 2_000)).map(({ at }) => at.getUTCMinutes() + 60 * (at.getUTCHours() - 12));

/** One sweep, up to the hour's wait after it. */
async function sweep(keep: RetentionDeps["keep"], given: Partial<RetentionDeps> = {}): Promise<readonly unknown[]> {
  const troubles: unknown[] = [];
  const swept = Promise.withResolvers<void>();
  const retention = startRetention({
    store: store.events,
    keep,
    now: () => NOW,
    wait: async (ms, signal) => {
      if (ms !== SWEEP_MS) return;
      swept.resolve();
      await pause(60_000, undefined, { signal }).catch(() => {});
    },
    onTrouble: (error) => troubles.push(error),
    ...given,
  });
  await swept.promise;
  await retention.stop();
  return troubles;
}

it("forgets each type after its own time, longer or shorter than the others", async () => {
  for (const type of ["Send", "Open", "Bounce", "Teleport"])
    for (const minutes of [5, 25, 45]) await add(type, minutes);
  expect(await sweep({ ms: 40 * MINUTE, byType: { Open: 20 * MINUTE, Bounce: 600 * MINUTE } })).toEqual([]);
  expect(await minutesOf("Send")).toEqual([25, 45]);
  expect(await minutesOf("Teleport")).toEqual([25, 45]);
  expect(await minutesOf("Open")).toEqual([45]);
  expect(await minutesOf("Bounce")).toEqual([5, 25, 45]);
});

it("forgets dead letters after the time of all", async () => {
  const dead = (id: string, minutes: number) => ({
    id,
    at: new Date(NOW.getTime() - minutes * MINUTE),
    reason: "odd",
    body: "",
  });
  await store.events.add({ events: [], deadLetters: [dead("old", 50), dead("new", 30)] });
  await sweep({ ms: 40 * MINUTE, byType: {} });
  expect((await store.events.deadLetters(10)).map(({ id }) => id)).toEqual(["new"]);
});

it("does so in small batches, and lets others have the database between them", async () => {
  await add("Send", 5, 1_234);
  const asked: number[] = [];
  const forget: RetentionDeps["store"]["forget"] = async (...given) => {
    const gone = await store.events.forget(...given);
    asked.push(gone);
    return gone;
  };
  await sweep({ ms: MINUTE, byType: {} }, { store: { ...store.events, forget } });
  expect(asked).toEqual([500, 500, 234]);
});

it("keeps what a type that is called like a part of every object has", async () => {
  await add("constructor", 59);
  await sweep({ ms: 10 * MINUTE, byType: {} });
  expect(await minutesOf("constructor")).toEqual([59]);
});

it("tries again in an hour where the store fails", async () => {
  const fails = async () => {
    throw new StoreTrouble("locked", "sqlite", "busy");
  };
  const troubles = await sweep({ ms: 1, byType: {} }, { store: { ...store.events, types: fails } });
  expect(troubles.map((error) => (error instanceof StoreTrouble ? error.reason : error))).toEqual(["locked"]);
});
