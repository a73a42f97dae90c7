import { it } from "vitest";
import { createAws } from "../../src/aws/aws.ts";
import { createIam } from "../../src/aws/iam.ts";
import { createSts } from "../../src/aws/sts.ts";
import { startAws } from "../../src/sandbox/aws/start-aws.ts";
import { CONSOLE_POLICY } from "../../src/sandbox/may-send.ts";
import { QUICK } from "../aws/on-stand-in.ts";
import { iamContract } from "./iam.ts";
import { hasMoto, startMoto } from "./moto.ts";

const SHAPE = {
  user: "relay",
  policy: "AmazonSesSendingAccess",
  group: "AWSSESSendingGroupDoNotRename",
  tag: { key: "InvokedBy", value: "SESConsole" },
};

function portsOn(endpoint: string) {
  const aws = createAws({ ...QUICK, endpoint, http: { connectionTimeoutMs: 10_000, requestTimeoutMs: 10_000 } });
  return { iam: createIam({ aws }), sts: createSts({ aws }) };
}

iamContract("the adapter on the stand-in", async () => {
  const [active, inactive] = ["AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN8EXAMPLE"];
  const created = "2026-01-01T00:00:00Z";
  const aws = await startAws({
    ses: {},
    iam: {
      users: {
        [SHAPE.user]: {
          created,
          keys: [
            { id: active, created },
            { id: inactive, created, status: "Inactive" },
          ],
          policies: CONSOLE_POLICY,
          groups: [SHAPE.group],
          tags: { [SHAPE.tag.key]: SHAPE.tag.value },
        },
      },
    },
  });
  return { ...portsOn(aws.url), ...SHAPE, active, inactive, close: aws.close };
});

if (await hasMoto()) {
  iamContract("the adapter on moto_server", async () => {
    const moto = await startMoto();
    const keys = await moto.makeUser(SHAPE);
    return { ...portsOn(moto.url), ...SHAPE, ...keys, close: moto.close };
  });
} else {
  it.skip("moto_server, a second IAM and STS, is not installed here", () => {});
}
