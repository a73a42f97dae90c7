import { describe, expect, test } from "vitest";
import { clicked } from "../../src/approvals/click.ts";
import type { SuppressedDestination } from "../../src/ports/ses.ts";
import { PortTrouble } from "../../src/ports/trouble.ts";
import { type LookDeps, lookAt } from "../../src/removals/look.ts";
import { posted } from "../../src/removals/told.ts";
import { trailOfAll } from "../../src/removals/trail.ts";
import { item as itemOf, removal as removalOf } from "../approvals/removal.ts";

const ENTRY: SuppressedDestination = {
  reason: "BOUNCE",
  since: new Date("2026-04-18T18:31:00Z"),
  messageId: null,
  feedbackId: null,
};

/** An SES that compares upper and lower case, with a copy of its list that somebody has read. */
function deps(listed: string, copied: readonly string[]): LookDeps & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    ses: {
      suppressed: async (region, address) => {
        asked.push(`${address} ${region}`);
        if (address.startsWith("silent")) throw new PortTrouble("timeout", { asked: address, region });
        return address === listed ? ENTRY : null;
      },
      account: async () => {
        throw new PortTrouble("denied", { asked: "account", region: "us-east-1" });
      },
    },
    events: { byRecipient: async () => [] },
    mirror: { spellings: async () => copied },
    signal: AbortSignal.timeout(1_000),
  };
}

const REGION = "us-east-1";
const RULES = { users: ["U0BEN"], groups: [], requesterMayApprove: false, complaints: "deny" } as const;

describe("where an address stands", () => {
  test.each([
    ["in lower case", "kim@example.net", "Kim@example.net", []],
    ["as it was given", "Kim@example.net", "Kim@example.net", []],
    ["as the copy of the list writes it", "KIM@example.net", "kim@example.net", ["KIM@example.net"]],
  ])("is found %s, and goes by that name from then on", async (_, listed, given, copied) => {
    const found = await lookAt([{ address: given, region: REGION }], deps(listed, copied));
    expect(found.absent).toEqual([]);
    expect(found.listed.map(({ address }) => address)).toEqual([listed]);
  });

  test("is not known where SES is silent, which is not absence", async () => {
    const found = await lookAt([{ address: "silent@example.net", region: REGION }], deps("", []));
    expect(found).toMatchObject({ listed: [], absent: [], unread: [{ trouble: "timeout" }] });
  });

  test("is asked for one after another in a region, and keeps the order", async () => {
    const keys = ["a", "b", "c"].map((name) => ({ address: `${name}@example.net`, region: REGION }));
    const found = await lookAt(keys, deps("", []));
    expect(found.absent).toEqual(keys);
  });
});

describe("whoever decides", () => {
  test("is shown every entry: where the message may not hold them all there is a file", () => {
    const some = (count: number) => Array.from({ length: count }, (_, n) => itemOf({ address: `a${n}@example.net` }));
    expect(posted(removalOf({ items: some(6) }))).toHaveLength(1);
    expect(posted(removalOf({ items: some(7) }))).toHaveLength(2);
  });

  test("can still put back what was removed before the rest was denied, and decides over the rest alone", () => {
    const items = [itemOf({ address: "a@example.net", outcome: "removed" }), itemOf({ outcome: "changed" })];
    const at = new Date("2026-11-20T12:00:00Z");
    const denied = removalOf({ items, state: "denied", endedAt: at });
    const line = { at, actor: "U0BEN", action: "denied", outcome: null } as const;
    expect(trailOfAll(denied, line).map(({ address }) => address)).not.toContain("a@example.net");
    const undo = clicked(denied, { kind: "undo", by: "U0BEN", at, right: "approver" }, RULES);
    expect(undo).toMatchObject({ change: { state: "undoing" }, refusal: null });
    const nothing = removalOf({ items: [itemOf({ outcome: "open" })], state: "denied", endedAt: at });
    expect(clicked(nothing, { kind: "undo", by: "U0BEN", at, right: "approver" }, RULES).refusal).toMatchObject({
      why: "already",
    });
  });
});
