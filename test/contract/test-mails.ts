import { beforeEach, describe, expect, it } from "vitest";
import type { NewTestMail, TestMail, TestMails } from "../../src/ports/test-mails.ts";
import { inEmptyPlace, type Place } from "./place.ts";

const NOON = Date.UTC(2026, 10, 20, 12);
const minute = (minutes: number) => new Date(NOON + minutes * 60_000);
const HOLD_MS = 60_000;
const NOTHING = { audit: [], tell: [] };

function wish(id: string, to = "kim@example.net", minutes = 0): NewTestMail {
  return {
    id,
    askedBy: "U0ANA",
    askedAt: minute(minutes),
    why: "she \u0000 wrote",
    origin: { channel: "C0OPS", threadTs: "1.2" },
    channel: "C0OK",
    region: "us-east-1",
    from: "canary@example.com",
    to,
    subject: "Test",
    text: "A test.\nNo more.\n",
    note: null,
  };
}

/** What every store promises of test mails. */
export function testMailsContract(name: string, empty: () => Promise<Place>): void {
  describe(`${name} as the port TestMails`, () => {
    const open = inEmptyPlace(empty);
    let mails: TestMails;

    async function another(): Promise<TestMails> {
      return (await open()).testMails;
    }

    async function approved(id: string, to?: string): Promise<void> {
      await mails.ask(wish(id, to), NOTHING);
      const decided = { by: "U0BEN", at: minute(1) };
      expect(await mails.move({ id, version: 1 }, { state: "approved", decided }, NOTHING)).toBe(true);
    }

    beforeEach(async () => {
      mails = await another();
    });

    it("gives back what was asked for, but for what no database takes", async () => {
      expect(await mails.ask(wish("a"), NOTHING)).toBe(true);
      expect(await mails.find("a")).toEqual({
        ...wish("a"),
        why: "she \ufffd wrote",
        version: 1,
        state: "pending",
        decidedBy: null,
        decidedAt: null,
        sentAt: null,
        messageId: null,
        trouble: null,
        told: null,
        endedAt: null,
      });
      expect(await mails.find("b")).toBeNull();
    });

    it("holds one for an address that is not at its end, whatever its case and however many ask at once", async () => {
      const others = [mails, await another(), await another()];
      const spelled = ["kim@example.net", "KIM@example.net", "Kim@example.net"];
      const asked = Array.from({ length: 9 }, (_, n) => others[n % 3]?.ask(wish(`m${n}`, spelled[n % 3]), NOTHING));
      expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1);
      const open = await mails.openFor("KIM@EXAMPLE.NET");
      await mails.move(open ?? { id: "", version: 0 }, { state: "denied", endedAt: minute(2) }, NOTHING);
      expect(await mails.openFor("kim@example.net")).toBeNull();
      expect(await mails.ask(wish("again"), NOTHING)).toBe(true);
    });

    it("what is refused leaves no line in the trail, and nothing to be said", async () => {
      await mails.ask(wish("a"), NOTHING);
      const line = {
        at: minute(0),
        actor: "U0ANA",
        action: "test-requested",
        outcome: "pending",
        address: "kim@example.net",
        region: "us-east-1",
        reason: null,
        before: null,
        after: null,
        awsRequestId: null,
        note: null,
        message: null,
      } as const;
      const aim = { to: "channel", threadTs: null } as const;
      const tell = [{ id: "x", channel: "C0OK", aim, kind: "notice", body: "{}", at: minute(0) }];
      expect(await mails.ask(wish("b"), { audit: [line], tell })).toBe(false);
      expect(await mails.move({ id: "a", version: 7 }, { state: "denied" }, { audit: [line], tell })).toBe(false);
      const store = await open();
      expect(await store.removals.history({ address: null, limit: 9 })).toEqual([]);
      expect((await store.outbox.waiting())?.count).toBe(0);
      expect(await mails.move({ id: "a", version: 1 }, { state: "denied" }, { audit: [line], tell })).toBe(true);
      const trail = await store.removals.history({ address: "kim@example.net", limit: 9 });
      expect(trail).toEqual([{ ...line, removal: "a" }]);
      expect((await store.outbox.waiting())?.count).toBe(1);
    });

    it("of all who change one version, one does", async () => {
      await mails.ask(wish("a"), NOTHING);
      const others = [mails, await another()];
      const moves = Array.from({ length: 8 }, (_, n) =>
        others[n % 2]?.move({ id: "a", version: 1 }, { state: n % 2 ? "denied" : "approved" }, NOTHING),
      );
      expect((await Promise.all(moves)).filter(Boolean)).toHaveLength(1);
    });

    it("gives what is approved to one, once, ever", async () => {
      await approved("a");
      const others = [mails, await another(), await another()];
      const taken = await Promise.all(
        Array.from({ length: 9 }, (_, n) => others[n % 3]?.take(`i${n % 3}`, minute(2), HOLD_MS)),
      );
      expect(taken.filter(Boolean).map((mail) => `${mail?.id} ${mail?.state} ${mail?.version}`)).toEqual([
        "a sending 3",
      ]);
      expect(await mails.take("later", minute(600), HOLD_MS)).toBeNull();
    });

    it("is left behind when its hold is over, or when its instance lives again", async () => {
      await approved("a");
      await mails.take("one", minute(2), HOLD_MS);
      expect(await mails.abandoned("two", minute(2), 9)).toEqual([]);
      expect(await mails.abandoned("one", minute(2), 9)).toEqual([]);
      expect((await mails.abandoned("two", minute(3), 9)).map(({ id }) => id)).toEqual(["a"]);
      const reborn = await another();
      expect((await reborn.abandoned("one", minute(2), 9)).map(({ id }) => id)).toEqual(["a"]);
      expect(await reborn.abandoned("two", minute(2), 9)).toEqual([]);
    });

    it("knows what is overdue, what is on its way, and forgets what is over", async () => {
      await mails.ask(wish("old", "a@example.net", -9), NOTHING);
      await mails.ask(wish("new", "b@example.net", 0), NOTHING);
      await approved("way", "c@example.net");
      const sent = { state: "sent", messageId: "m-1", sentAt: minute(2), trouble: null, endedAt: null } as const;
      await mails.move({ id: "way", version: 2 }, sent, NOTHING);
      expect((await mails.overdue(minute(-5), 9)).map(({ id }) => id)).toEqual(["old"]);
      expect((await mails.followed(null, 9)).map(({ id, messageId }) => `${id} ${messageId}`)).toEqual(["way m-1"]);
      await mails.move({ id: "way", version: 3 }, { state: "sent", told: "delivered", endedAt: minute(5) }, NOTHING);
      expect(await mails.followed(null, 9)).toEqual([]);
      expect(await mails.forget(minute(5), 9)).toBe(0);
      expect(await mails.forget(minute(6), 9)).toBe(1);
      expect(await mails.find("way")).toBeNull();
    });

    it("gives what is on its way page by page, each once, those of one moment too", async () => {
      const ids = ["c", "a", "B", "b1", "d"];
      for (const [n, id] of ids.entries()) {
        await mails.ask(wish(id, `${id}@example.net`, n > 3 ? -1 : 0), NOTHING);
        await mails.move({ id, version: 1 }, { state: "sent", messageId: id, sentAt: minute(1) }, NOTHING);
      }
      const seen: string[] = [];
      for (let last: TestMail | null = null; ; ) {
        const page: readonly TestMail[] = await mails.followed(last, 2);
        seen.push(...page.map(({ id }) => id));
        last = page.at(-1) ?? null;
        if (!last) break;
      }
      expect(seen[0]).toBe("d");
      expect(seen.toSorted()).toEqual(ids.toSorted());
    });

    it("takes no id of another form", async () => {
      await expect(mails.find("a b")).rejects.toThrow(RangeError);
      await expect(mails.ask(wish("<a>"), NOTHING)).rejects.toThrow(RangeError);
    });
  });
}
