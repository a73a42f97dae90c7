import { expect, it } from "vitest";
import { onStandIn, troubleOf } from "./on-stand-in.ts";

const rate = { limit: 1, intervalMs: 150 };
const identities = Object.fromEntries(["a.org", "b.org", "c.org"].map((name) => [name, {}]));
const WORLD = { ses: { "us-east-1": { identities }, "us-west-2": { identities } } };

it("asks the same action of a region one after the other, and everything else at once", async () => {
  const questions = await onStandIn(
    WORLD,
    async ({ ses, signal, aws }) => {
      await ses.account("eu-west-1", signal);
      await Promise.all([
        ses.identity("us-east-1", "a.org", signal),
        ses.identity("us-east-1", "b.org", signal),
        ses.identity("us-east-1", "c.org", signal),
        ses.identity("us-west-2", "a.org", signal),
        ses.account("us-east-1", signal),
      ]);
      return aws.asked.map(({ question }) => question);
    },
    { rate },
  );
  expect(questions.slice(1, 4).toSorted()).toEqual([
    "ses:GetAccount us-east-1",
    "ses:GetEmailIdentity us-east-1 a.org",
    "ses:GetEmailIdentity us-west-2 a.org",
  ]);
  expect(questions.slice(4)).toEqual(["ses:GetEmailIdentity us-east-1 b.org", "ses:GetEmailIdentity us-east-1 c.org"]);
});

it("outlasts an AWS that lets through less than it promises", async () => {
  // Refusals by number, not by time: all five at first, and one of them again.
  const awsFaults = [{ action: "ses:GetAccount", then: "throttle" as const, times: 6 }];
  await onStandIn(
    { ...WORLD, awsFaults },
    async ({ ses, signal, aws }) => {
      const answers = Array.from({ length: 5 }, () => ses.account("us-east-1", signal));
      await expect(Promise.all(answers)).resolves.toHaveLength(5);
      expect(aws.asked).toHaveLength(11);
    },
    { rate: { limit: 1, intervalMs: 20 } },
  );
});

it("lets an asker who gives up leave the row, and does not ask for them", async () => {
  await onStandIn(
    WORLD,
    async ({ ses, signal, aws }) => {
      await ses.account("us-east-1", signal);
      const given = new AbortController();
      const waiting = troubleOf(ses.account("us-east-1", given.signal));
      given.abort();
      expect((await waiting).reason).toBe("limit");
      await ses.account("us-east-1", signal);
      expect(aws.asked.length).toBe(2);
    },
    { rate },
  );
});

it("does not ask at all for somebody who had given up before", async () => {
  await onStandIn(WORLD, async ({ ses, aws }) => {
    expect((await troubleOf(ses.account("us-east-1", AbortSignal.abort()))).reason).toBe("limit");
    expect(aws.asked).toEqual([]);
  });
});

it("lets nobody wait for the calls of those who gave up", async () => {
  await onStandIn(
    WORLD,
    async ({ ses }) => {
      const given = new AbortController();
      const asking = Array.from({ length: 100 }, () => ses.account("us-east-1", given.signal));
      await Promise.any(asking);
      given.abort();
      await Promise.allSettled(asking);
      await expect(ses.account("us-east-1", AbortSignal.timeout(9_000))).resolves.toBeDefined();
    },
    { rate },
  );
});
