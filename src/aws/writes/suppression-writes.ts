import type { SuppressionWrites } from "../../ports/suppression-writes.ts";
import type { Aws } from "../aws.ts";
import { perRegion } from "../per-region.ts";
import { errorFacts } from "../trouble-of.ts";

/** The only writes to SES. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteSuppressedDestination.html */
export function createSuppressionWrites({ aws }: { aws: Aws }): SuppressionWrites {
  const v2 = perRegion(
    aws,
    () => import("@aws-sdk/client-sesv2"),
    (sdk, config) => new sdk.SESv2Client(config),
  );
  return {
    remove: (region, address, signal) => {
      const question = { action: "ses:DeleteSuppressedDestination", region, isWrite: true };
      return aws.call(question, signal, v2, async ({ sdk, client }, options) => {
        try {
          const input = { EmailAddress: address };
          const { $metadata } = await client.send(new sdk.DeleteSuppressedDestinationCommand(input), options);
          return { requestId: $metadata.requestId ?? null };
        } catch (error) {
          if (errorFacts(error).name === "NotFoundException") return null;
          throw error;
        }
      });
    },

    put: (region, address, reason, signal) => {
      const question = { action: "ses:PutSuppressedDestination", region, isWrite: true };
      return aws.call(question, signal, v2, async ({ sdk, client }, options) => {
        const input = { EmailAddress: address, Reason: sdk.SuppressionListReason[reasonOf(reason)] };
        const { $metadata } = await client.send(new sdk.PutSuppressedDestinationCommand(input), options);
        return { requestId: $metadata.requestId ?? null };
      });
    },
  };
}

/** SES knows no other. */
function reasonOf(reason: string): "BOUNCE" | "COMPLAINT" {
  return reason === "COMPLAINT" ? "COMPLAINT" : "BOUNCE";
}
