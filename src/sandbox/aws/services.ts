import { cloudwatch } from "./cloudwatch.ts";
import { iam } from "./iam.ts";
import { lambda } from "./lambda.ts";
import { logs } from "./logs.ts";
import type { AwsService } from "./service.ts";
import { sesV1 } from "./ses-v1.ts";
import { sesV2 } from "./ses-v2.ts";
import { type StandInQueue, sqs } from "./sqs.ts";
import { sts } from "./sts.ts";

/** Chooses by the name that a request is signed for and by its protocol; undefined where nothing here is meant. */
export type Dispatch = (signedFor: string, contentType: string) => AwsService | undefined;

export async function loadServices(queue: StandInQueue): Promise<Dispatch> {
  const services: { readonly [key: string]: AwsService } = {
    "ses rest": await sesV2(),
    "ses query": sesV1(),
    "iam query": iam(),
    "sts query": sts(),
    "sqs rest": sqs(queue),
    "lambda rest": await lambda(),
    "monitoring rest": cloudwatch(),
    "logs rest": logs(),
  };
  return (signedFor, contentType) => {
    const protocol = contentType.startsWith("application/x-www-form-urlencoded") ? "query" : "rest";
    return services[`${signedFor} ${protocol}`];
  };
}
