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
        configurationSets: { main: [{ Name: "to-sns", MatchingEventTypes: ["BOUNCE"] }] },
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
    close: aws.close,
  };
});
