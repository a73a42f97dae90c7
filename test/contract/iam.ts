import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Iam } from "../../src/ports/iam.ts";
import type { Sts } from "../../src/ports/sts.ts";

/** An IAM to hold against the port, and what is known to be in it. */
export type IamPlace = {
  iam: Iam;
  sts: Sts;
  user: string;
  /** Two keys of that user: an active one and an inactive one, neither ever used. */
  active: string;
  inactive: string;
  /** The user's inline policy, group and tag. */
  policy: string;
  group: string;
  tag: { key: string; value: string };
  close: () => Promise<void>;
};

/** What every implementation of the ports Iam and Sts promises, wherever they may be. */
export function iamContract(name: string, open: () => Promise<IamPlace>): void {
  describe(`${name} as the ports Iam and Sts`, () => {
    let place: IamPlace;
    const signal = AbortSignal.timeout(60_000);
    beforeAll(async () => {
      place = await open();
    }, 60_000);
    afterAll(() => place.close());

    it("knows whose a key is, and that it was never used", async () => {
      const used = await place.iam.keyLastUsed(place.active, signal);
      expect(used).toEqual({ user: place.user, at: null, service: null, region: null });
    });

    it("lists the keys of a user with their states", async () => {
      const keys = (await place.iam.keysOf(place.user, signal)) ?? [];
      expect(new Map(keys.map(({ id, status }) => [id, status]))).toEqual(
        new Map([
          [place.active, "Active"],
          [place.inactive, "Inactive"],
        ]),
      );
      for (const { created } of keys) expect(created.getTime()).toBeLessThanOrEqual(Date.now() + 1_000);
    });

    it("knows the user by its ARN", async () => {
      const user = await place.iam.user(place.user, signal);
      expect(user).toMatchObject({ name: place.user, arn: expect.stringMatching(/^arn:aws:iam::\d{12}:user\//) });
    });

    it("lists users with what hangs on them", async () => {
      const users = await place.iam.users(signal);
      const user = users.find(({ name: each }) => each === place.user);
      expect(user?.inlinePolicies).toEqual([place.policy]);
      expect(user?.groups).toEqual([place.group]);
      expect(user?.tags).toEqual({ [place.tag.key]: place.tag.value });
    });

    it("answers null for what is not there", async () => {
      expect(await place.iam.keyLastUsed("AKIAIOSFODNN0EXAMPLE", signal)).toBeNull();
      expect(await place.iam.keysOf("nobody-of-that-name", signal)).toBeNull();
      expect(await place.iam.user("nobody-of-that-name", signal)).toBeNull();
    });

    it("tells the account of its own keys, which is the caller's", async () => {
      const { account } = await place.sts.callerIdentity("us-east-1", signal);
      expect(account).toMatch(/^\d{12}$/);
      expect(await place.sts.accountOfKey("us-east-1", place.active, signal)).toBe(account);
    });

    it("stops with trouble when it is told to", async () => {
      const asked = place.iam.keysOf(place.user, AbortSignal.abort());
      await expect(asked).rejects.toMatchObject({ name: "PortTrouble", reason: "limit" });
    });
  });
}
