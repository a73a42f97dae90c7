import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { it } from "vitest";
import { createAws } from "../../src/aws/aws.ts";
import { createCloudWatch } from "../../src/aws/cloudwatch.ts";
import { createLambda } from "../../src/aws/lambda.ts";
import { createLogs } from "../../src/aws/logs.ts";
import { startAws } from "../../src/sandbox/aws/start-aws.ts";
import { CREDENTIALS, QUICK } from "../aws/on-stand-in.ts";
import { hasMoto, startMoto } from "./moto.ts";
import { type SendersPlace, sendersContract } from "./senders.ts";

const REGION = "us-west-2";
const KNOWN = {
  region: REGION,
  name: "mailer",
  deadLetter: "arn:aws:sqs:us-west-2:123456789012:failed",
  secret: "hunter2-not-to-be-shown",
  group: "/aws/lambda/mailer",
  lines: ["ERROR one", "ERROR two"] as const,
  metric: { namespace: "AWS/SES", name: "Send" },
};

function portsOn(endpoint: string): Pick<SendersPlace, "lambda" | "cloudwatch" | "logs"> {
  const aws = createAws({ ...QUICK, endpoint, http: { connectionTimeoutMs: 10_000, requestTimeoutMs: 10_000 } });
  return { lambda: createLambda({ aws }), cloudwatch: createCloudWatch({ aws }), logs: createLogs({ aws }) };
}

sendersContract("the adapters on the stand-in", async () => {
  const { deadLetter: TargetArn, secret, name, group, lines, metric } = KNOWN;
  const configuration = { DeadLetterConfig: { TargetArn }, Environment: { Variables: { TOKEN: secret } } };
  const aws = await startAws({
    ses: {},
    lambda: { [REGION]: { [name]: { configuration } } },
    logGroups: { [REGION]: { [group]: lines.map((message, index) => ({ minutesAgo: 9 - index, message })) } },
    metrics: {
      [REGION]: [{ ...metric, points: [3, 4].map((value, index) => ({ hoursAgo: 0.5 - index / 10, value })) }],
    },
  });
  return { ...KNOWN, ...portsOn(aws.url), close: aws.close };
});

/** The same in moto, which knows three of the services by itself. */
async function fill(endpoint: string): Promise<void> {
  const options = { region: REGION, endpoint, credentials: CREDENTIALS };
  const { name: FunctionName, group: logGroupName, secret, metric, lines } = KNOWN;
  const role = { RoleName: "mailer", AssumeRolePolicyDocument: "{}" };
  const { Role } = await new IAMClient(options).send(new CreateRoleCommand(role));
  await new LambdaClient(options).send(
    new CreateFunctionCommand({
      FunctionName,
      Role: Role?.Arn,
      Runtime: "nodejs20.x",
      Handler: "index.handler",
      // An archive of no files.
      Code: { ZipFile: Buffer.concat([Buffer.from("PK\u0005\u0006"), Buffer.alloc(18)]) },
      Environment: { Variables: { TOKEN: secret } },
    }),
  );
  const logs = new CloudWatchLogsClient(options);
  const logStreamName = "one";
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  const logEvents = lines.map((message, index) => ({ timestamp: Date.now() - 60_000 * (9 - index), message }));
  await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
  const MetricData = [3, 4].map((Value) => ({
    MetricName: metric.name,
    Value,
    Timestamp: new Date(Date.now() - 60_000),
  }));
  await new CloudWatchClient(options).send(new PutMetricDataCommand({ Namespace: metric.namespace, MetricData }));
}

if (await hasMoto()) {
  sendersContract("the adapters on moto_server", async () => {
    const moto = await startMoto();
    await fill(moto.url);
    // It knows no dead-letter queues.
    return { ...KNOWN, deadLetter: null, ...portsOn(moto.url), close: moto.close };
  });
} else {
  it.skip("moto_server, a second Lambda, CloudWatch and Logs, is not installed here", () => {});
}
