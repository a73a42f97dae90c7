import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ses, SuppressionEntry, SuppressionPage } from "../../src/ports/ses.ts";
import type { Store } from "../../src/ports/store.ts";
import { PortTrouble } from "../../src/ports/trouble.ts";
import { openStore } from "../../src/store/open-store.ts";
import { type Refreshed, type RefreshWanted, refreshMirror } from "../../src/suppressions/refresh.ts";

const REGION = "us-east-1";
const START = Date.UTC(2026, 10, 1);
const DAY = 86_400_000;

let folder: string;
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "maildiag-mirror-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A list that changes as SES's does, small pages, in an order of its own; `onPage` comes between the pages. */
class List {
  readonly entries = new Map<string, SuppressionEntry>();
  clock = START;
  pages = 0;
  pageSize = 3;
  onPage: (page: number) => void = () => {};

  put(address: string, reason = "BOUNCE"): void {
    this.entries.set(address, { address, reason, lastUpdate: new Date(this.clock) });
  }

  readonly ses: Pick<Ses, "suppressionPage"> = {
    suppressionPage: async (_, { after, token }): Promise<SuppressionPage> => {
      this.pages += 1;
      this.onPage(this.pages);
      const all = [...this.entries.values()]
        .filter(({ lastUpdate }) => after === null || lastUpdate > after)
        .filter(({ address }) => token === null || orderOf(address) > token)
        .sort((a, b) => (orderOf(a.address) < orderOf(b.address) ? -1 : 1));
      const entries = all.slice(0, this.pageSize);
      const last = entries.at(-1);
      return { entries, next: all.length > entries.length && last ? orderOf(last.address) : null };
    },
  };
}

/** Any order but that of time. */
function orderOf(address: string): string {
  return [...address].toReversed().join("");
}

type Stage = {
  list: List;
  store: Store;
  refresh: (whole?: RefreshWanted["whole"], holder?: string) => Promise<Refreshed>;
  told: () => Promise<readonly string[]>;
  mirrored: () => Promise<readonly SuppressionEntry[]>;
};

async function onStage(play: (stage: Stage) => Promise<void>): Promise<void> {
  files += 1;
  const store = await openStore({ kind: "sqlite", path: join(folder, `${files}.db`) });
  const list = new List();
  const { signal } = new AbortController();
  const { suppressions: mirror } = store;
  try {
    await play({
      list,
      store,
      refresh: (whole = "due", holder = "h") =>
        refreshMirror(
          { ses: list.ses, mirror, now: () => new Date(list.clock), signal, holder },
          { region: REGION, whole },
        ),
      told: async () => (await mirror.newSince(REGION, 0, 10_000)).map(({ kind, address }) => `${kind} ${address}`),
      mirrored: async () => {
        const found = await mirror.list({ regions: [REGION], reason: null, since: null }, null, 10_000);
        return found.map(({ address, reason, lastUpdate }) => ({ address, reason, lastUpdate })).toSorted(byAddress);
      },
    });
  } finally {
    await store.close();
  }
}

function byAddress(a: SuppressionEntry, b: SuppressionEntry): number {
  return a.address < b.address ? -1 : 1;
}

const listed = ({ entries }: List) => [...entries.values()].toSorted(byAddress);

describe("the mirror", () => {
  it("takes a baseline without a word, and then tells what is new", () =>
    onStage(async ({ list, refresh, told, mirrored }) => {
      for (let n = 0; n < 10; n += 1) list.put(`p${n}@x.org`);
      expect(await refresh()).toEqual({ kind: "done", whole: true, baseline: true, added: 0, renewed: 0, removed: 0 });
      list.clock += 60_000;
      list.put("new@x.org");
      expect(await refresh()).toMatchObject({ whole: false, baseline: false, added: 1 });
      expect([await told(), await mirrored()]).toEqual([["added new@x.org"], listed(list)]);
    }));

  it("neither loses nor repeats what has the same time as the newest that it knows", () =>
    onStage(async ({ list, refresh, told }) => {
      list.put("a@x.org");
      await refresh();
      list.put("b@x.org");
      await refresh();
      list.put("c@x.org");
      await refresh();
      await refresh();
      expect(await told()).toEqual(["added b@x.org", "added c@x.org"]);
    }));

  it("reads only what is new, until a week is over", () =>
    onStage(async ({ list, refresh, told }) => {
      for (let n = 0; n < 30; n += 1) list.put(`p${n}@x.org`);
      await refresh();
      list.clock += DAY;
      list.put("new@x.org");
      await refresh();
      list.clock += DAY;
      list.pages = 0;
      list.entries.delete("p0@x.org");
      await refresh();
      expect([list.pages, await told()]).toEqual([1, ["added new@x.org"]]);
      list.clock += 5 * DAY;
      expect(await refresh()).toMatchObject({ whole: true, removed: 1 });
      expect(await told()).toEqual(["added new@x.org", "removed p0@x.org"]);
    }));

  it("sees at once what was removed elsewhere when it is to read all", () =>
    onStage(async ({ list, refresh }) => {
      list.put("a@x.org");
      await refresh();
      list.entries.clear();
      expect(await refresh("always")).toMatchObject({ whole: true, baseline: false, removed: 1 });
    }));

  it("does not take for removed what was written anew behind the reader's back", () =>
    onStage(async ({ list, refresh, told }) => {
      for (let n = 10; n < 20; n += 1) list.put(`p${n}@x.org`);
      await refresh();
      list.clock += 60_000;
      // A list in the order of time: what is written anew moves to where nobody looks any more.
      let hidden: SuppressionEntry | undefined;
      list.pages = 0;
      list.onPage = (page) => {
        if (page === 2) {
          hidden = list.entries.get("p19@x.org");
          list.entries.delete("p19@x.org");
        }
        if (page === 5 && hidden) list.entries.set("p19@x.org", { ...hidden, lastUpdate: new Date(list.clock) });
      };
      expect(await refresh("always")).toMatchObject({ removed: 0, renewed: 1 });
      expect(await told()).toEqual(["renewed p19@x.org"]);
    }));

  it("forgets nothing and invents nothing when it breaks off in the middle of the list", () =>
    onStage(async ({ list, refresh, told, mirrored, store }) => {
      for (let n = 0; n < 10; n += 1) list.put(`p${n}@x.org`);
      list.onPage = (page) => {
        if (page === 3) throw new PortTrouble("throttled", { asked: REGION });
      };
      await expect(refresh()).rejects.toMatchObject({ reason: "throttled" });
      expect(await store.suppressions.state(REGION)).toMatchObject({ baselineAt: null, refreshedAt: null });
      list.entries.delete("p0@x.org");
      await refresh();
      expect([await told(), await mirrored()]).toEqual([[], listed(list)]);
      list.pages = 0;
      list.put("q@x.org");
      await expect(refresh("always")).rejects.toMatchObject({ reason: "throttled" });
      list.onPage = () => {};
      await refresh();
      await refresh("always");
      expect([await told(), await mirrored()]).toEqual([["added q@x.org"], listed(list)]);
    }));

  it("leaves a region to whoever is reading it", () =>
    onStage(async ({ list, refresh, told, mirrored }) => {
      for (let n = 0; n < 10; n += 1) list.put(`p${n}@x.org`);
      let other: Promise<Refreshed> | undefined;
      list.onPage = () => {
        other ??= refresh("due", "other");
      };
      expect((await refresh()).kind).toBe("done");
      expect((await other)?.kind).toBe("busy");
      expect([await told(), await mirrored()]).toEqual([[], listed(list)]);
    }));

  it("writes nothing more once somebody else has taken over", () =>
    onStage(async ({ list, refresh, told, mirrored }) => {
      for (let n = 0; n < 10; n += 1) list.put(`p${n}@x.org`);
      let other: Promise<Refreshed> | undefined;
      list.onPage = (page) => {
        if (page !== 2) return;
        list.clock += 10 * 60_000;
        other = refresh("due", "other");
      };
      expect((await refresh()).kind).toBe("busy");
      expect(await other).toMatchObject({ kind: "done", baseline: true });
      expect([await told(), await mirrored()]).toEqual([[], listed(list)]);
    }));

  it("says how far it is, and how long the list was the last time", () =>
    onStage(async ({ list, store }) => {
      for (let n = 0; n < 7; n += 1) list.put(`p${n}@x.org`);
      const seen: string[] = [];
      const { signal } = new AbortController();
      const deps = { ses: list.ses, mirror: store.suppressions, now: () => new Date(list.clock), signal, holder: "h" };
      const onProgress = ({ read, expected }: { read: number; expected: number | null }) =>
        void seen.push(`${read} of ${expected}`);
      list.clock += 3_600_000;
      for (let round = 0; round < 2; round += 1)
        await refreshMirror(deps, { region: REGION, whole: "always", onProgress });
      const first = ["0 of null", "3 of null", "6 of null", "7 of null", "7 of null"];
      expect(seen).toEqual([...first, ...first.map((each) => each.replace("null", "7"))]);
    }));
});

/** One step of somebody else, of the clock, or of maildiag; trouble strikes the refresh at that page. */
type Step =
  | { does: "put" | "delete"; address: number; reason: string }
  | { does: "wait"; ms: number }
  | { does: "refresh"; whole: RefreshWanted["whole"]; breaksAt: number | null; meanwhile: number | null };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    does: fc.constantFrom("put" as const, "put" as const, "delete" as const),
    address: fc.nat(12),
    reason: fc.constantFrom("BOUNCE", "COMPLAINT"),
  }),
  // Often none at all, so that times are equal.
  fc.record({ does: fc.constant("wait" as const), ms: fc.constantFrom(0, 1, 1_000, 60_000, 3_600_000, 3 * DAY) }),
  fc.record({
    does: fc.constant("refresh" as const),
    whole: fc.constantFrom("due" as const, "due" as const, "always" as const),
    breaksAt: fc.option(fc.integer({ min: 1, max: 5 })),
    meanwhile: fc.option(fc.nat(12)),
  }),
);

describe("whatever happens to the list and to the reader", () => {
  it("the mirror ends equal to it, and every difference was told exactly once", async () => {
    const run = async (steps: readonly Step[]) =>
      onStage(async ({ list, refresh, mirrored, store }) => {
        const heard = new Set<string>();
        const refreshed = async (whole: RefreshWanted["whole"]) => {
          const done = await refresh(whole);
          if (done.kind === "done" && done.baseline) for (const { address } of await mirrored()) heard.add(address);
          return done;
        };
        for (const one of steps) await act(one, list, (whole = "due") => refreshed(whole));
        list.onPage = () => {};
        await refreshed("always");
        expect(await mirrored()).toEqual(listed(list));
        // Whoever hears the changes in their order, from the baseline on, knows the list.
        const changes = await store.suppressions.newSince(REGION, 0, 10_000);
        expect(changes.map(({ place }) => place)).toEqual(changes.map((_, index) => index + 1));
        for (const { kind, address } of changes) {
          if (kind === "added") {
            expect(heard.has(address)).toBe(false);
            heard.add(address);
          } else {
            expect(heard.has(address)).toBe(true);
            if (kind === "removed") heard.delete(address);
          }
        }
        expect([...heard].toSorted()).toEqual([...list.entries.keys()].toSorted());
      });
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 25 }), run), { numRuns: 60 });
  });

  it("and without interruptions it tells what happened, and nothing else", async () => {
    const quiet = fc.array(fc.array(fc.record({ put: fc.boolean(), address: fc.nat(8) }), { maxLength: 6 }), {
      maxLength: 6,
    });
    const run = async (rounds: readonly (readonly { put: boolean; address: number }[])[]) =>
      onStage(async ({ list, refresh, store }) => {
        await refresh();
        let place = 0;
        for (const round of rounds) {
          const before = new Map(list.entries);
          for (const { put, address } of round) {
            list.clock += 1;
            if (put) list.put(`p${address}@x.org`);
            else list.entries.delete(`p${address}@x.org`);
          }
          await refresh("always");
          const changes = await store.suppressions.newSince(REGION, place, 1_000);
          place = changes.at(-1)?.place ?? place;
          expect(changes.map(({ kind, address }) => `${address} ${kind}`).toSorted()).toEqual(
            differences(before, list),
          );
        }
      });
    await fc.assert(fc.asyncProperty(quiet, run), { numRuns: 40 });
  });
});

async function act(one: Step, list: List, refresh: Stage["refresh"]): Promise<void> {
  if (one.does === "wait") list.clock += one.ms;
  if (one.does === "put") list.put(`p${one.address}@x.org`, one.reason);
  if (one.does === "delete") list.entries.delete(`p${one.address}@x.org`);
  if (one.does === "refresh") {
    list.pages = 0;
    list.onPage = (page) => {
      if (page === one.breaksAt) throw new PortTrouble("throttled", { asked: REGION });
      if (page === 1 && one.meanwhile !== null) list.put(`p${one.meanwhile}@x.org`);
    };
    await refresh(one.whole).catch((error: unknown) => {
      if (!(error instanceof PortTrouble)) throw error;
    });
  }
}

function differences(before: ReadonlyMap<string, SuppressionEntry>, { entries }: List): readonly string[] {
  const added = [...entries.keys()].filter((address) => !before.has(address)).map((address) => `${address} added`);
  const gone = [...before.keys()].filter((address) => !entries.has(address)).map((address) => `${address} removed`);
  const renewed = [...entries.values()]
    .filter(({ address, lastUpdate }) => {
      const was = before.get(address);
      return was !== undefined && was.lastUpdate < lastUpdate;
    })
    .map(({ address }) => `${address} renewed`);
  return [...added, ...gone, ...renewed].toSorted();
}
