import { expect, it } from "vitest";
import { canaryEvents } from "../../src/diagnosis/canary-words.ts";

it.each([
  ["no-queue", "Set up the queue of events", ["maildiag setup events", "maildiag doctor"]],
  ["queue", "could not be read", ["maildiag doctor", "maildiag policy"]],
  ["store", "MAILDIAG_DATABASE_URL", ["maildiag doctor"]],
  ["time", "Run maildiag canary again", ["maildiag canary"]],
] as const)("where nobody saw events because of %s, the remedy is: %s", (blindness, text, commands) => {
  const finding = {
    code: "CANARY_UNWATCHED",
    subject: "us-east-1",
    data: { region: "us-east-1", why: "x", blindness },
  };
  const fix = canaryEvents.codes.CANARY_UNWATCHED.fix?.(finding);
  expect(fix).toMatchObject({ text: expect.stringContaining(text), commands });
});

it("a region that a shell would take apart is quoted once", () => {
  const finding = { code: "CANARY_UNSEEN", subject: "x", data: { region: "us east", count: 4, seconds: 1 } };
  expect(canaryEvents.codes.CANARY_UNSEEN.fix?.(finding)?.commands).toEqual([
    "maildiag setup events --region 'us east'",
    "aws sesv2 list-configuration-sets --region 'us east'",
  ]);
});
