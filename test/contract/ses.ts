import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ses, SuppressionPage } from "../../src/ports/ses.ts";

/** An SES to hold against the port, and what is known to be in it. */
export type Place = {
  ses: Ses;
  region: string;
  /** A domain that is an identity, with bounces to `bounceTopic`. */
  identity: string;
  bounceTopic: string;
  /** An address that is an identity. */
  address: string;
  /** A configuration set with one destination, for bounces. */
  configurationSet: string;
  /** One that bounced, where VDM is on. */
  message: { id: string; recipient: string };
  /** How many entries its suppression list has, more than a page; one of them was written after `since`. */
  suppressions: number;
  since: Date;
  close: () => Promise<void>;
};

/** What every implementation of the port promises, wherever SES may be. */
export function sesContract(name: string, open: () => Promise<Place>): void {
  describe(`${name} as the port Ses`, () => {
    let place: Place;
    const signal = AbortSignal.timeout(60_000);
    beforeAll(async () => {
      place = await open();
    });
    afterAll(() => place.close());

    it("tells what the account may do", async () => {
      const account = await place.ses.account(place.region, signal);
      expect(typeof account.sendingEnabled).toBe("boolean");
      expect(typeof account.productionAccess).toBe("boolean");
      expect(account.enforcementStatus).toMatch(/^[A-Z_]+$/);
      expect(Array.isArray(account.suppressedReasons)).toBe(true);
    });

    it("lists every identity, each once, with its kind", async () => {
      const identities = await place.ses.identities(place.region, signal);
      const kinds = new Map(identities.map(({ name, type }) => [name, type]));
      expect(kinds.size).toBe(identities.length);
      expect(kinds.get(place.identity)).toBe("DOMAIN");
      expect(kinds.get(place.address)).toBe("EMAIL_ADDRESS");
    });

    it("knows the identity that it listed", async () => {
      const identity = await place.ses.identity(place.region, place.identity, signal);
      expect(identity?.name).toBe(place.identity);
      expect(identity?.dkim.status).toMatch(/^[A-Z_]+$/);
      expect(identity?.mailFrom.onMxFailure).toMatch(/^[A-Z_]+$/);
    });

    it("answers null for what the region does not have, and for nothing else", async () => {
      const { ses, region } = place;
      expect(await ses.identity(region, "not-there.example", signal)).toBeNull();
      expect(await ses.eventDestinations(region, "not-there", signal)).toBeNull();
      expect(await ses.notificationTopics(region, "not-there.example", signal)).toBeNull();
      expect(await ses.suppressed(region, "nobody@not-there.example", signal)).toBeNull();
      expect(await ses.messageInsights(region, "not-there", signal)).toBeNull();
    });

    it("tells where events go", async () => {
      const destinations = await place.ses.eventDestinations(place.region, place.configurationSet, signal);
      expect(destinations?.map(({ eventTypes }) => eventTypes)).toEqual([["BOUNCE"]]);
      const topics = await place.ses.notificationTopics(place.region, place.identity, signal);
      expect(topics).toEqual({ bounce: place.bounceTopic, complaint: null, delivery: null });
    });

    it("tells what it keeps of a message", async () => {
      const { ses, region, message } = place;
      expect(await ses.messageInsights(region, message.id, signal)).toMatchObject([
        {
          recipient: message.recipient,
          events: [
            { type: "SEND", at: expect.any(Date), bounce: null, complaint: null },
            { type: "BOUNCE", bounce: { type: "PERMANENT" } },
          ],
        },
      ]);
    });

    it("lists every suppressed address once, and knows what is new", async () => {
      const { ses, region } = place;
      const pages: SuppressionPage[] = [];
      for (let token: string | null = null; pages.length === 0 || token !== null; token = pages.at(-1)?.next ?? null)
        pages.push(await ses.suppressionPage(region, { after: null, token }, signal));
      const addresses = pages.flatMap(({ entries }) => entries.map(({ address }) => address));
      expect(pages.length).toBeGreaterThan(1);
      expect([addresses.length, new Set(addresses).size]).toEqual([place.suppressions, place.suppressions]);
      const fresh = await ses.suppressionPage(region, { after: place.since, token: null }, signal);
      expect(fresh).toMatchObject({ entries: [{ address: expect.any(String), reason: "COMPLAINT" }], next: null });
      expect(fresh.entries[0]?.lastUpdate.getTime()).toBeGreaterThan(place.since.getTime());
      const [first] = fresh.entries;
      const known = await ses.suppressed(region, first?.address ?? "", signal);
      expect(known).toMatchObject({ reason: "COMPLAINT", since: first?.lastUpdate });
    });

    it("has nothing new of a time to come", async () => {
      const after = new Date(Date.now() + 86_400_000);
      expect(await place.ses.suppressionPage(place.region, { after, token: null }, signal)).toEqual({
        entries: [],
        next: null,
      });
    });

    it("stops with trouble when it is told to", async () => {
      const asked = place.ses.account(place.region, AbortSignal.abort());
      await expect(asked).rejects.toMatchObject({ name: "PortTrouble", reason: "limit" });
    });
  });
}
