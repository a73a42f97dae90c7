import { beforeEach, describe, expect, it } from "vitest";
import type { DeadLetter, StoredEvent } from "../../src/ports/event-store.ts";
import type { Store } from "../../src/ports/store.ts";
import { inEmptyPlace, type Place } from "./place.ts";

const NOON = Date.UTC(2026, 10, 20, 12);

function second(seconds: number): Date {
  return new Date(NOON + seconds * 1_000);
}

function event(id: string, seconds: number, given: Partial<StoredEvent> = {}): StoredEvent {
  return {
    id,
    at: second(seconds),
    type: "Send",
    messageId: "message",
    recipient: "kim@example.net",
    region: "us-west-2",
    detail: { configurationSet: "news" },
    ...given,
  };
}

function dead(id: string, seconds: number, reason = "it is not JSON"): DeadLetter {
  return { id, at: second(seconds), reason, body: "hello" };
}

function ids(all: readonly { id: string }[]): readonly string[] {
  return all.map(({ id }) => id);
}

/** What every store of events promises, wherever it keeps them. */
export function eventStoreContract(name: string, empty: () => Promise<Place>): void {
  describe(`${name} as the port EventStore`, () => {
    const another = inEmptyPlace(empty);
    let store: Store;

    const add = (...events: readonly StoredEvent[]) => store.events.add({ events, deadLetters: [] });

    beforeEach(async () => {
      store = await another();
    });

    it("gives an event back as it was given, also to whoever opens it next", async () => {
      const given = event("e1", 0.123, { detail: { bounce: { said: "550 <b> \u{1F600}", list: [1, null, true] } } });
      expect(await add(given)).toEqual({ added: 1 });
      expect(await (await another()).events.byMessage("message", 10)).toEqual([given]);
    });

    it("keeps an event that it knows as it is, and counts it not", async () => {
      await add(event("e1", 1));
      expect(await add(event("e1", 2), event("e2", 2), event("e2", 3))).toEqual({ added: 1 });
      const found = await store.events.byMessage("message", 10);
      expect(found.map(({ id, at }) => [id, at])).toEqual([
        ["e1", second(1)],
        ["e2", expect.any(Date)],
      ]);
    });

    it("takes nothing at all", async () => {
      expect(await add()).toEqual({ added: 0 });
    });

    it("takes thousands at once", async () => {
      const many = Array.from({ length: 2_345 }, (_, n) => event(`e${n}`, n));
      expect(await add(...many)).toEqual({ added: 2_345 });
      expect(await add(...many)).toEqual({ added: 0 });
      expect(ids(await store.events.byMessage("message", 2))).toEqual(["e0", "e1"]);
    });

    it("takes the same from several at once, each event once", async () => {
      const others = await Promise.all([another(), another(), another()]);
      const many = Array.from({ length: 300 }, (_, n) => event(`e${n}`, n, { type: n % 2 ? "Send" : "Bounce" }));
      const added = await Promise.all(
        others.flatMap((one, turn) =>
          [many, many.toReversed()].map((events) => one.events.add({ events, deadLetters: [dead(`d${turn}`, 0)] })),
        ),
      );
      expect(added.reduce((sum, one) => sum + one.added, 0)).toBe(300);
      expect(await store.events.byMessage("message", 1_000)).toHaveLength(300);
    });

    it("finds by message id, the oldest first", async () => {
      await add(event("e3", 3), event("e1", 1), event("x", 0, { messageId: "other" }), event("e2", 2));
      expect(ids(await store.events.byMessage("message", 10))).toEqual(["e1", "e2", "e3"]);
      expect(await store.events.byMessage("MESSAGE", 10)).toEqual([]);
      expect(await store.events.byMessage("a\0b", 10)).toEqual([]);
    });

    it("finds the newest by address, in whatever case, the oldest of them first", async () => {
      await add(
        event("e1", 1),
        event("e3", 3, { recipient: "Kim@Example.NET" }),
        event("x", 2, { recipient: "lee@example.net" }),
        event("y", 2, { recipient: null }),
        event("e2", 2),
      );
      expect(ids(await store.events.byRecipient("KIM@example.net", 2))).toEqual(["e2", "e3"]);
      expect(await store.events.byRecipient("", 10)).toEqual([]);
    });

    it("counts what became of mails by day and recipient domain, those of SES's own lists left out", async () => {
      const bounce = (subType: string) => ({
        detail: { bounce: { bounceSubType: subType, said: '"bounceSubType":"Suppressed"' } },
      });
      await add(
        event("d1", 1, { type: "Delivery" }),
        event("d2", 2, { type: "Delivery", recipient: "lee@example.net" }),
        event("d3", 3, { type: "Delivery", recipient: "kim@sub.example.net" }),
        event("d4", 86_400, { type: "Delivery" }),
        event("b1", 4, { type: "Bounce", ...bounce("General") }),
        event("b2", 5, { type: "Bounce", ...bounce("OnAccountSuppressionList") }),
        event("b3", 6, { type: "Bounce", ...bounce("Suppressed") }),
        event("s1", 7),
        event("o1", -86_400, { type: "Delivery" }),
        event("n1", 8, { type: "Delivery", recipient: null }),
        event("c1", 9, { type: "Delivery", recipient: "success@simulator.amazonses.com" }),
        event("c2", 9, { type: "Bounce", recipient: "bounce@simulator.amazonses.com", ...bounce("General") }),
        event("w1", 9, { type: "Delivery", recipient: '"a@b"@odd.example' }),
      );
      expect(await store.events.outcomes(second(0), 10)).toEqual([
        { day: "2026-11-20", domain: "example.net", delivered: 2, refused: 1 },
        { day: "2026-11-20", domain: "odd.example", delivered: 1, refused: 0 },
        { day: "2026-11-20", domain: "sub.example.net", delivered: 1, refused: 0 },
        { day: "2026-11-21", domain: "example.net", delivered: 1, refused: 0 },
      ]);
      expect(await store.events.outcomes(second(0), 1)).toHaveLength(1);
      expect(ids(await store.events.bouncesAt(["example.net", "a\0b"], second(0), 10))).toEqual(["b1"]);
      expect(await store.events.bouncesAt(["net"], second(0), 10)).toEqual([]);
      expect(await store.events.bouncesAt([], second(0), 10)).toEqual([]);
    });

    it("knows when each type was last seen in each region, also after it was forgotten", async () => {
      await add(event("e1", 5), event("e2", 9, { type: "Delivery" }), event("e3", 7, { region: "us-east-1" }));
      await add(event("e4", 4), event("e5", 11, { region: null }));
      for (const type of await store.events.types()) await store.events.forget(type, second(100), 100);
      expect(await store.events.types()).toEqual([]);
      expect(await store.events.lastSeen()).toEqual([
        { region: "us-east-1", type: "Send", at: second(7) },
        { region: "us-west-2", type: "Delivery", at: second(9) },
        { region: "us-west-2", type: "Send", at: second(5) },
      ]);
    });

    it("keeps dead letters with their reason, each once, the newest first", async () => {
      await store.events.add({ events: [event("e1", 1)], deadLetters: [dead("d1", 1), dead("d2", 2, "why\0")] });
      await store.events.add({ events: [], deadLetters: [dead("d1", 5), dead("d1", 6)] });
      const letters = await store.events.deadLetters(10);
      expect(letters).toEqual([dead("d2", 2, "why\uFFFD"), dead("d1", 1)]);
      expect(await store.events.deadLetters(1)).toHaveLength(1);
    });

    it("counts dead letters by their reason, the most frequent first", async () => {
      const deadLetters = [dead("d1", 1), dead("d2", 9, "odd"), dead("d3", 5), dead("d4", 3, "aside")];
      await store.events.add({ events: [], deadLetters });
      expect(await store.events.deadLetterReasons(10)).toEqual([
        { reason: "it is not JSON", count: 2, latest: second(5) },
        { reason: "aside", count: 1, latest: second(3) },
        { reason: "odd", count: 1, latest: second(9) },
      ]);
      expect(await store.events.deadLetterReasons(1)).toHaveLength(1);
    });

    it("knows of which types it has events", async () => {
      expect(await store.events.types()).toEqual([]);
      const types = ["Send", "Open", "Send", "Rendering Failure", "\u{1F600}"];
      await add(...types.map((type, n) => event(`e${n}`, n, { type })));
      expect((await store.events.types()).toSorted()).toEqual(["Open", "Rendering Failure", "Send", "\u{1F600}"]);
    });

    it("forgets a few of one type at a time, the oldest first", async () => {
      await add(...[1, 2, 3, 4].map((n) => event(`e${n}`, n)), event("o1", 1, { type: "Open" }));
      expect(await store.events.forget("Send", second(4), 2)).toBe(2);
      expect(ids(await store.events.byMessage("message", 10))).toEqual(["o1", "e3", "e4"]);
      expect(await store.events.forget("Send", second(4), 2)).toBe(1);
      expect(await store.events.forget("Send", second(4), 2)).toBe(0);
      expect(await store.events.forget("a\0b", second(4), 2)).toBe(0);
      expect(ids(await store.events.byMessage("message", 10))).toEqual(["o1", "e4"]);
    });

    it("forgets a few dead letters at a time, the oldest first", async () => {
      await store.events.add({ events: [event("e1", 1)], deadLetters: [1, 2, 3].map((n) => dead(`d${n}`, n)) });
      expect(await store.events.forgetDeadLetters(second(3), 1)).toBe(1);
      expect(ids(await store.events.deadLetters(10))).toEqual(["d3", "d2"]);
      expect(await store.events.forgetDeadLetters(second(3), 5)).toBe(1);
      expect(ids(await store.events.deadLetters(10))).toEqual(["d3"]);
      expect(ids(await store.events.byMessage("message", 10))).toEqual(["e1"]);
    });

    it("refuses after it was closed", async () => {
      await store.close();
      await expect(add(event("e1", 1))).rejects.toMatchObject({ name: "StoreTrouble", reason: "error" });
    });
  });
}
