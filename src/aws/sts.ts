import type { Sts } from "../ports/sts.ts";
import { type Aws, createAws } from "./aws.ts";
import { perRegion } from "./per-region.ts";
import { requireText } from "./shape.ts";

export function createSts({ aws = createAws() }: { aws?: Aws } = {}): Sts {
  const clients = perRegion(
    aws,
    () => import("@aws-sdk/client-sts"),
    (sdk, config) => new sdk.STSClient(config),
  );
  return {
    callerIdentity: (region, signal) =>
      aws.call({ action: "sts:GetCallerIdentity", region }, signal, clients, async ({ sdk, client }, options) => {
        const answer = await client.send(new sdk.GetCallerIdentityCommand({}), options);
        return { account: requireText(answer.Account, "Account"), arn: requireText(answer.Arn, "Arn") };
      }),
  };
}
