import type { LambdaState } from "../world.ts";
import { type JsonOperation, restJsonService } from "./rest-json.ts";
import { ACCOUNT_ID, AwsRefusal, type AwsService } from "./service.ts";

/** Lambda, as far as a function's configuration goes: https://docs.aws.amazon.com/lambda/latest/api/ */
export async function lambda(): Promise<AwsService> {
  return restJsonService("lambda", await import("@aws-sdk/client-lambda"), OPERATIONS);
}

const OPERATIONS: { readonly [name: string]: JsonOperation } = {
  GetFunctionConfiguration: {
    resource: ({ FunctionName }) => nameOf(FunctionName),
    answer: ({ FunctionName }, region, { lambda: functions }) => {
      const name = nameOf(FunctionName);
      const own = functions?.[region] ?? {};
      const state = Object.hasOwn(own, name) ? own[name] : undefined;
      const arn = `arn:aws:lambda:${region}:${ACCOUNT_ID}:function:${name}`;
      if (!state) throw new AwsRefusal(404, "ResourceNotFoundException", `Function not found: ${arn}`);
      return { ...configurationOf(name, state), FunctionArn: arn };
    },
  },
};

/** By name, by `name:version` or by ARN. */
function nameOf(asked: unknown): string {
  const text = typeof asked === "string" ? asked : "";
  return /(?:^|:function:)([\w-]{1,64})(?::[\w$-]{1,128})?$/.exec(text)?.[1] ?? text;
}

/** Active and updated, as nearly all are, where the world says nothing else. */
function configurationOf(name: string, { configuration }: LambdaState): Readonly<Record<string, unknown>> {
  return {
    FunctionName: name,
    Runtime: "nodejs24.x",
    Handler: "index.handler",
    Role: `arn:aws:iam::${ACCOUNT_ID}:role/${name}`,
    Timeout: 30,
    MemorySize: 256,
    LastModified: "2026-09-01T00:00:00.000+0000",
    State: "Active",
    LastUpdateStatus: "Successful",
    Version: "$LATEST",
    PackageType: "Zip",
    LoggingConfig: { LogFormat: "Text", LogGroup: `/aws/lambda/${name}` },
    ...configuration,
  };
}
