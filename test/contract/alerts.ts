import { beforeEach, describe, expect, it } from "vitest";
import { hashed } from "../../src/alerts/fingerprint.ts";
import type { Alert, AlertMessage, WatchChange } from "../../src/ports/alerts.ts";
import type { Store } from "../../src/ports/store.ts";
import { inEmptyPlace, type Place } from "./place.ts";

const NOON = Date.UTC(2026, 10, 20, 12);
const KIND = "authentication";

function minute(minutes: number): Date {
  return new Date(NOON + minutes * 60_000);
}

function alert(subject: string, given: Partial<Alert> = {}): Alert {
  return {
    id: hashed(subject),
    target: "example.com",
    code: "MX_MISSING",
    subject,
    state: "firing",
    level: { severity: "failure", stage: 1 },
    facts: '{"check":"mx","findings":[{"data":{"since":"2026-01-01T00:00:00Z"}}],"changes":[]}',
    essence: "[]",
    since: minute(0),
    seenAt: minute(1),
    clean: 0,
    lower: 0,
    told: { level: { severity: "failure", stage: 1 }, at: minute(0) },
    hush: null,
    ended: null,
    message: "alert.1",
    before: null,
    ...given,
  };
}

function ended(subject: string, minutes: number): Alert {
  return alert(subject, { state: "resolved", ended: { at: minute(minutes), why: "gone" } });
}

function message(id: string, given: Partial<AlertMessage> = {}): AlertMessage {
  const own = { target: "example.com", channel: "C1", version: 1, root: id, posted: true, mention: "S1" };
  return { id, ...own, openedAt: minute(0), closedAt: null, ...given };
}

function change(given: Partial<WatchChange> = {}): WatchChange {
  const watch = { last: null, spots: [], cursor: null };
  return { watch, alerts: [], messages: [], memories: [], outbox: [], ...given };
}

function entry(id: string) {
  return {
    id,
    channel: "C1",
    aim: { to: "channel", threadTs: null },
    kind: "alert",
    body: "{}",
    at: minute(0),
  } as const;
}

/** What every keeper of alerts promises, wherever it keeps them. */
export function alertsContract(name: string, empty: () => Promise<Place>): void {
  describe(`${name} as the port Alerts`, () => {
    const another = inEmptyPlace(empty);
    let store: Store;

    beforeEach(async () => {
      store = await another();
    });

    it("knows nothing of a watch that never ran", async () => {
      const watch = { kind: KIND, revision: 0, last: null, spots: [], cursor: null };
      expect(await store.alerts.read(KIND)).toEqual({ watch, alerts: [], messages: [] });
      expect(await store.alerts.watches()).toEqual([]);
      expect(await store.alerts.current(minute(0))).toEqual([]);
      expect(await store.alerts.memory(KIND, "example.com")).toBeNull();
      expect(await store.alerts.message("alert.1")).toBeNull();
    });

    it("gives back what was saved, also to whoever opens it next", async () => {
      const hush = { by: "U1", at: minute(2), until: minute(60), essence: null, why: "<b> \u{1F600}" };
      const given = change({
        watch: {
          last: { at: minute(5), looked: "partly", troubles: ["ses:GetAccount is denied"] },
          spots: [{ key: "k", count: 2, since: minute(1), what: "could not check" }],
          cursor: "42",
        },
        alerts: [alert("a", { state: "snoozed", hush }), ended("b", 4)],
        messages: [message("alert.1"), message("alert.2", { closedAt: minute(4), version: 3 })],
        memories: [{ target: "example.com", document: '{"at":"2026-11-20T12:00:00.000Z"}' }],
        offers: [{ id: "offer.1", entries: [{ address: "kim@example.net", regions: ["us-east-1"] }], at: minute(5) }],
      });
      expect(await store.alerts.save(KIND, 0, given)).toBe(true);
      const { alerts, removals } = await another();
      const state = await alerts.read(KIND);
      expect(await removals.offered("offer.1")).toEqual(given.offers?.[0]);
      expect(state.watch).toEqual({ kind: KIND, revision: 1, ...given.watch });
      expect(new Set(state.alerts)).toEqual(new Set(given.alerts));
      expect(state.messages).toEqual(given.messages);
      expect(await alerts.memory(KIND, "example.com")).toBe('{"at":"2026-11-20T12:00:00.000Z"}');
      expect(await alerts.memories(KIND, ["example.com", "nowhere.example"])).toEqual(given.memories);
      expect(await alerts.message("alert.2")).toEqual({ kind: KIND, message: given.messages[1] });
    });

    it("keeps canaries' records with what it saves, and none where somebody else has saved", async () => {
      const base = { region: "us-east-1", sent: 4, outcome: "whole", missing: [], wholeAfterMs: 5 } as const;
      expect(await store.alerts.save(KIND, 0, change({ canaryRecords: [{ ...base, at: minute(1) }] }))).toBe(true);
      expect(await store.alerts.save(KIND, 0, change({ canaryRecords: [{ ...base, at: minute(2) }] }))).toBe(false);
      expect(await store.canaryRecords.since(minute(0), 9)).toEqual([{ ...base, at: minute(1) }]);
    });

    it("finds what it remembers of the targets that are asked for, among any number of others", async () => {
      const memories = Array.from({ length: 1_200 }, (_, n) => ({ target: `d${n}.example`, document: `{"n":${n}}` }));
      await store.alerts.save(KIND, 0, change({ memories }));
      expect(await store.alerts.memories(KIND, ["d999.example"])).toEqual([
        { target: "d999.example", document: '{"n":999}' },
      ]);
      expect(
        await store.alerts.memories(
          KIND,
          memories.map(({ target }) => target),
        ),
      ).toHaveLength(1_200);
      expect(await store.alerts.memories(KIND, [])).toEqual([]);
    });

    it("writes over what it knows, and leaves alone what is not named", async () => {
      await store.alerts.save(KIND, 0, change({ alerts: [alert("a"), alert("b")], messages: [message("alert.1")] }));
      const next = alert("a", { state: "acknowledged", clean: 1 });
      expect(
        await store.alerts.save(KIND, 1, change({ alerts: [next], messages: [message("alert.1", { version: 2 })] })),
      ).toBe(true);
      const { alerts, messages, watch } = await store.alerts.read(KIND);
      expect(new Set(alerts)).toEqual(new Set([next, alert("b")]));
      expect(messages).toEqual([message("alert.1", { version: 2 })]);
      expect(watch.revision).toBe(2);
    });

    it("writes nothing, and says nothing, from what has moved on", async () => {
      await store.alerts.save(KIND, 0, change());
      for (const stale of [0, 2]) {
        const late = change({
          alerts: [alert("late")],
          outbox: [entry("late")],
          memories: [{ target: "t", document: "{}" }],
          offers: [{ id: "offer.late", entries: [], at: minute(0) }],
        });
        expect(await store.alerts.save(KIND, stale, late)).toBe(false);
      }
      expect(await store.removals.offered("offer.late")).toBeNull();
      expect((await store.alerts.read(KIND)).alerts).toEqual([]);
      expect(await store.alerts.memory(KIND, "t")).toBeNull();
      expect(await store.outbox.waiting()).toEqual({ count: 0, since: null });
    });

    it("of many who save from the same revision one does, and what it says is said once", async () => {
      for (const revision of [0, 1]) {
        const others = await Promise.all([another(), another(), another(), another()]);
        const saved = await Promise.all(
          others.map((one, index) =>
            one.alerts.save(KIND, revision, change({ outbox: [entry(`r${revision}.${index}`)] })),
          ),
        );
        expect(saved.filter(Boolean)).toHaveLength(1);
        expect((await store.outbox.waiting()).count).toBe(revision + 1);
      }
    });

    it("keeps kinds apart", async () => {
      await store.alerts.save(KIND, 0, change({ alerts: [alert("a")] }));
      await store.alerts.save("credentials", 0, change({ alerts: [alert("a", { state: "acknowledged" })] }));
      expect((await store.alerts.read("credentials")).alerts.map(({ state }) => state)).toEqual(["acknowledged"]);
      expect((await store.alerts.watches()).map(({ kind }) => kind)).toEqual([KIND, "credentials"]);
      expect((await store.alerts.current(minute(0))).map(({ kind, state }) => [kind, state])).toEqual([
        [KIND, "firing"],
        ["credentials", "acknowledged"],
      ]);
    });

    it("tells what stands, and what ended lately", async () => {
      await store.alerts.save(KIND, 0, change({ alerts: [alert("stands"), ended("early", 5), ended("late", 50)] }));
      const found = await store.alerts.current(minute(10));
      expect(found.map(({ subject }) => subject).sort()).toEqual(["late", "stands"]);
    });

    it("forgets what ended, a few at a time, and never what stands", async () => {
      const alerts = [alert("stands"), ...[1, 2, 3].map((n) => ended(`e${n}`, n))];
      const messages = [message("open"), ...[1, 2, 3].map((n) => message(`m${n}`, { closedAt: minute(n) }))];
      await store.alerts.save(KIND, 0, change({ alerts, messages }));
      expect(await store.alerts.forget(minute(3), 1)).toBe(2);
      expect(await store.alerts.forget(minute(3), 10)).toBe(2);
      expect(await store.alerts.forget(minute(3), 10)).toBe(0);
      const state = await store.alerts.read(KIND);
      expect(state.alerts.map(({ subject }) => subject).sort()).toEqual(["e3", "stands"]);
      expect(state.messages.map(({ id }) => id).sort()).toEqual(["m3", "open"]);
    });

    it("keeps in the outbox what is to be edited and answered, however long ago it was said", async () => {
      const stands = [alert("stands")];
      await store.alerts.save(KIND, 0, change({ alerts: stands, messages: [message("m1")], outbox: [entry("m1")] }));
      await store.outbox.add([{ ...entry("news"), channel: "C2" }]);
      for (const taken of await store.outbox.take(minute(1), 1_000, 10))
        await store.outbox.sent(taken, { channel: taken.channel, ts: "1.1" }, minute(1));
      expect(await store.outbox.forget(minute(9), 10)).toBe(1);
      expect(await store.outbox.message("m1")).not.toBeNull();
      const closed = message("m1", { closedAt: minute(2) });
      await store.alerts.save(KIND, 1, change({ alerts: [ended("stands", 2)], messages: [closed] }));
      expect(await store.alerts.forget(minute(9), 10)).toBe(2);
      expect(await store.outbox.forget(minute(9), 10)).toBe(1);
    });

    it("takes a thousand targets at once, and text that no database takes", async () => {
      const memories = Array.from({ length: 1_200 }, (_, n) => ({ target: `t${n}`, document: `{"n":${n}}` }));
      const hostile = alert("h\0\ud800", { target: "\0", facts: "\0\ud800" });
      expect(await store.alerts.save(KIND, 0, change({ memories, alerts: [hostile] }))).toBe(true);
      expect(await store.alerts.memory(KIND, "t1199")).toBe('{"n":1199}');
      expect((await store.alerts.read(KIND)).alerts).toHaveLength(1);
    });

    it.each(["", "a b", "x".repeat(81)])("takes no id of another form: %j", async (id) => {
      await expect(store.alerts.save(KIND, 0, change({ messages: [message(id)] }))).rejects.toThrow(RangeError);
      await expect(store.alerts.message(id)).rejects.toThrow(RangeError);
    });
  });
}
