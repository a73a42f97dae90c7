import type { Config } from "../config.ts";
import {
  type IamAction,
  QUEUE_ACTIONS,
  READ_ACTIONS,
  RELAY_READ_ACTIONS,
  REMOVAL_ACTIONS,
} from "../ports/iam-actions.ts";
import type { IamPolicy } from "./answer.ts";
import { type Command, UsageMistake } from "./command.ts";
import { queueArnOf } from "./queue-arn.ts";

export const policy: Command = {
  name: "policy",
  usage: "policy",
  summary: "The least IAM policy that maildiag needs for what is configured",
  details: ["Prints JSON, ready for `aws iam put-user-policy --policy-document file://…`."],
  where: "terminal",
  options: {},
  run: async ({ positionals }, { config }) => {
    if (positionals.length > 0) throw new UsageMistake("policy takes no words.", policy);
    return { kind: "policy", policy: leastPolicy(config) };
  },
};

/**
 * Reading, in the configured regions only, and where removals are approved the writes for that. Any domain may be asked about, so that identities are not narrowed.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html
 */
function leastPolicy({ regions, relays, eventsQueueUrl, channels }: Config): IamPolicy {
  const queueArn = eventsQueueUrl === null ? null : (queueArnOf(eventsQueueUrl)?.arn ?? "arn:aws:sqs:*:*:*");
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "MaildiagReadsSes",
        Effect: "Allow",
        Action: READ_ACTIONS.map(({ action }: IamAction) => action).filter((action) => action.startsWith("ses:")),
        Resource: "*",
        Condition: { StringEquals: { "aws:RequestedRegion": regions } },
      },
      ...(channels.approvals !== null
        ? [
            {
              Sid: "MaildiagRemovesWhatIsApproved",
              Effect: "Allow",
              Action: REMOVAL_ACTIONS.map(({ action }: IamAction) => action),
              Resource: "*",
              Condition: { StringEquals: { "aws:RequestedRegion": regions } },
            } as const,
          ]
        : []),
      // IAM is one for all regions, and answers from us-east-1 whatever is configured: no condition on the region.
      ...(relays.length > 0
        ? [
            {
              Sid: "MaildiagReadsKeysOfRelays",
              Effect: "Allow",
              Action: RELAY_READ_ACTIONS.map(({ action }: IamAction) => action),
              Resource: "*",
            } as const,
          ]
        : []),
      ...(queueArn !== null
        ? [
            {
              Sid: "MaildiagReadsEvents",
              Effect: "Allow",
              Action: QUEUE_ACTIONS.map(({ action }: IamAction) => action),
              Resource: queueArn,
            } as const,
          ]
        : []),
    ],
  };
}
