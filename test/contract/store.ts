import { beforeEach, describe, expect, it } from "vitest";
import type { NewReport, Store, StoredReport } from "../../src/ports/store.ts";
import { MIGRATIONS } from "../../src/store/migrations/index.ts";
import { inEmptyPlace, type Place } from "./place.ts";

const NOON = Date.UTC(2027, 0, 31, 12);
const MINUTE = 60_000;

/** So many minutes after noon. */
function minute(minutes: number): Date {
  return new Date(NOON + minutes * MINUTE);
}

function report(id: string, given: Partial<NewReport> = {}): NewReport {
  return {
    id,
    command: "check example.com --region us-east-1",
    team: "T1",
    channel: "C1",
    ts: null,
    threadTs: null,
    askedBy: "U1",
    instance: "one",
    at: minute(0),
    ...given,
  };
}

function ids(reports: readonly StoredReport[]): readonly string[] {
  return reports.map(({ id }) => id);
}

/** What every store promises, wherever it keeps things. */
export function storeContract(name: string, empty: () => Promise<Place>): void {
  describe(`${name} as the port Store`, () => {
    const another = inEmptyPlace(empty);
    let store: Store;

    beforeEach(async () => {
      store = await another();
    });

    describe("a report", () => {
      it("is found as it was opened", async () => {
        const given = report("r:1.a-b_C", { ts: "1.5", threadTs: "1.2" });
        expect(await store.reports.open(given)).toBe(true);
        expect(await store.reports.find(given.id)).toEqual({
          ...given,
          state: "open",
          document: null,
          settledAt: null,
        });
        expect(await store.reports.find("another")).toBeNull();
      });

      it("is opened once under one id", async () => {
        await store.reports.open(report("r1"));
        expect(await store.reports.open(report("r1", { command: "help" }))).toBe(false);
        expect(await store.reports.find("r1")).toMatchObject(report("r1"));
      });

      it("learns where its parent message is", async () => {
        await store.reports.open(report("r1"));
        expect(await store.reports.posted("r1", "1769860800.000100")).toBe(true);
        expect(await store.reports.find("r1")).toMatchObject({ ts: "1769860800.000100" });
        expect(await store.reports.posted("r2", "1769860800.000100")).toBe(false);
      });

      it("is settled by the first, and stays so", async () => {
        await store.reports.open(report("r1"));
        expect(await store.reports.settle("r1", { state: "done", document: "{}", at: minute(1) })).toBe(true);
        expect(await store.reports.settle("r1", { state: "interrupted", document: null, at: minute(2) })).toBe(false);
        expect(await store.reports.find("r1")).toMatchObject({ state: "done", document: "{}", settledAt: minute(1) });
        expect(await store.reports.settle("r2", { state: "done", document: null, at: minute(1) })).toBe(false);
      });

      it("is settled by exactly one of many at once", async () => {
        const other = await another();
        await store.reports.open(report("r1"));
        const settled = await Promise.all(
          Array.from({ length: 20 }, (_, index) =>
            (index % 2 === 0 ? store : other).reports.settle("r1", {
              state: index % 3 === 0 ? "done" : "interrupted",
              document: String(index),
              at: minute(index),
            }),
          ),
        );
        expect(settled.filter((won) => won)).toHaveLength(1);
        expect(await store.reports.find("r1")).toMatchObject({ document: String(settled.indexOf(true)) });
      });

      it.each([
        ["quotes and statements", "'; drop table reports; -- \" \\ $1 ? :x"],
        ["all that Unicode has", "𝕯 \u{10FFFF} \u202e é e\u0301 \u0001 \r\n"],
        ["a megabyte", "é".repeat(512 * 1024)],
        ["nothing", ""],
      ])("keeps text with %s", async (_what, text) => {
        await store.reports.open(report("r1", { command: text }));
        await store.reports.settle("r1", { state: "done", document: text, at: minute(1) });
        expect(await store.reports.find("r1")).toMatchObject({ command: text, document: text });
      });

      it("keeps U+FFFD for what is no text", async () => {
        await store.reports.open(report("r1", { command: "a\0b\ud800c" }));
        expect(await store.reports.find("r1")).toMatchObject({ command: "a\uFFFDb\uFFFDc" });
      });

      it.each(["", "a b", "a\n", "é", "a".repeat(81)])("is refused under the id %j", async (id) => {
        await expect(store.reports.open(report(id))).rejects.toThrow(RangeError);
        await expect(store.reports.find(id)).rejects.toThrow(RangeError);
        await expect(store.reports.posted(id, "1.1")).rejects.toThrow(RangeError);
        await expect(store.reports.settle(id, { state: "done", document: null, at: minute(0) })).rejects.toThrow(
          RangeError,
        );
      });

      it("is there for whoever opens the store after", async () => {
        await store.reports.open(report("r1"));
        await store.close();
        expect(await (await another()).reports.find("r1")).toMatchObject(report("r1"));
      });
    });

    describe("taking over", () => {
      it("takes what the dead left open, oldest first, and nothing else", async () => {
        const reports = [
          report("late", { instance: "dead", at: minute(2) }),
          report("early", { instance: "dead", at: minute(1) }),
          report("never-beaten", { instance: "unknown", at: minute(3) }),
          report("settled", { instance: "dead" }),
          report("alive", { instance: "alive" }),
          report("mine", { instance: "two" }),
        ];
        for (const each of reports) await store.reports.open(each);
        await store.reports.settle("settled", { state: "done", document: null, at: minute(3) });
        await store.instances.beat("dead", minute(1));
        await store.instances.beat("alive", minute(6));
        const taken = await store.reports.takeOver("two", minute(10), 5 * MINUTE);
        expect(ids(taken)).toEqual(["early", "late", "never-beaten"]);
        expect(taken[0]).toEqual({ ...(await store.reports.find("early")), instance: "two" });
        expect(await store.reports.takeOver("two", minute(10), 5 * MINUTE)).toEqual([]);
      });

      it.each([
        ["a moment before the limit is alive", 5 * MINUTE - 1, []],
        ["at the limit is dead", 5 * MINUTE, ["r1"]],
      ])("holds that who has beaten %s", async (_when, age, expected) => {
        await store.reports.open(report("r1"));
        await store.instances.beat("one", minute(0));
        await store.instances.beat("one", minute(3));
        const now = new Date(minute(3).getTime() + age);
        expect(ids(await store.reports.takeOver("two", now, 5 * MINUTE))).toEqual(expected);
      });

      it("takes at once what one that has left did not finish", async () => {
        await store.reports.open(report("r1"));
        await store.instances.beat("one", minute(0));
        await store.instances.leave("one");
        expect(ids(await store.reports.takeOver("two", minute(0), 5 * MINUTE))).toEqual(["r1"]);
      });

      it("takes what an earlier life of the same instance left, though it has just beaten", async () => {
        await store.reports.open(report("before"));
        await store.instances.beat("one", minute(0));
        const next = await another();
        await next.instances.beat("one", minute(0));
        await next.reports.open(report("after"));
        expect(ids(await next.reports.takeOver("one", minute(0), 5 * MINUTE))).toEqual(["before"]);
        expect(await next.reports.takeOver("one", minute(0), 5 * MINUTE)).toEqual([]);
      });

      it("gives what was taken over to the next when that one dies too", async () => {
        await store.reports.open(report("r1"));
        expect(ids(await (await another()).reports.takeOver("two", minute(0), MINUTE))).toEqual(["r1"]);
        expect(ids(await (await another()).reports.takeOver("three", minute(0), MINUTE))).toEqual(["r1"]);
      });

      it("lets one that was only slow settle what another took over, or the other, not both", async () => {
        await store.reports.open(report("r1"));
        const other = await another();
        await other.reports.takeOver("two", minute(10), MINUTE);
        expect(await store.reports.settle("r1", { state: "done", document: "{}", at: minute(11) })).toBe(true);
        expect(await other.reports.settle("r1", { state: "interrupted", document: null, at: minute(11) })).toBe(false);
      });

      it("gives each report to exactly one of many who ask at once", async () => {
        for (let n = 0; n < 30; n += 1) await store.reports.open(report(`r${n}`, { instance: `dead-${n % 3}` }));
        const others = await Promise.all(Array.from({ length: 4 }, another));
        const names = others.map((_, index) => `heir-${index}`);
        const taken = await Promise.all(
          others.map(async (other, index) => {
            const name = names[index] ?? "";
            // Its first beat and its claim: none of the others can have seen it alive before.
            await other.instances.beat(name, minute(10));
            return other.reports.takeOver(name, minute(10), MINUTE);
          }),
        );
        const all = taken.flatMap(ids);
        expect(all.toSorted()).toEqual(Array.from({ length: 30 }, (_, n) => `r${n}`).toSorted());
      });
    });

    describe("forgetting", () => {
      it("deletes what was opened before then, oldest first, no more than it may, and nothing open", async () => {
        for (const n of [3, 1, 4, 2, 5]) await store.reports.open(report(`r${n}`, { at: minute(n) }));
        for (const n of [1, 3, 4, 5]) {
          await store.reports.settle(`r${n}`, { state: "done", document: "{}", at: minute(9) });
        }
        const left = async () => {
          const found = await Promise.all([1, 2, 3, 4, 5].map((n) => store.reports.find(`r${n}`)));
          return ids(found.filter((each) => each !== null));
        };
        expect(await store.reports.forget(minute(5), 2)).toBe(2);
        expect(await left()).toEqual(["r2", "r4", "r5"]);
        expect(await store.reports.forget(minute(5), 2)).toBe(1);
        expect(await left()).toEqual(["r2", "r5"]);
        expect(await store.reports.forget(minute(5), 2)).toBe(0);
      });
    });

    describe("its status", () => {
      it("tells size, version and that nothing has been written yet", async () => {
        const status = await store.status();
        expect(status).toMatchObject({ schemaVersion: MIGRATIONS.length, lastWrite: null });
        expect(status.sizeBytes).toBeGreaterThan(4096);
      });

      it("tells the newest time in it, whoever gave it", async () => {
        await store.reports.open(report("r1", { at: minute(1) }));
        expect((await store.status()).lastWrite).toEqual(minute(1));
        await store.instances.beat("one", minute(3));
        expect((await store.status()).lastWrite).toEqual(minute(3));
        await store.reports.settle("r1", { state: "done", document: null, at: minute(4) });
        expect((await store.status()).lastWrite).toEqual(minute(4));
      });
    });

    describe("closing", () => {
      it("waits for what was begun, and refuses what comes after", async () => {
        const begun = Array.from({ length: 10 }, (_, n) => store.reports.open(report(`r${n}`)));
        await store.close();
        await store.close();
        expect(await Promise.all(begun)).toEqual(Array.from({ length: 10 }, () => true));
        const trouble = { name: "StoreTrouble", reason: "error", detail: "the store is closed" };
        await expect(store.reports.find("r1")).rejects.toMatchObject(trouble);
        expect(await (await another()).reports.find("r9")).not.toBeNull();
      });
    });
  });
}
