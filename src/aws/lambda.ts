import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import type { Lambda, LambdaFunction } from "../ports/lambda.ts";
import { type Aws, createAws } from "./aws.ts";
import { perRegion } from "./per-region.ts";
import { optionalText, requireText } from "./shape.ts";
import { errorFacts } from "./trouble-of.ts";

export function createLambda({ aws = createAws() }: { aws?: Aws } = {}): Lambda {
  const clients = perRegion(
    aws,
    () => import("@aws-sdk/client-lambda"),
    (sdk, config) => new sdk.LambdaClient(config),
  );
  return {
    function: (region, name, signal) =>
      aws.call(
        { action: "lambda:GetFunctionConfiguration", region },
        signal,
        clients,
        async ({ sdk, client }, sending) => {
          try {
            const command = new sdk.GetFunctionConfigurationCommand({ FunctionName: name });
            return functionOf(await client.send(command, sending));
          } catch (error) {
            if (errorFacts(error).name === "ResourceNotFoundException") return null;
            throw error;
          }
        },
      ),
  };
}

/** Field by field: `Environment.Variables` holds other programs' secrets and goes no further than this. */
function functionOf(answer: FunctionConfiguration): LambdaFunction {
  const name = requireText(answer.FunctionName, "FunctionName");
  return {
    name,
    state: optionalText(answer.State, "State"),
    stateReason: optionalText(answer.StateReason, "StateReason"),
    lastUpdate: optionalText(answer.LastUpdateStatus, "LastUpdateStatus"),
    lastUpdateReason: optionalText(answer.LastUpdateStatusReason, "LastUpdateStatusReason"),
    lastModified: optionalText(answer.LastModified, "LastModified"),
    role: optionalText(answer.Role, "Role"),
    deadLetter: optionalText(answer.DeadLetterConfig?.TargetArn, "DeadLetterConfig.TargetArn"),
    logGroup: optionalText(answer.LoggingConfig?.LogGroup, "LoggingConfig.LogGroup") ?? `/aws/lambda/${name}`,
  };
}
