import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { SweepCut } from "../../src/ports/schedule.ts";
import { type Kind, lookOf, SWEPT, schedulerOn } from "./scheduler-on.ts";

/** As a sweep that ends by itself when it is cut. */
function untilCut(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}

describe("what is due", () => {
  test("runs once a slot, whoever looks and however often", async () => {
    const { scheduler, another, clock, ran } = await schedulerOn();
    const others = [another(), another()];
    await lookOf(scheduler);
    for (const at of ["12:04", "12:05", "12:06", "12:50", "13:05", "13:06"]) {
      clock.set(`2026-11-20T${at}Z`);
      await lookOf(scheduler, ...others, scheduler);
    }
    expect(ran).toEqual(["credentials 12:04 all", "credentials 12:05 all", "credentials 13:05 all"]);
  });

  test("and was missed while nobody ran it runs once, at start", async () => {
    const { scheduler, clock, ran } = await schedulerOn({ digest: "0 9 * * 1" });
    await lookOf(scheduler);
    clock.set("2026-11-24T03:30Z");
    await lookOf(scheduler);
    await lookOf(scheduler);
    expect(ran.slice(2).toSorted()).toEqual(["credentials 03:30 all", "digest 03:30 all"]);
  });

  test("does not run where it is off", async () => {
    const { scheduler, ran } = await schedulerOn({ credentials: null });
    await lookOf(scheduler);
    expect(ran).toEqual([]);
  });

  test("runs in its time zone", async () => {
    const { scheduler, clock, ran } = await schedulerOn({
      credentials: "0 9 * * *",
      timezone: "America/Los_Angeles",
      at: "2026-10-31T16:00Z",
    });
    for (const at of ["10-31T16:00", "11-01T16:00", "11-01T16:59", "11-01T17:00", "11-02T16:59", "11-02T17:00"]) {
      clock.set(`2026-${at}Z`);
      await lookOf(scheduler);
    }
    expect(ran).toEqual(["credentials 16:00 all", "credentials 17:00 all", "credentials 17:00 all"]);
  });

  test("every hour runs in both of two equal hours", async () => {
    const { scheduler, clock, ran } = await schedulerOn({
      timezone: "Europe/Berlin",
      at: "2026-10-24T23:05Z",
    });
    for (const at of ["23:05", "00:05", "01:05", "02:05"]) {
      clock.set(`2026-10-2${at === "23:05" ? 4 : 5}T${at}Z`);
      await lookOf(scheduler);
    }
    expect(ran).toHaveLength(4);
  });

  test("runs by itself when its time comes", async () => {
    const { scheduler, clock, ran } = await schedulerOn();
    const seen = async (count: number) => {
      while (ran.length < count) await pause(5);
    };
    scheduler.start();
    await seen(1);
    clock.set("2026-11-20T12:05Z");
    await seen(2);
    expect(ran).toEqual(["credentials 12:04 all", "credentials 12:05 all"]);
  });

  test("a clock that jumps ahead makes one run, one that jumps back none", async () => {
    const { scheduler, clock, ran } = await schedulerOn();
    await lookOf(scheduler);
    for (const at of ["20T18:30", "20T18:00", "20T17:59", "20T18:31", "20T19:05"]) {
      clock.set(`2026-11-${at}Z`);
      await lookOf(scheduler);
    }
    expect(ran).toEqual(["credentials 12:04 all", "credentials 18:30 all", "credentials 19:05 all"]);
  });

  test("a clock that was days ahead does not silence the watch", async () => {
    const { scheduler, clock, ran } = await schedulerOn({ at: "2027-03-01T00:10Z" });
    await lookOf(scheduler);
    clock.set("2026-11-20T12:30Z");
    await lookOf(scheduler);
    await lookOf(scheduler);
    expect(ran).toEqual(["credentials 00:10 all", "credentials 12:30 all"]);
  });
});

describe("sweeps of one watch", () => {
  test("never overlap, in one instance or in two; others go on beside", async () => {
    let most = 0;
    const now = new Map<Kind, number>();
    const gate = Promise.withResolvers<void>();
    const { scheduler, another, clock, ran } = await schedulerOn({
      digest: "* * * * *",
      sweep: async (kind) => {
        now.set(kind, (now.get(kind) ?? 0) + 1);
        most = Math.max(most, ...now.values());
        if (kind === "credentials") await gate.promise;
        now.set(kind, (now.get(kind) ?? 0) - 1);
        return SWEPT;
      },
    });
    const other = another();
    for (const at of ["12:05:00", "12:05:10", "12:05:29"]) {
      clock.set(`2026-11-20T${at}Z`);
      await Promise.all([scheduler.look(), other.look()]);
    }
    while (!ran.includes("digest 12:05 all")) await pause(5);
    gate.resolve();
    await Promise.all([scheduler.idle(), other.idle()]);
    expect(ran).toEqual(["digest 12:05 all", "credentials 12:05 all"]);
    expect(most).toBe(1);
  });

  test("one whose holder is alive is left to it", async () => {
    const gate = Promise.withResolvers<void>();
    let begun = 0;
    const { scheduler, another, clock, ran } = await schedulerOn({
      timing: { holdMs: 60 },
      sweep: async () => {
        begun += 1;
        await gate.promise;
        return SWEPT;
      },
    });
    const other = another();
    clock.set("2026-11-20T12:05Z");
    await scheduler.look();
    for (let looks = 0; looks < 20; looks += 1) {
      clock.set(new Date(clock.now().getTime() + 10).toISOString());
      await other.look();
      await pause(10);
    }
    expect(begun).toBe(1);
    gate.resolve();
    await scheduler.idle();
    expect(ran).toHaveLength(1);
  });

  test("one whose holder was killed is run by whoever lives, within a minute", async () => {
    const { scheduler, store, clock, ran } = await schedulerOn({ at: "2026-11-20T12:05Z" });
    const slot = new Date("2026-11-20T12:05Z");
    await store.schedule.claim("credentials", { slot, now: slot, holdMs: 30_000 });
    await lookOf(scheduler);
    expect(ran).toEqual([]);
    clock.set("2026-11-20T12:05:30Z");
    await lookOf(scheduler);
    expect(ran).toEqual(["credentials 12:05 all"]);
  });

  test("one that another took over is cut, and settles nothing", async () => {
    let why: unknown;
    const { scheduler, store, clock, ran } = await schedulerOn({
      timing: { holdMs: 30 },
      at: "2026-11-20T12:05Z",
      sweep: (_, { signal }) =>
        untilCut(signal).catch((reason: unknown) => {
          why = reason;
          return SWEPT;
        }),
    });
    await scheduler.look();
    clock.set("2026-11-20T12:10Z");
    await store.schedule.claim("credentials", { slot: clock.now(), now: clock.now(), holdMs: 60_000 });
    await scheduler.idle();
    expect(why).toBeInstanceOf(SweepCut);
    expect(why).toMatchObject({ why: "lost" });
    expect(ran).toHaveLength(1);
    expect(await store.schedule.times()).toMatchObject([{ doneSlot: null }]);
  });
});

describe("a sweep that does not come to an end", () => {
  test("is cut at its limit, and the next one runs", async () => {
    const { scheduler, clock, ran, troubles } = await schedulerOn({
      limitMs: 20,
      sweep: (_, { signal }) => untilCut(signal),
    });
    for (const at of ["12:05", "13:05"]) {
      clock.set(`2026-11-20T${at}Z`);
      await lookOf(scheduler);
    }
    expect(ran).toEqual(["credentials 12:05 nothing", "credentials 13:05 nothing"]);
    expect(troubles).toEqual([expect.any(SweepCut), expect.any(SweepCut)]);
  });

  test("is left behind where it does not hear, and the next one runs", async () => {
    const { scheduler, clock, ran, store } = await schedulerOn({ limitMs: 10, sweep: () => new Promise(() => {}) });
    for (const at of ["12:05", "13:05"]) {
      clock.set(`2026-11-20T${at}Z`);
      await lookOf(scheduler);
    }
    expect(ran).toEqual(["credentials 12:05 nothing", "credentials 13:05 nothing"]);
    expect(await store.schedule.times()).toMatchObject([{ looked: "nothing", heldUntil: null }]);
  });

  test("is given back where maildiag stops, and runs when it starts again", async () => {
    const { scheduler, another, clock, ran } = await schedulerOn({ sweep: (_, { signal }) => untilCut(signal) });
    clock.set("2026-11-20T12:05Z");
    await scheduler.look();
    await scheduler.stop();
    expect(ran).toEqual(["credentials 12:05 nothing"]);
    await lookOf(another(async () => SWEPT));
    expect(ran.slice(1)).toEqual(["credentials 12:05 all"]);
  });
});

test("a sweep that breaks is told of, and the next one runs", async () => {
  const broken = new Error("no such table");
  const { scheduler, clock, ran, troubles } = await schedulerOn({ sweep: async () => Promise.reject(broken) });
  for (const at of ["12:05", "12:06", "13:05"]) {
    clock.set(`2026-11-20T${at}Z`);
    await lookOf(scheduler);
  }
  expect(ran).toEqual(["credentials 12:05 nothing", "credentials 13:05 nothing"]);
  expect(troubles).toEqual([broken, broken]);
});

test("a store that is away is told of, and asked again", async () => {
  const { scheduler, store, troubles } = await schedulerOn();
  await store.close();
  await lookOf(scheduler);
  expect(troubles).toHaveLength(1);
});

describe("once", () => {
  test("runs what is due", async () => {
    const { scheduler, clock, ran } = await schedulerOn({ digest: "0 9 * * 1" });
    const first = await scheduler.once([], 1_000);
    expect([...first]).toEqual([
      ["credentials", "all"],
      ["digest", "all"],
    ]);
    clock.set("2026-11-20T12:05Z");
    expect([...(await scheduler.once([], 1_000))]).toEqual([
      ["credentials", "all"],
      ["digest", "not-due"],
    ]);
    expect(ran).toHaveLength(3);
  });

  test("runs what is named, due or not, on or off", async () => {
    const manual: boolean[] = [];
    const { scheduler } = await schedulerOn({
      sweep: async (_, { isManual }) => {
        manual.push(isManual);
        return { looked: "partly", troubles: [] };
      },
    });
    await scheduler.once([], 1_000);
    expect([...(await scheduler.once(["digest", "credentials"], 1_000))]).toEqual([
      ["digest", "partly"],
      ["credentials", "partly"],
    ]);
    expect(manual).toEqual([false, true, true]);
  });

  test("waits for another who is at it, and does not run it again", async () => {
    const gate = Promise.withResolvers<void>();
    const { scheduler, another, ran } = await schedulerOn({ sweep: () => gate.promise.then(() => SWEPT) });
    const bot = another();
    await bot.look();
    const once = scheduler.once([], 5_000);
    gate.resolve();
    expect([...(await once)]).toEqual([["credentials", "not-due"]]);
    expect(ran).toHaveLength(1);
  });

  test("does not wait for ever", async () => {
    const { scheduler, another } = await schedulerOn({ sweep: (_, { signal }) => untilCut(signal) });
    await another().look();
    expect([...(await scheduler.once([], 50))]).toEqual([["credentials", "busy"]]);
  });
});
