import { beforeEach, describe, expect, it } from "vitest";
import type { SuppressionEntry } from "../../src/ports/ses.ts";
import type { MirrorHold, SuppressionFilter, SuppressionMirror } from "../../src/ports/suppressions.ts";
import { inEmptyPlace, type Place } from "./place.ts";

const NOON = Date.UTC(2026, 10, 20, 12);
const EAST = "us-east-1";
const WEST = "us-west-2";
const HOLD_MS = 30_000;
const ANY: SuppressionFilter = { regions: [EAST, WEST], reason: null, since: null };

function second(seconds: number): Date {
  return new Date(NOON + seconds * 1_000);
}

function entry(address: string, seconds = 0, reason = "BOUNCE"): SuppressionEntry {
  return { address, reason, lastUpdate: second(seconds) };
}

/** What every mirror of suppression lists promises, wherever it keeps them. */
export function suppressionsContract(name: string, empty: () => Promise<Place>): void {
  describe(`${name} as the port SuppressionMirror`, () => {
    const open = inEmptyPlace(empty);
    const another = async () => (await open()).suppressions;
    let mirror: SuppressionMirror;

    async function held(region = EAST, seconds = 0, by = "h"): Promise<MirrorHold> {
      const hold = await mirror.hold(region, by, second(seconds), HOLD_MS);
      if ("until" in hold) throw new Error("somebody has it");
      return hold;
    }

    /** A pass over the whole list, or over what is new. */
    async function pass(
      entries: readonly SuppressionEntry[],
      given: { region?: string; at?: number; whole?: boolean } = {},
    ) {
      const { region = EAST, at = 0, whole = true } = given;
      const hold = await held(region, at);
      const written = await mirror.write(hold, entries, second(at), HOLD_MS);
      const finished = await mirror.finish(hold, { whole, cursor: second(at), now: second(at) });
      return { ...written, ...finished };
    }

    const addresses = async (filter = ANY) => (await mirror.list(filter, null, 100)).map(({ address }) => address);
    const changes = async (region = EAST, behind = 0) =>
      (await mirror.newSince(region, behind, 100)).map(({ place, kind, address }) => `${place} ${kind} ${address}`);

    beforeEach(async () => {
      mirror = await another();
    });

    it("knows nothing of a region that nobody has read", async () => {
      expect(await mirror.state(EAST)).toBeNull();
      expect(await addresses()).toEqual([]);
      expect(await addresses({ ...ANY, regions: [] })).toEqual([]);
    });

    it("takes the first whole list as the baseline, and tells no change", async () => {
      expect(await pass([entry("a@x.org"), entry("b@x.org")], { at: 5 })).toEqual({ added: 2, renewed: 0, removed: 0 });
      expect(await changes()).toEqual([]);
      const at = second(5);
      const state = { baselineAt: at, refreshedAt: at, reconciledAt: at, cursor: at, place: 0 };
      expect(await mirror.state(EAST)).toEqual({ region: EAST, ...state });
    });

    it("has no baseline before the whole list was read", async () => {
      const hold = await held();
      await mirror.write(hold, [entry("a@x.org")], second(0), HOLD_MS);
      await mirror.release(hold);
      expect(await mirror.state(EAST)).toMatchObject({ baselineAt: null, refreshedAt: null });
      await pass([entry("b@x.org")]);
      expect([await addresses(), await changes()]).toEqual([["b@x.org"], []]);
    });

    it("tells once what was added, written anew and removed", async () => {
      await pass([entry("a@x.org"), entry("b@x.org"), entry("c@x.org")]);
      const now = [entry("b@x.org", 9), entry("c@x.org", 0, "COMPLAINT"), entry("d@x.org", 8)];
      expect(await pass(now, { at: 10 })).toEqual({ added: 1, renewed: 2, removed: 1 });
      expect(await pass(now, { at: 11 })).toEqual({ added: 0, renewed: 0, removed: 0 });
      expect(await changes()).toEqual([
        "1 renewed b@x.org",
        "2 renewed c@x.org",
        "3 added d@x.org",
        "4 removed a@x.org",
      ]);
      expect(await changes(EAST, 3)).toEqual(["4 removed a@x.org"]);
      const [last] = await mirror.newSince(EAST, 3, 1);
      const told = { kind: "removed", reason: "BOUNCE", lastUpdate: second(0), seenAt: second(10) };
      expect(last).toEqual({ region: EAST, place: 4, address: "a@x.org", ...told });
      expect((await mirror.state(EAST))?.place).toBe(4);
    });

    it("takes nothing for removed when only what is new was read", async () => {
      await pass([entry("a@x.org")]);
      expect(await pass([entry("b@x.org")], { at: 1, whole: false })).toMatchObject({ added: 1, removed: 0 });
      expect((await addresses()).toSorted()).toEqual(["a@x.org", "b@x.org"]);
      expect(await mirror.state(EAST)).toMatchObject({ refreshedAt: second(1), reconciledAt: second(0) });
    });

    it("does not step back to what an older page says", async () => {
      await pass([entry("a@x.org", 5)]);
      expect(await pass([entry("a@x.org", 1), entry("a@x.org", 1)], { at: 6 })).toMatchObject({
        renewed: 0,
        removed: 0,
      });
      expect((await mirror.list(ANY, null, 1))[0]?.lastUpdate).toEqual(second(5));
    });

    it("keeps regions apart, and each one's places", async () => {
      await pass([entry("a@x.org")]);
      await pass([], { region: WEST });
      await pass([entry("b@x.org")], { region: WEST, at: 1 });
      expect([await changes(EAST), await changes(WEST)]).toEqual([[], ["1 added b@x.org"]]);
      expect(await addresses({ ...ANY, regions: [WEST] })).toEqual(["b@x.org"]);
    });

    it("lets one at a time bring a region up to date, and another after the time that they gave themselves", async () => {
      const other = await another();
      const first = await held();
      expect(await other.hold(EAST, "other", second(29), HOLD_MS)).toEqual({ until: second(30) });
      await mirror.write(first, [], second(20), HOLD_MS);
      expect(await other.hold(EAST, "other", second(31), HOLD_MS)).toEqual({ until: second(50) });
      expect(await other.hold(WEST, "other", second(31), HOLD_MS)).toMatchObject({ region: WEST });
      const second_ = await other.hold(EAST, "other", second(50), HOLD_MS);
      expect(second_).toMatchObject({ holder: "other", pass: 2 });
      expect(await mirror.write(first, [entry("late@x.org")], second(51), HOLD_MS)).toBeNull();
      expect(await mirror.finish(first, { whole: true, cursor: null, now: second(51) })).toBeNull();
      await mirror.release(first);
      expect(await addresses()).toEqual([]);
      expect(await mirror.hold(EAST, "third", second(52), HOLD_MS)).toEqual({ until: second(80) });
    });

    it("gives the region to exactly one of many who ask at once", async () => {
      const others = await Promise.all(Array.from({ length: 4 }, another));
      const asked = others.flatMap((one, n) => [1, 2].map((m) => one.hold(EAST, `h${n}${m}`, second(0), HOLD_MS)));
      expect((await Promise.all(asked)).filter((hold) => "pass" in hold).length).toBe(1);
    });

    it("does not tell what maildiag itself took off, nor takes its afterglow for new", async () => {
      await pass([entry("Ann@x.org"), entry("b@x.org")]);
      await mirror.noteRemoved(EAST, "ann@X.org", second(60));
      expect(await addresses()).toEqual(["b@x.org"]);
      await pass([entry("Ann@x.org"), entry("b@x.org")], { at: 61 });
      expect([await addresses(), await changes()]).toEqual([["b@x.org"], []]);
      await pass([entry("b@x.org")], { at: 62 });
      expect(await changes()).toEqual([]);
    });

    it("tells it where it is put on the list anew, or was never off it", async () => {
      await pass([entry("a@x.org"), entry("b@x.org")]);
      await mirror.noteRemoved(EAST, "a@x.org", second(60));
      await mirror.noteRemoved(EAST, "b@x.org", second(60));
      await pass([entry("a@x.org", 90), entry("b@x.org")], { at: 100 });
      await pass([entry("a@x.org", 90), entry("b@x.org")], { at: 2_000 });
      expect(await changes()).toEqual(["1 added a@x.org", "2 added b@x.org"]);
    });

    it("lists the newest first, page behind page, each entry once, equal times or not", async () => {
      const many = Array.from({ length: 25 }, (_, n) => entry(`p${n}@x.org`, n >> 3));
      await pass(many);
      await pass(many, { region: WEST });
      const all = await mirror.list(ANY, null, 100);
      const paged: (typeof all)[number][] = [];
      for (let page = await mirror.list(ANY, null, 7); page.length > 0; ) {
        paged.push(...page);
        page = await mirror.list(ANY, paged.at(-1) ?? null, 7);
      }
      expect(paged).toEqual(all);
      expect(all.length).toBe(50);
      const times = all.map(({ lastUpdate }) => lastUpdate.getTime());
      expect(times).toEqual(times.toSorted((a, b) => b - a));
    });

    it("filters by reason, time and region, and counts what fits", async () => {
      await pass([entry("a@x.org", 0), entry("b@y.org", 10, "COMPLAINT"), entry("c@y.org", 86_400)]);
      await pass([entry("a@x.org", 5)], { region: WEST });
      expect(await addresses({ ...ANY, reason: "COMPLAINT" })).toEqual(["b@y.org"]);
      expect(await addresses({ ...ANY, since: second(10) })).toEqual(["c@y.org", "b@y.org"]);
      expect(await mirror.countByReason(ANY)).toEqual([
        { region: EAST, reason: "BOUNCE", count: 2 },
        { region: EAST, reason: "COMPLAINT", count: 1 },
        { region: WEST, reason: "BOUNCE", count: 1 },
      ]);
      expect(await mirror.countByDomain(ANY, 1)).toEqual({ domains: [{ domain: "x.org", count: 2 }], all: 2 });
      expect(await mirror.countByDay(ANY, second(0), 3)).toEqual([3, 1, 0]);
      expect(await mirror.countByDay(ANY, second(6), 1)).toEqual([2]);
      expect(await mirror.busiestDays(ANY, 1)).toEqual([{ day: new Date("2026-11-20"), count: 3 }]);
      expect(await mirror.countBetween(EAST, second(0), second(10))).toBe(1);
    });

    it("finds an address however it is written", async () => {
      await pass([entry("Ann@X.org"), entry("ann@x.org")]);
      expect((await mirror.spellings("ANN@x.ORG")).toSorted()).toEqual(["Ann@X.org", "ann@x.org"]);
      expect(await mirror.spellings("bob@x.org")).toEqual([]);
    });

    it("forgets old changes, and keeps counting behind them", async () => {
      await pass([]);
      await pass([entry("a@x.org")], { at: 10, whole: false });
      await pass([entry("b@x.org")], { at: 20, whole: false });
      expect(await mirror.forget(second(15), 100)).toBe(1);
      expect(await changes()).toEqual(["2 added b@x.org"]);
      await pass([entry("c@x.org")], { at: 30, whole: false });
      expect(await changes(EAST, 2)).toEqual(["3 added c@x.org"]);
    });

    it.each(["' ; drop table suppressions; --@x.org", "a\0b@x.org", "\ud800@x.org", `${"é".repeat(2_000)}@x.org`, ""])(
      "is not impressed by the address %j",
      async (address) => {
        await pass([entry(address)]);
        await pass([entry(address)], { at: 1 });
        expect([(await addresses()).length, await changes()]).toEqual([1, []]);
      },
    );
  });
}
