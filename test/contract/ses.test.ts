import { createAws } from "../../src/aws/aws.ts";
import { createSes } from "../../src/aws/ses.ts";
import { startAws } from "../../src/sandbox/aws/start-aws.ts";
import { QUICK } from "../aws/on-stand-in.ts";
import { sesContract } from "./ses.ts";

sesContract("the adapter on the stand-in", async () => {
  const bounceTopic = "arn:aws:sns:us-east-1:123456789012:bounces";
  const aws = await startAws({
    ses: {
      "us-east-1": {
        identities: { "example.com": { topics: { Bounce: bounceTopic } }, "ann@example.com": {} },
        suppressed: [
          ...Array.from({ length: 1_200 }, (_, n) => ({
            EmailAddress: `p${n}@example.org`,
            Reason: "BOUNCE" as const,
            LastUpdateTime: "2026-04-18T10:00:00Z",
          })),
          { EmailAddress: "new@example.org", Reason: "COMPLAINT", LastUpdateTime: "2026-04-18T10:00:01Z" },
        ],
        configurationSets: { main: [{ Name: "to-sns", MatchingEventTypes: ["BOUNCE"] }] },
        account: { VdmAttributes: { VdmEnabled: "ENABLED" } },
        insights: {
          "0100-lost": [
            {
              Destination: "kim@example.net",
              Events: [
                { Timestamp: "2026-11-20T12:00:00Z", Type: "SEND" },
                {
                  Timestamp: "2026-11-20T12:00:03Z",
                  Type: "BOUNCE",
                  Details: { Bounce: { BounceType: "PERMANENT", BounceSubType: "General", DiagnosticCode: "550" } },
                },
              ],
            },
          ],
        },
      },
    },
  });
  return {
    ses: createSes({ aws: createAws({ ...QUICK, endpoint: aws.url }) }),
    region: "us-east-1",
    identity: "example.com",
    bounceTopic,
    address: "ann@example.com",
    configurationSet: "main",
    message: { id: "0100-lost", recipient: "kim@example.net" },
    suppressions: 1_201,
    since: new Date("2026-04-18T10:00:00Z"),
    close: aws.close,
  };
});
