import { beforeEach, describe, expect, it } from "vitest";
import type { NewOutboxEntry, Outbox, OutboxEntry } from "../../src/ports/outbox.ts";
import { inEmptyPlace, type Place } from "./place.ts";

const NOON = Date.UTC(2026, 10, 20, 12);
const HOLD_MS = 30_000;

function second(seconds: number): Date {
  return new Date(NOON + seconds * 1_000);
}

function entry(id: string, given: Partial<NewOutboxEntry> = {}): NewOutboxEntry {
  return {
    id,
    channel: "C1",
    aim: { to: "channel", threadTs: null },
    kind: "alert",
    body: '{"code":"RELAY_KEY_MISSING"}',
    at: second(0),
    ...given,
  };
}

function ids(entries: readonly { id: string }[]): readonly string[] {
  return entries.map(({ id }) => id);
}

/** What every outbox promises, wherever it keeps things. */
export function outboxContract(name: string, empty: () => Promise<Place>): void {
  describe(`${name} as the port Outbox`, () => {
    const open = inEmptyPlace(empty);
    const another = async () => (await open()).outbox;
    let outbox: Outbox;

    const take = (seconds = 1) => outbox.take(second(seconds), HOLD_MS, 100);

    async function takeOne(seconds = 1): Promise<OutboxEntry> {
      const [one] = await take(seconds);
      if (!one) throw new Error("nothing is due");
      return one;
    }

    async function say(seconds = 1, ts = `${seconds}.1`): Promise<OutboxEntry> {
      const one = await takeOne(seconds);
      expect(await outbox.sent(one, { channel: one.channel, ts }, second(seconds))).toBe(true);
      return one;
    }

    beforeEach(async () => {
      outbox = await another();
    });

    it("gives out what was put in, as it was", async () => {
      const given = entry("a:1.b-c_D", { aim: { to: "channel", threadTs: "1.5" }, body: '{"text":"é 𝕯 \' ; --"}' });
      await outbox.add([given]);
      expect(await takeOne()).toEqual({ ...given, about: null, tries: 0, maybeSent: false, hold: expect.any(String) });
    });

    it("keeps whom alone it is for", async () => {
      const aim = { to: "person", user: "U1", threadTs: null } as const;
      await outbox.add([entry("a", { aim })]);
      expect(await takeOne()).toMatchObject({ aim });
    });

    it("takes an id once, whatever comes under it again", async () => {
      await outbox.add([entry("a")]);
      await outbox.add([entry("a", { body: "{}" })]);
      await say();
      await outbox.add([entry("a")]);
      expect(await take(2)).toEqual([]);
    });

    it("takes all of them or none", async () => {
      await expect(outbox.add([entry("a"), entry("no id")])).rejects.toThrow(RangeError);
      expect(await take()).toEqual([]);
    });

    it("gives out the oldest of each channel, and the next when that is said", async () => {
      await outbox.add([entry("a"), entry("b"), entry("c", { channel: "C2" })]);
      const first = await take();
      expect(ids(first)).toEqual(["a", "c"]);
      expect(await take()).toEqual([]);
      for (const each of first) await outbox.sent(each, { channel: each.channel, ts: "1.1" }, second(2));
      expect(ids(await take(3))).toEqual(["b"]);
    });

    it("gives out no more than asked for", async () => {
      await outbox.add([entry("a"), entry("b", { channel: "C2" })]);
      expect(ids(await outbox.take(second(1), HOLD_MS, 1))).toEqual(["a"]);
      expect(ids(await outbox.take(second(1), HOLD_MS, 1))).toEqual(["b"]);
    });

    it("gives each to one of many who ask at once", async () => {
      const other = await another();
      await outbox.add(Array.from({ length: 8 }, (_, n) => entry(`e${n}`, { channel: `C${n}` })));
      const taken = await Promise.all(
        Array.from({ length: 10 }, (_, n) => (n % 2 ? outbox : other).take(second(1), HOLD_MS, 100)),
      );
      expect(taken.flatMap(ids).toSorted()).toEqual(Array.from({ length: 8 }, (_, n) => `e${n}`));
    });

    it("gives out again what somebody took and was not heard of since, and says so", async () => {
      await outbox.add([entry("a")]);
      const lost = await takeOne();
      expect(await take(30)).toEqual([]);
      expect(await outbox.nextDue()).toEqual(second(31));
      const again = await takeOne(31);
      expect(again).toMatchObject({ id: "a", tries: 1, maybeSent: true });
      expect(await outbox.sent(lost, { channel: "C1", ts: "1.1" }, second(32))).toBe(false);
      expect(await outbox.later(lost, { at: second(33), maybeSent: false, complaint: null })).toBe(false);
      expect(await outbox.sent(again, { channel: "C1", ts: "1.2" }, second(34))).toBe(true);
      expect(await outbox.message("a")).toEqual({ channel: "C1", ts: "1.2" });
    });

    it("waits with what is to be tried later, and with what stands behind it", async () => {
      await outbox.add([entry("a"), entry("b")]);
      const one = await takeOne();
      expect(await outbox.later(one, { at: second(60), maybeSent: false, complaint: null })).toBe(true);
      expect(await take(59)).toEqual([]);
      expect(await outbox.nextDue()).toEqual(second(60));
      expect(await takeOne(60)).toMatchObject({ id: "a", tries: 1, maybeSent: false });
    });

    it("tells which channels take nothing, and tries them again when asked to", async () => {
      await outbox.add([entry("a"), entry("b"), entry("c", { channel: "C2" })]);
      const [refused, fine] = await take();
      if (!refused || !fine) throw new Error("both are due");
      await outbox.later(refused, { at: second(3_600), maybeSent: false, complaint: "channel_not_found" });
      await outbox.sent(fine, null, second(1));
      expect(await outbox.complaints()).toEqual([
        { channel: "C1", error: "channel_not_found", since: second(0), again: second(3_600), waiting: 2 },
      ]);
      expect(await outbox.waiting()).toEqual({ count: 2, since: second(0) });
      await outbox.retryRefused(second(5));
      await say(5);
      expect(await outbox.complaints()).toEqual([]);
    });

    describe("about a message", () => {
      const reply = (id: string) => entry(id, { aim: { to: "thread", of: "a" } });
      const edit = (id: string, body = "{}") => entry(id, { aim: { to: "edit", of: "a" }, kind: "edited", body });

      it("knows where it is once it is posted", async () => {
        await outbox.add([entry("a"), reply("b")]);
        expect(await outbox.message("a")).toBeNull();
        await say(1, "7.7");
        expect(await takeOne(2)).toMatchObject({ id: "b", about: { channel: "C1", ts: "7.7" } });
      });

      it("posts it as edited where it was never tried", async () => {
        await outbox.add([entry("a"), edit("b", '{"n":1}'), edit("c", '{"n":2}')]);
        expect(await say()).toMatchObject({ id: "a", kind: "edited", body: '{"n":2}' });
        expect(await take(2)).toEqual([]);
      });

      it("edits it where it may have been posted", async () => {
        await outbox.add([entry("a")]);
        const one = await takeOne();
        await outbox.add([edit("b")]);
        await outbox.sent(one, { channel: "C1", ts: "1.1" }, second(1));
        expect(await takeOne(2)).toMatchObject({ id: "b", aim: { to: "edit", of: "a" }, about: { ts: "1.1" } });
      });

      it("makes the newest edit alone, and all replies", async () => {
        await outbox.add([entry("a")]);
        await say();
        await outbox.add([edit("b"), reply("c"), edit("d", '{"n":2}')]);
        expect(ids([await say(2), await say(3)])).toEqual(["c", "d"]);
        expect(await take(4)).toEqual([]);
      });

      it("goes on at the message that was posted in place of one that is gone", async () => {
        await outbox.add([entry("a")]);
        await say();
        await outbox.add([edit("b"), reply("c")]);
        await say(2, "8.8");
        expect(await outbox.message("a")).toEqual({ channel: "C1", ts: "8.8" });
        expect(await takeOne(3)).toMatchObject({ id: "c", about: { ts: "8.8" } });
      });

      it("leaves an edit that is under way, and makes the newer one after it", async () => {
        await outbox.add([entry("a")]);
        await say();
        await outbox.add([edit("b")]);
        const under = await takeOne(2);
        await outbox.add([edit("c")]);
        await outbox.sent(under, { channel: "C1", ts: "1.1" }, second(3));
        expect(await takeOne(4)).toMatchObject({ id: "c" });
      });
    });

    it("forgets what was said before then, and nothing that waits", async () => {
      await outbox.add([entry("a"), entry("b"), entry("c")]);
      await say(1);
      await say(2);
      expect(await outbox.forget(second(2), 10)).toBe(1);
      expect(await outbox.message("a")).toBeNull();
      expect(await outbox.message("b")).not.toBeNull();
      expect(await outbox.waiting()).toMatchObject({ count: 1 });
    });

    it("has nothing at first", async () => {
      expect(await outbox.waiting()).toEqual({ count: 0, since: null });
      expect(await outbox.nextDue()).toBeNull();
      expect(await outbox.complaints()).toEqual([]);
    });

    it.each(["", "a b", "é", "a".repeat(81)])("refuses the id %j", async (id) => {
      await expect(outbox.add([entry(id)])).rejects.toThrow(RangeError);
      await expect(outbox.message(id)).rejects.toThrow(RangeError);
    });
  });
}
