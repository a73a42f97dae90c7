import { beforeEach, describe, expect, it } from "vitest";
import type { Schedule, ScheduledRun } from "../../src/ports/schedule.ts";
import { inEmptyPlace, type Place } from "./place.ts";

const NOON = Date.UTC(2026, 10, 20, 12);
const HOLD_MS = 30_000;

function second(seconds: number): Date {
  return new Date(NOON + seconds * 1_000);
}

/** What every store promises of schedules. */
export function scheduleContract(name: string, empty: () => Promise<Place>): void {
  describe(`${name} as the port Schedule`, () => {
    const open = inEmptyPlace(empty);
    const another = async () => (await open()).schedule;
    let schedule: Schedule;

    const claim = (slot: number, now = slot) =>
      schedule.claim("credentials", { slot: second(slot), now: second(now), holdMs: HOLD_MS });

    async function claimed(slot: number, now = slot): Promise<ScheduledRun> {
      const run = await claim(slot, now);
      if (!run) throw new Error("it is not free");
      return run;
    }

    async function run(slot: number): Promise<void> {
      expect(await schedule.end(await claimed(slot), { at: second(slot + 1), looked: "all" })).toBe(true);
    }

    beforeEach(async () => {
      schedule = await another();
    });

    it("gives a slot to one of many who want it", async () => {
      const others = [schedule, await another(), await another()];
      const asked = Array.from({ length: 12 }, (_, n) =>
        others[n % 3]?.claim("credentials", { slot: second(0), now: second(0), holdMs: HOLD_MS }),
      );
      expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1);
    });

    it("gives a slot that was ended to nobody again, nor any before it", async () => {
      await run(60);
      expect(await claim(60, 61)).toBeNull();
      expect(await claim(0, 62)).toBeNull();
      expect(await claim(120)).toMatchObject({ slot: second(120) });
    });

    it("gives no slot of a watch that somebody is at", async () => {
      await claimed(0);
      expect(await claim(20)).toBeNull();
    });

    it("keeps watches apart", async () => {
      await claimed(0);
      const other = await schedule.claim("digest", { slot: second(0), now: second(0), holdMs: HOLD_MS });
      expect(other).toMatchObject({ kind: "digest" });
    });

    it("gives the slot of one who is not heard of any more to another", async () => {
      const lost = await claimed(0);
      expect(await claim(0, 29)).toBeNull();
      const again = await claimed(0, 30);
      expect(await schedule.end(lost, { at: second(31), looked: "all" })).toBe(false);
      expect(await schedule.keep(lost, second(90))).toBe(false);
      expect(await schedule.end(again, { at: second(31), looked: "partly" })).toBe(true);
    });

    it("waits for one who is heard of", async () => {
      const held = await claimed(0);
      expect(await schedule.keep(held, second(50))).toBe(true);
      expect(await claim(0, 49)).toBeNull();
      expect(await claim(0, 50)).not.toBeNull();
    });

    it("gives up a slot that ended whoever began it, and goes on with the next", async () => {
      for (let tries = 0; tries < 5; tries += 1) await claimed(0, tries * 30);
      expect(await claim(0, 1_000)).toBeNull();
      expect(await claim(900, 1_000)).not.toBeNull();
    });

    it("takes back what was not done", async () => {
      for (let tries = 0; tries < 9; tries += 1) await schedule.release(await claimed(0));
      expect(await claim(0, 1)).not.toBeNull();
    });

    it("is not held up by what was written under a clock that was far ahead", async () => {
      await run(10 * 86_400);
      expect(await claim(0)).not.toBeNull();
    });

    it("is not held up by a lease from a clock that was far ahead", async () => {
      await claimed(10 * 86_400);
      expect(await claim(0)).not.toBeNull();
    });

    it("tells when each ran, how that went, and who is at it", async () => {
      expect(await schedule.times()).toEqual([]);
      await run(60);
      const base = { kind: "credentials", doneSlot: second(60), endedAt: second(61), looked: "all" };
      expect(await schedule.times()).toEqual([{ ...base, startedAt: second(60), heldUntil: null }]);
      await claimed(120);
      expect(await schedule.times()).toEqual([{ ...base, startedAt: second(120), heldUntil: second(150) }]);
    });
  });
}
