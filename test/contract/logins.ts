import { beforeEach, describe, expect, it } from "vitest";
import type { LoginClaim } from "../../src/ports/logins.ts";
import type { Store } from "../../src/ports/store.ts";
import { inEmptyPlace, type Place } from "./place.ts";

const NOON = Date.UTC(2027, 0, 31, 12);
const MINUTE = 60_000;

/** A claim so many minutes after noon. */
function claimOf(id: string, claim: string, minutes = 0, keyState: string | null = "active"): LoginClaim {
  const at = NOON + minutes * MINUTE;
  return { id, claim, keyState, at: new Date(at), since: new Date(at - 10 * MINUTE) };
}

/** What every store promises of logins, to several that have it open. */
export function loginsContract(name: string, empty: () => Promise<Place>): void {
  describe(`${name} as the port Logins`, () => {
    const open = inEmptyPlace(empty);
    let one: Store;
    let two: Store;
    beforeEach(async () => {
      one = await open();
      two = await open();
    });

    it("has one salt, whoever offers another", async () => {
      const salts = await Promise.all([one.logins.salt("a"), two.logins.salt("b"), one.logins.salt("c")]);
      expect(new Set(salts).size).toBe(1);
      expect(["a", "b", "c"]).toContain(salts[0]);
    });

    it("gives a login to exactly one of all who claim it at once", async () => {
      const stores = [one, two, one, two, one, two];
      const claimed = await Promise.all(stores.map(({ logins }, who) => logins.claim(claimOf("id", `${who}`))));
      expect(claimed.filter((known) => known === null)).toHaveLength(1);
      expect(claimed.filter((known) => known?.outcome === null)).toHaveLength(5);
    });

    it("tells the others what came of it, and when it was", async () => {
      await one.logins.claim(claimOf("id", "1"));
      await one.logins.settle("id", "1", "fine");
      const known = { at: new Date(NOON), outcome: "fine" };
      expect(await two.logins.claim(claimOf("id", "2", 9.9))).toEqual(known);
      expect(await two.logins.find("id")).toEqual(known);
      expect(await two.logins.find("other")).toBeNull();
    });

    it("gives it anew after the time, and forgets what is old", async () => {
      await one.logins.claim(claimOf("id", "1"));
      await one.logins.claim(claimOf("other", "1"));
      expect(await two.logins.claim(claimOf("id", "2", 10))).toBeNull();
      expect(await one.logins.find("other")).toBeNull();
    });

    it("gives it anew where a clock was far ahead", async () => {
      await one.logins.claim(claimOf("id", "1", 600));
      expect(await two.logins.claim(claimOf("id", "2"))).toBeNull();
    });

    it.each<{ says: string; before: string | null; now: string | null; anew: boolean }>([
      { says: "another state of the key gives it anew", before: "active", now: "inactive", anew: true },
      { says: "the same does not", before: "active", now: "active", anew: false },
      { says: "one that is not known any more does not", before: "active", now: null, anew: false },
      { says: "one that was not known before does not", before: null, now: "active", anew: false },
    ])("$says", async ({ before, now, anew }) => {
      await one.logins.claim(claimOf("id", "1", 0, before));
      await one.logins.settle("id", "1", "fine");
      const known = await two.logins.claim(claimOf("id", "2", 1, now));
      expect(known).toEqual(anew ? null : { at: new Date(NOON), outcome: "fine" });
    });

    it("gives a changed one to exactly one too", async () => {
      await one.logins.claim(claimOf("id", "1"));
      const again = [one, two, one, two].map(({ logins }, who) => logins.claim(claimOf("id", `n${who}`, 1, "back")));
      expect((await Promise.all(again)).filter((known) => known === null)).toHaveLength(1);
    });

    it("keeps a state that was learned later", async () => {
      await one.logins.claim(claimOf("id", "1", 0, null));
      await one.logins.claim(claimOf("id", "2", 1, "active"));
      expect(await two.logins.claim(claimOf("id", "3", 2, "inactive"))).toBeNull();
    });

    it("takes no outcome of a claim that stands no more", async () => {
      await one.logins.claim(claimOf("id", "1"));
      await two.logins.claim(claimOf("id", "2", 1, "inactive"));
      await one.logins.settle("id", "1", "old");
      expect(await one.logins.find("id")).toMatchObject({ outcome: null });
    });

    it("gives a forgotten one anew", async () => {
      await one.logins.claim(claimOf("id", "1"));
      await two.logins.forget("id");
      expect(await one.logins.claim(claimOf("id", "2"))).toBeNull();
    });
  });
}
