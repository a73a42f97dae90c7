import { describe, expect, it } from "vitest";
import type { AwsFault } from "../../src/sandbox/world.ts";
import { type OnStandIn, onStandIn, QUICK, troubleOf } from "./on-stand-in.ts";

const REGION = "us-east-1";
const WORLD = { ses: { [REGION]: { identities: { "example.com": {} }, configurationSets: { main: [] } } } };

const OPERATIONS: readonly { action: string; ask: (on: OnStandIn) => Promise<unknown> }[] = [
  { action: "ses:GetAccount", ask: ({ ses, signal }) => ses.account(REGION, signal) },
  { action: "ses:ListEmailIdentities", ask: ({ ses, signal }) => ses.identities(REGION, signal) },
  { action: "ses:GetEmailIdentity", ask: ({ ses, signal }) => ses.identity(REGION, "example.com", signal) },
  {
    action: "ses:GetConfigurationSetEventDestinations",
    ask: ({ ses, signal }) => ses.eventDestinations(REGION, "main", signal),
  },
  {
    action: "ses:GetIdentityNotificationAttributes",
    ask: ({ ses, signal }) => ses.notificationTopics(REGION, "example.com", signal),
  },
  {
    action: "ses:ListSuppressedDestinations",
    ask: ({ ses, signal }) => ses.suppressionPage(REGION, { after: null, token: null }, signal),
  },
  { action: "sts:GetCallerIdentity", ask: ({ sts, signal }) => sts.callerIdentity(REGION, signal) },
];

const FAULTS: readonly { then: AwsFault["then"]; reason: string; calls: number; denied?: true }[] = [
  { then: "deny", reason: "denied", calls: 1, denied: true },
  { then: "throttle", reason: "throttled", calls: 4 },
  { then: "timeout", reason: "timeout", calls: 1 },
  { then: "drop", reason: "unreachable", calls: 2 },
  { then: "error", reason: "error", calls: 2 },
];

describe.each(OPERATIONS)("$action", ({ action, ask }) => {
  it.each(FAULTS)("under the lasting fault $then is trouble `$reason` after $calls calls", async (fault) => {
    const awsFaults: AwsFault[] = [{ action, then: fault.then, times: 99 }];
    const http = fault.then === "timeout" ? { ...QUICK.http, requestTimeoutMs: 50 } : { ...QUICK.http };
    await onStandIn(
      { ...WORLD, awsFaults },
      async (on) => {
        const trouble = await troubleOf(ask(on));
        expect(trouble).toEqual({
          reason: fault.reason,
          asked: REGION,
          region: REGION,
          detail: expect.stringMatching(/^[^\r\n]{1,200}$/),
          ...(fault.denied && { permission: action }),
        });
        expect(on.aws.asked.length).toBe(fault.calls);
      },
      { http },
    );
  });

  it.each(["throttle", "drop", "error"] as const)("survives a single %s", async (then) => {
    await onStandIn({ ...WORLD, awsFaults: [{ action, then, times: 1 }] }, async (on) => {
      await expect(ask(on)).resolves.toBeTruthy();
      expect(on.aws.asked.length).toBe(2);
    });
  });

  it("waits for an answer that is merely slow", async () => {
    await onStandIn({ ...WORLD, awsFaults: [{ action, then: { delayMs: 20 } }] }, async (on) => {
      await expect(ask(on)).resolves.toBeTruthy();
    });
  });

  it("is trouble `limit` as soon as the asker gives up", async () => {
    await onStandIn({ ...WORLD, awsFaults: [{ action, then: "timeout" }] }, async (on) => {
      const given = new AbortController();
      const trouble = troubleOf(ask({ ...on, signal: given.signal }));
      given.abort();
      expect((await trouble).reason).toBe("limit");
    });
  });
});

it("passes on AWS's own words about a denial", async () => {
  await onStandIn({ ...WORLD, awsFaults: [{ action: "ses:*", then: "deny" }] }, async ({ ses, signal }) => {
    expect((await troubleOf(ses.account(REGION, signal))).detail).toBe(
      "User: arn:aws:iam::123456789012:user/maildiag is not authorized to perform: ses:GetAccount on resource: " +
        "arn:aws:ses:us-east-1:123456789012:* because no identity-based policy allows the ses:GetAccount…",
    );
  });
});

it("keeps one region's trouble to that region", async () => {
  const awsFaults: AwsFault[] = [{ action: "ses:GetAccount", region: "us-west-2", then: "deny" }];
  await onStandIn({ ...WORLD, awsFaults }, async ({ ses, signal }) => {
    const [east, west] = await Promise.allSettled([ses.account(REGION, signal), ses.account("us-west-2", signal)]);
    expect([east.status, west.status]).toEqual(["fulfilled", "rejected"]);
  });
});

it("is `unreachable` where nothing listens", async () => {
  const gone = await onStandIn(WORLD, async ({ aws }) => aws.url);
  await onStandIn(
    WORLD,
    async ({ ses, signal }) => {
      expect((await troubleOf(ses.account(REGION, signal))).reason).toBe("unreachable");
    },
    { endpoint: gone },
  );
});
