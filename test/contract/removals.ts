import { beforeEach, describe, expect, it } from "vitest";
import type { Beside, NewAuditEntry, NewRemoval, RemovalItem, Removals } from "../../src/ports/removals.ts";
import type { Store } from "../../src/ports/store.ts";
import { item, later, NOON } from "../approvals/removal.ts";
import { inEmptyPlace, type Place } from "./place.ts";

const NOTHING: Beside = { audit: [], tell: [] };
const HOLD_MS = 30_000;

function asked(id: string, items: readonly RemovalItem[] = [item()], given: Partial<NewRemoval> = {}): NewRemoval {
  return {
    id,
    askedBy: "U0ANA",
    askedAt: NOON,
    why: "é 𝕯 ' ; --",
    origin: { channel: "C0OPS", threadTs: "1.5" },
    channel: "C0OK",
    items,
    ...given,
  };
}

function line(given: Partial<NewAuditEntry> = {}): NewAuditEntry {
  return {
    at: NOON,
    actor: "U0ANA",
    action: "requested",
    outcome: "pending",
    address: "kim@example.net",
    region: "us-east-1",
    reason: "BOUNCE",
    before: null,
    after: null,
    awsRequestId: null,
    note: null,
    message: null,
    ...given,
  };
}

function told(id: string) {
  const aim = { to: "channel", threadTs: null } as const;
  return { id, channel: "C0OK", aim, kind: "removal", body: "{}", at: NOON };
}

const KEY = { address: "kim@example.net", region: "us-east-1" };

/** What every store promises of removals. */
export function removalsContract(name: string, empty: () => Promise<Place>): void {
  describe(`${name} as the port Removals`, () => {
    const another = inEmptyPlace(empty);
    let store: Store;
    let removals: Removals;

    async function approved(id: string, items?: readonly RemovalItem[]): Promise<void> {
      await removals.ask(asked(id, items), NOTHING);
      const change = { state: "approved", decided: { by: "U0BEN", at: later(1) } } as const;
      expect(await removals.move({ id, version: 1 }, change, NOTHING)).toBe(true);
    }

    async function taken(instance = "a", ms = 2) {
      const found = await removals.take(instance, later(ms), HOLD_MS);
      if (!found) throw new Error("nothing is to be taken");
      return found;
    }

    beforeEach(async () => {
      store = await another();
      removals = store.removals;
    });

    it("gives back a request as it was asked, in the order of its addresses", async () => {
      const items = [
        item({ address: "z@example.net", acts: null, cause: "no such user" }),
        item({ was: { reason: "COMPLAINT", since: NOON, messageId: null }, acts: false }),
      ];
      expect(await removals.ask(asked("r1", items), NOTHING)).toBe(true);
      expect(await removals.find("r1")).toEqual({
        ...asked("r1", items),
        version: 1,
        state: "pending",
        pendingSince: NOON,
        decidedBy: null,
        decidedAt: null,
        removedBy: null,
        undoneBy: null,
        undoneAt: null,
        endedAt: null,
      });
    });

    it("knows a request of the same id once, with what is told of it", async () => {
      const beside = { audit: [line()], tell: [told("removal:r1")] };
      expect(await removals.ask(asked("r1"), beside)).toBe(true);
      expect(await removals.ask(asked("r1"), beside)).toBe(false);
      expect(await removals.history({ address: null, limit: 10 })).toHaveLength(1);
      expect(await store.outbox.waiting()).toMatchObject({ count: 1 });
    });

    it("knows nothing of others, and refuses ids that are none", async () => {
      expect(await removals.find("r9")).toBeNull();
      expect(await removals.offered("o9")).toBeNull();
      await expect(removals.find("a b")).rejects.toThrow(RangeError);
      await expect(removals.ask(asked("x".repeat(61)), NOTHING)).rejects.toThrow(RangeError);
    });

    it("takes a hundred addresses in two regions", async () => {
      const items = Array.from({ length: 200 }, (_, n) =>
        item({ address: `p${n >> 1}@example.net`, region: n % 2 ? "us-east-1" : "us-west-2" }),
      );
      const audit = items.map(({ address, region }) => line({ address, region }));
      await removals.ask(asked("r1", items), { audit, tell: [] });
      expect((await removals.find("r1"))?.items).toEqual(items);
      expect(await removals.history({ address: null, limit: 1_000 })).toHaveLength(200);
    });

    it("lets one of several that change the same version do it, with what belongs to it", async () => {
      await removals.ask(asked("r1"), NOTHING);
      const others = [store, await another(), await another()];
      const results = await Promise.all(
        others.map(({ removals: each }, n) =>
          each.move(
            { id: "r1", version: 1 },
            { state: n === 0 ? "denied" : "approved", decided: { by: `U${n}`, at: later(n) } },
            { audit: [line({ actor: `U${n}`, action: "approved" })], tell: [told(`told:${n}`)] },
          ),
        ),
      );
      expect(results.filter(Boolean)).toHaveLength(1);
      const winner = results.indexOf(true);
      expect(await removals.find("r1")).toMatchObject({ version: 2, decidedBy: `U${winner}` });
      expect((await removals.history({ address: null, limit: 9 })).map(({ actor }) => actor)).toEqual([`U${winner}`]);
      expect(await store.outbox.waiting()).toMatchObject({ count: 1 });
    });

    it("gives what is approved to one, and to nobody else while that one holds it", async () => {
      await approved("r1");
      const others = [removals, (await another()).removals];
      const found = await Promise.all(others.map((each, n) => each.take(`i${n}`, later(2), HOLD_MS)));
      expect(found.filter(Boolean)).toHaveLength(1);
      expect(found.find(Boolean)?.removal).toMatchObject({ state: "executing", version: 3 });
      expect(await removals.take("c", later(2 + HOLD_MS - 1), HOLD_MS)).toBeNull();
      expect(await removals.take("c", later(2 + HOLD_MS), HOLD_MS)).not.toBeNull();
    });

    it("does not give out what waits for a decision or is at an end", async () => {
      await removals.ask(asked("r1"), NOTHING);
      await removals.ask(asked("r2"), NOTHING);
      await removals.move({ id: "r2", version: 1 }, { state: "denied", endedAt: NOON }, NOTHING);
      expect(await removals.take("a", later(2), HOLD_MS)).toBeNull();
    });

    it("gives an instance at once what an earlier life of it held, but not what it holds itself", async () => {
      await approved("r1");
      await taken("a");
      expect(await removals.take("a", later(3), HOLD_MS)).toBeNull();
      const reborn = (await another()).removals;
      expect(await reborn.take("b", later(3), HOLD_MS)).toBeNull();
      expect(await reborn.take("a", later(3), HOLD_MS)).not.toBeNull();
    });

    it("lets go of what it cannot do now, until then", async () => {
      await approved("r1");
      const { hold } = await taken();
      await removals.release(hold, later(500));
      expect(await removals.take("b", later(499), HOLD_MS)).toBeNull();
      expect(await removals.take("b", later(500), HOLD_MS)).not.toBeNull();
    });

    it("lets one request at a time touch an address in a region", async () => {
      await approved("r1");
      await approved("r2");
      const first = await taken();
      const second = await taken("b");
      expect(await removals.claim(first.hold, KEY, later(100), "delete")).toBe("ours");
      expect(await removals.claim(first.hold, KEY, later(100), "delete")).toBe("ours");
      expect(await removals.claim(second.hold, KEY, later(100), "delete")).toBe("busy");
      expect(await removals.claim(second.hold, { ...KEY, region: "us-west-2" }, later(100), "delete")).toBe("ours");
      await removals.settle(first.hold, KEY, { outcome: "removed", settledAt: later(3) }, []);
      expect(await removals.claim(second.hold, KEY, later(100), "delete")).toBe("ours");
    });

    it("marks what is about to be deleted, and not what is only looked at", async () => {
      await approved("r1", [item(), item({ region: "us-west-2" })]);
      const { hold } = await taken();
      await removals.claim(hold, KEY, later(100), "delete");
      await removals.claim(hold, { ...KEY, region: "us-west-2" }, later(100), "look");
      expect((await removals.find("r1"))?.items).toEqual([
        item({ outcome: "claimed", isTried: true }),
        item({ region: "us-west-2" }),
      ]);
    });

    it("marks what is about to be put back, and knows it until it is settled", async () => {
      await approved("r1");
      const { hold } = await taken();
      expect(await removals.claim(hold, KEY, later(100), "put")).toBe("ours");
      expect((await removals.find("r1"))?.items).toEqual([item({ outcome: "putting" })]);
      await removals.settle(hold, KEY, { outcome: "restored" }, []);
      expect((await removals.find("r1"))?.items).toEqual([item({ outcome: "restored" })]);
    });

    it("keeps what became of an address, with its line", async () => {
      await approved("r1");
      const { hold } = await taken();
      const entry = { reason: "COMPLAINT", since: later(5), messageId: null };
      const change = { outcome: "changed", entry, was: item().entry, trouble: null, acts: false, cause: "x" } as const;
      expect(await removals.settle(hold, KEY, change, [line({ action: "changed" })])).toBe(true);
      expect((await removals.find("r1"))?.items).toEqual([item({ ...change })]);
      expect(await removals.history({ address: null, limit: 9 })).toEqual([
        { ...line({ action: "changed" }), removal: "r1" },
      ]);
    });

    it("takes nothing from hands that it is no longer in", async () => {
      await approved("r1");
      const { hold } = await taken("a");
      const heir = await taken("b", 2 + HOLD_MS);
      expect(await removals.claim(hold, KEY, later(HOLD_MS * 9), "delete")).toBe("lost");
      expect(await removals.settle(hold, KEY, { outcome: "removed" }, [line()])).toBe(false);
      expect(await removals.finish(hold, { state: "done" }, { audit: [line()], tell: [told("x")] })).toBe(false);
      await removals.release(hold, NOON);
      expect(await removals.find("r1")).toEqual(heir.removal);
      expect(await removals.history({ address: null, limit: 9 })).toEqual([]);
      expect(await store.outbox.waiting()).toMatchObject({ count: 0 });
    });

    it("holds as long as the last claim says", async () => {
      await approved("r1");
      const { hold } = await taken("a");
      await removals.claim(hold, KEY, later(HOLD_MS * 2), "delete");
      expect(await removals.take("b", later(HOLD_MS * 2 - 1), HOLD_MS)).toBeNull();
    });

    it("is at an end when it is finished, and can be moved on from there", async () => {
      await approved("r1");
      const { hold } = await taken();
      const ended = { state: "done", endedAt: later(9) } as const;
      expect(await removals.finish(hold, ended, { audit: [], tell: [told("x")] })).toBe(true);
      const done = await removals.find("r1");
      expect(done).toMatchObject({ state: "done", endedAt: later(9), decidedBy: "U0BEN", version: 4 });
      expect(await removals.take("b", later(HOLD_MS * 9), HOLD_MS)).toBeNull();
      const undo = { state: "undoing", undone: { by: "U0CAT", at: later(10) }, endedAt: null } as const;
      expect(await removals.move({ id: "r1", version: 4 }, undo, NOTHING)).toBe(true);
      expect((await taken("b", 11)).removal).toMatchObject({ state: "undoing", undoneBy: "U0CAT", endedAt: null });
    });

    it("finds open requests that hold the same address in the same region", async () => {
      await removals.ask(asked("r1", [item(), item({ address: "lee@example.net" })]), NOTHING);
      await removals.ask(asked("r2", [item({ region: "us-west-2" })]), NOTHING);
      await removals.ask(asked("r3"), NOTHING);
      await removals.move({ id: "r3", version: 1 }, { state: "denied", endedAt: NOON }, NOTHING);
      expect(await removals.openFor([KEY])).toEqual([{ id: "r1", askedBy: "U0ANA", askedAt: NOON, item: KEY }]);
      expect(await removals.openFor([])).toEqual([]);
    });

    it("finds what nobody decided for too long", async () => {
      await removals.ask(asked("r1"), NOTHING);
      await removals.ask(asked("r2", undefined, { askedAt: later(10) }), NOTHING);
      expect((await removals.overdue(later(5), 9)).map(({ id }) => id)).toEqual(["r1"]);
    });

    it("gives an end to what nobody did, and to nothing else", async () => {
      const items = (["open", "changed", "removed", "failed"] as const).map((outcome) =>
        item({ address: `${outcome}@example.net`, outcome }),
      );
      await removals.ask(asked("r1", items), NOTHING);
      await removals.ask(asked("r2", items), NOTHING);
      const rest = { from: ["open", "changed"], to: "denied" } as const;
      expect(await removals.move({ id: "r1", version: 9 }, { state: "denied", rest }, NOTHING)).toBe(false);
      expect((await removals.find("r1"))?.items).toEqual(items);
      expect(await removals.move({ id: "r1", version: 1 }, { state: "denied", rest }, NOTHING)).toBe(true);
      const outcomes = (await removals.find("r1"))?.items.map(({ outcome }) => outcome);
      expect(outcomes).toEqual(["denied", "denied", "removed", "failed"]);
      expect((await removals.find("r2"))?.items).toEqual(items);
    });

    it("knows in whose name it is removed", async () => {
      await approved("r1");
      expect(await removals.find("r1")).toMatchObject({ decidedBy: "U0BEN", removedBy: null });
      await removals.move({ id: "r1", version: 2 }, { state: "approved", removedBy: "U0CAT" }, NOTHING);
      expect(await removals.find("r1")).toMatchObject({ decidedBy: "U0BEN", removedBy: "U0CAT" });
      expect((await taken()).removal).toMatchObject({ removedBy: "U0CAT" });
    });

    it("finds what ended in a time in some states, but not in others", async () => {
      const ended = async (id: string, state: "done" | "partly" | "denied" | "undone", ms: number) => {
        await removals.ask(asked(id), NOTHING);
        await removals.move({ id, version: 1 }, { state, endedAt: later(ms) }, NOTHING);
      };
      await ended("r1", "done", 30);
      await ended("r2", "partly", 20);
      await ended("r3", "denied", 20);
      await ended("r4", "undone", 20);
      await ended("r5", "done", 10);
      await ended("r6", "done", 31);
      const ids = async (limit: number) =>
        (await removals.endedBetween(["done", "partly"], later(10), later(30), limit)).map(({ id }) => id);
      expect([await ids(9), await ids(1)]).toEqual([["r2", "r1"], ["r2"]]);
    });

    it("keeps what a button offers", async () => {
      const offer = { id: "o:1", entries: [{ address: "kim@example.net", regions: ["us-east-1"] }], at: NOON };
      await removals.offer(offer);
      await removals.offer({ ...offer, at: later(5) });
      expect(await removals.offered("o:1")).toEqual({ ...offer, at: later(5) });
    });

    const bounce = (id: string, ms: number, given = {}) => ({
      id,
      at: later(ms),
      type: "Bounce",
      messageId: `m-${id}`,
      recipient: "kim@example.net",
      region: "us-east-1",
      detail: { bounce: { bounceType: "Permanent" } },
      ...given,
    });

    it("tells once of an address that bounces after it was removed", async () => {
      await approved("r1", [item(), item({ region: "us-west-2" })]);
      const { hold } = await taken();
      for (const region of ["us-east-1", "us-west-2"]) {
        await removals.settle(hold, { ...KEY, region }, { outcome: "removed", settledAt: later(100) }, []);
      }
      const events = [
        bounce("before", 99),
        bounce("delivered", 150, { type: "Delivery" }),
        bounce("full", 160, { detail: { bounce: { bounceType: "Transient" } } }),
        bounce("other", 170, { recipient: "lee@example.net" }),
        bounce("after", 200, { region: null }),
      ];
      await store.events.add({ events, deadLetters: [] });
      expect(await removals.rebounds(later(101), 9)).toEqual([]);
      const found = await removals.rebounds(NOON, 9);
      expect(found.map(({ event, item: { region } }) => `${event.id} ${region}`).sort()).toEqual([
        "after us-east-1",
        "after us-west-2",
      ]);
      const key = { ...KEY, removal: "r1" };
      expect(await removals.toldRebound(key, later(300), [told("again")])).toBe(true);
      expect(await removals.toldRebound(key, later(300), [told("twice")])).toBe(false);
      expect(await removals.rebounds(NOON, 9)).toEqual([]);
      expect(await store.outbox.waiting()).toMatchObject({ count: 1 });
    });

    it.each([
      ["in another region", { region: "eu-west-1" }],
      ["that SES made itself", { detail: { bounce: { bounceSubType: "OnAccountSuppressionList" } } }],
      [
        "that SES made itself in another region",
        { region: "eu-west-1", detail: { bounce: { bounceSubType: "Suppressed" } } },
      ],
    ])("takes no bounce %s for one of an address that was removed", async (_, given) => {
      await approved("r1");
      const { hold } = await taken();
      await removals.settle(hold, KEY, { outcome: "removed", settledAt: later(100) }, []);
      await store.events.add({ events: [bounce("e", 200, given)], deadLetters: [] });
      expect(await removals.rebounds(NOON, 9)).toEqual([]);
    });

    it("finds an address whatever its case, also where it is not written in ASCII", async () => {
      const address = "KÄTHE@Example.net";
      await removals.ask(asked("r1", [item({ address })]), { audit: [line({ address })], tell: [] });
      await removals.move(
        { id: "r1", version: 1 },
        { state: "approved", decided: { by: "U0BEN", at: later(1) } },
        NOTHING,
      );
      const { hold } = await taken();
      await removals.settle(hold, { ...KEY, address }, { outcome: "removed", settledAt: later(100) }, []);
      expect(await removals.history({ address: "käthe@EXAMPLE.net", limit: 9 })).toMatchObject([{ address }]);
      await store.events.add({ events: [bounce("e", 200, { recipient: "Käthe@example.net" })], deadLetters: [] });
      expect(await removals.rebounds(NOON, 9)).toMatchObject([{ item: { address } }]);
    });

    it("has the trail, the newest first, of all or of one address", async () => {
      const lines = [line(), line({ address: "lee@example.net" }), line({ action: "approved", outcome: null })];
      await removals.ask(asked("r1"), { audit: lines, tell: [] });
      expect((await removals.history({ address: null, limit: 2 })).map(({ action }) => action)).toEqual([
        "approved",
        "requested",
      ]);
      const full = line({
        before: "a",
        after: "b",
        awsRequestId: "c",
        note: "é",
        message: { channel: "C1", ts: "1.2" },
      });
      await removals.move({ id: "r1", version: 1 }, { state: "approved" }, { audit: [full], tell: [] });
      expect(await removals.history({ address: "kim@example.net", limit: 9 })).toEqual([
        { ...full, removal: "r1" },
        { ...lines[2], removal: "r1" },
        { ...lines[0], removal: "r1" },
      ]);
    });

    it("forgets the old lines of the trail, and what ended before", async () => {
      await removals.ask(asked("r1"), { audit: [line(), line({ at: later(100) })], tell: [] });
      await removals.ask(asked("r2"), NOTHING);
      await removals.move({ id: "r1", version: 1 }, { state: "denied", endedAt: later(3) }, NOTHING);
      expect(await removals.forget(later(50), 10)).toBe(1);
      expect(await removals.history({ address: null, limit: 9 })).toHaveLength(1);
      expect(await removals.find("r1")).toBeNull();
      expect(await removals.find("r2")).not.toBeNull();
    });

    it("forgets what buttons offered, some at a time, the oldest first, but not what was offered again since", async () => {
      for (const [n, id] of ["o1", "o2", "o3", "o4"].entries()) {
        await removals.offer({ id, entries: [], at: later(n) });
      }
      await removals.offer({ id: "o1", entries: [], at: later(99) });
      expect(await removals.forget(later(50), 10)).toBe(0);
      expect(await removals.forgetOffers(later(3), 1)).toBe(1);
      expect([await removals.offered("o2"), (await removals.offered("o3"))?.id]).toEqual([null, "o3"]);
      expect(await removals.forgetOffers(later(3), 9)).toBe(1);
      expect([await removals.offered("o3"), (await removals.offered("o4"))?.id]).toEqual([null, "o4"]);
      expect(await removals.offered("o1")).toMatchObject({ at: later(99) });
    });
  });
}
