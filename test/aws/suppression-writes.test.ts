import { describe, expect, it } from "vitest";
import { type AwsOptions, createAws } from "../../src/aws/aws.ts";
import { createSuppressionWrites } from "../../src/aws/writes/suppression-writes.ts";
import type { SuppressionWrites } from "../../src/ports/suppression-writes.ts";
import { type RunningAws, startAws } from "../../src/sandbox/aws/start-aws.ts";
import type { AwsFault } from "../../src/sandbox/world.ts";
import { QUICK, troubleOf } from "./on-stand-in.ts";

const REGION = "us-east-1";
const KIM = "kim+a/b@example.net";
const DELETE = "ses:DeleteSuppressedDestination";

type On = { writes: SuppressionWrites; aws: RunningAws; signal: AbortSignal; listed: () => readonly string[] };

async function on(awsFaults: readonly AwsFault[], body: (on: On) => Promise<void>, options: AwsOptions = {}) {
  const suppressed = [{ EmailAddress: KIM, Reason: "BOUNCE", LastUpdateTime: "2026-04-18T17:05:00Z" }] as const;
  const aws = await startAws({ ses: { [REGION]: { suppressed } }, awsFaults });
  try {
    const writes = createSuppressionWrites({ aws: createAws({ ...QUICK, endpoint: aws.url, ...options }) });
    const listed = () => (aws.world.ses[REGION]?.suppressed ?? []).map((each) => `${each.EmailAddress} ${each.Reason}`);
    await body({ writes, aws, signal: AbortSignal.timeout(9_000), listed });
  } finally {
    await aws.close();
  }
}

describe("the writes to a suppression list", () => {
  it("take an address off, and tell AWS's id of the request", () =>
    on([], async ({ writes, signal, listed }) => {
      expect(await writes.remove(REGION, KIM, signal)).toEqual({ requestId: expect.stringMatching(/^[\w-]{36}$/) });
      expect(listed()).toEqual([]);
    }));

  it("tell where it was not there", () =>
    on([], async ({ writes, signal }) => {
      expect(await writes.remove(REGION, "lee@example.net", signal)).toBeNull();
      expect(await writes.remove("us-west-2", KIM, signal)).toBeNull();
    }));

  it("put an address back with its reason", () =>
    on([], async ({ writes, signal, listed }) => {
      const { requestId } = await writes.put(REGION, "lee@example.net", "COMPLAINT", signal);
      expect(requestId).toMatch(/^[\w-]{36}$/);
      expect(listed()).toEqual([`${KIM} BOUNCE`, "lee@example.net COMPLAINT"]);
    }));

  it("name the permission that is missing", () =>
    on([{ action: "ses:*", then: "deny" }], async ({ writes, signal }) => {
      expect(await troubleOf(writes.remove(REGION, KIM, signal))).toMatchObject({
        reason: "denied",
        permission: DELETE,
      });
      expect(await troubleOf(writes.put(REGION, KIM, "BOUNCE", signal))).toMatchObject({
        reason: "denied",
        permission: "ses:PutSuppressedDestination",
      });
    }));

  it("are sent again where AWS says that it did nothing", () =>
    on([{ action: DELETE, then: "throttle", times: 2 }], async ({ writes, aws, signal, listed }) => {
      expect(await writes.remove(REGION, KIM, signal)).not.toBeNull();
      expect(listed()).toEqual([]);
      expect(aws.asked).toHaveLength(3);
    }));

  it.each(["done-timeout", "done-drop", "timeout", "drop", "error"] as const)(
    "are sent once where nobody knows whether it was done: %s",
    (then) =>
      on(
        [{ action: DELETE, then }],
        async ({ writes, aws, signal, listed }) => {
          const { reason } = await troubleOf(writes.remove(REGION, KIM, signal));
          expect(["timeout", "unreachable", "error"]).toContain(reason);
          expect(aws.asked).toHaveLength(1);
          expect(listed()).toEqual(then.startsWith("done") ? [] : [`${KIM} BOUNCE`]);
        },
        { http: { connectionTimeoutMs: 3_000, requestTimeoutMs: 300 } },
      ),
  );
});
