import { describe, expect, it } from "vitest";
import { createAws } from "../../src/aws/aws.ts";
import { createSes } from "../../src/aws/ses.ts";
import { askOnce, type Deps } from "../../src/diagnosis/questions.ts";
import { askInsights, filledBy } from "../../src/events/insights.ts";
import { stoppedOf, traceOf } from "../../src/events/trace.ts";
import { startAws } from "../../src/sandbox/aws/start-aws.ts";
import type { World } from "../../src/sandbox/world.ts";
import { QUICK } from "../aws/on-stand-in.ts";
import { bounce, delivery, ID, published, stored } from "./ses.ts";

const NOON = "2026-11-20T12:00:00Z";
const ON = { VdmAttributes: { VdmEnabled: "ENABLED" } } as const;
const bounced = (Details: object) => [
  {
    Destination: "Kim@Example.net",
    Events: [
      { Timestamp: NOON, Type: "SEND" },
      { Timestamp: NOON, Type: "BOUNCE", Details },
    ],
  },
];
const REFUSED = { BounceType: "PERMANENT", BounceSubType: "General", DiagnosticCode: "smtp; 550 5.1.1 user unknown" };

async function asked(world: Pick<World, "ses" | "awsFaults">, regions = ["us-east-1", "us-west-2"]) {
  const aws = await startAws(world);
  try {
    const ses = createSes({ aws: createAws({ ...QUICK, endpoint: aws.url }) });
    // Nothing else is asked.
    const deps = { ses, now: () => new Date(NOON) } as Deps;
    return await askInsights(askOnce(deps, AbortSignal.timeout(8_000)), regions, ID);
  } finally {
    await aws.close();
  }
}

describe("message insights", () => {
  it("are told apart by region: known, not known, off", async () => {
    const { told, events } = await asked(
      {
        ses: {
          "us-east-1": { account: ON, insights: { [ID]: bounced({ Bounce: REFUSED }) } },
          "us-west-2": { account: ON },
        },
      },
      ["us-east-1", "us-west-2", "eu-west-1"],
    );
    expect(told.map(({ region, state }) => [region, state])).toEqual([
      ["us-east-1", "known"],
      ["us-west-2", "unknown-message"],
      ["eu-west-1", "off"],
    ]);
    const trace = traceOf(events);
    expect(trace.events.map(({ type, recipient, region }) => [type, recipient, region])).toEqual([
      ["Send", "kim@example.net", "us-east-1"],
      ["Bounce", "kim@example.net", "us-east-1"],
    ]);
    expect(stoppedOf(trace)).toMatchObject({ hop: "gateway", reason: "userunknown", enhancedCode: "5.1.1" });
  });

  it("say which action was denied, and that two things cannot be told apart without another", async () => {
    const denied = await asked({
      ses: {},
      awsFaults: [{ action: "ses:GetMessageInsights", region: "us-east-1", then: "deny" }],
    });
    expect(denied.told).toEqual([
      { region: "us-east-1", state: "trouble", trouble: "denied", permission: "ses:GetMessageInsights" },
      { region: "us-west-2", state: "off", trouble: null, permission: null },
    ]);
    const either = await asked({ ses: {}, awsFaults: [{ action: "ses:GetAccount", then: "deny" }] }, ["us-east-1"]);
    expect(either.told).toEqual([{ region: "us-east-1", state: "either", trouble: null, permission: null }]);
  });

  it.each([
    [
      "dropped for the suppression list",
      { Bounce: { BounceType: "PERMANENT", BounceSubType: "OnAccountSuppressionList" } },
      "processing",
    ],
    ["of no kind that it tells", { Bounce: {} }, "gateway"],
    ["of a kind that nobody knows", { Bounce: { BounceType: "MYTHICAL", BounceSubType: "constructor" } }, "gateway"],
  ])("of a bounce %s say the hop", async (_, details, hop) => {
    const { events } = await asked({ ses: { "us-east-1": { account: ON, insights: { [ID]: bounced(details) } } } }, [
      "us-east-1",
    ]);
    expect(stoppedOf(traceOf(events))?.hop).toBe(hop);
  });

  it("fill the gaps of what came as events, and say nothing twice", async () => {
    const { events } = await asked(
      { ses: { "us-east-1": { account: ON, insights: { [ID]: bounced({ Bounce: REFUSED }) } } } },
      ["us-east-1"],
    );
    const send = stored(published("Send", 0));
    const types = (all: readonly { type: string }[]) => all.map(({ type }) => type);
    expect(types(filledBy(send, events))).toEqual(["Send", "Bounce"]);
    const all = stored(published("Send", 0), delivery(2), bounce(9, "Permanent", "General"));
    expect(types(filledBy(all, events))).toEqual(["Send", "Delivery", "Bounce"]);
  });
});
