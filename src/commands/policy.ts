import type { Config } from "../config.ts";
import { senderName } from "../diagnosis/sender-facts.ts";
import {
  CANARY_ACTIONS,
  type IamAction,
  QUEUE_ACTIONS,
  READ_ACTIONS,
  RELAY_READ_ACTIONS,
  REMOVAL_ACTIONS,
  SENDER_READ_ACTIONS,
} from "../ports/iam-actions.ts";
import type { Sender } from "../ports/sender.ts";
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
function leastPolicy({ regions, relays, senders, eventsQueueUrl, channels, approvers, canary }: Config): IamPolicy {
  const queueArn = eventsQueueUrl === null ? null : (queueArnOf(eventsQueueUrl)?.arn ?? "arn:aws:sqs:*:*:*");
  const sendsTestMails = channels.approvals !== null && approvers.users.length + approvers.groups.length > 0;
  const senderRegions = [...new Set(senders.map(({ region }) => region))];
  // `check` and what relays may do is asked in their regions too.
  const looked = [...new Set([...regions, ...relays.map(({ region }) => region)])];
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "MaildiagReadsSes",
        Effect: "Allow",
        Action: READ_ACTIONS.map(({ action }: IamAction) => action).filter((action) => action.startsWith("ses:")),
        Resource: "*",
        Condition: { StringEquals: { "aws:RequestedRegion": looked } },
      },
      // Neither knows resources for reading.
      {
        Sid: "MaildiagReadsMetrics",
        Effect: "Allow",
        Action: READ_ACTIONS.map(({ action }: IamAction) => action).filter((action) =>
          action.startsWith("cloudwatch:"),
        ),
        Resource: "*",
        Condition: { StringEquals: { "aws:RequestedRegion": [...new Set([...looked, ...senderRegions])] } },
      },
      ...(senders.length > 0
        ? [
            {
              Sid: "MaildiagReadsSenders",
              Effect: "Allow",
              Action: SENDER_READ_ACTIONS.map(({ action }: IamAction) => action),
              // Which log group is a function's own, only the function tells.
              Resource: [...senders.flatMap(functionArnsOf), ...senderRegions.map(logGroupsIn)],
            } as const,
          ]
        : []),
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
      ...(canary !== null
        ? [
            {
              Sid: "MaildiagSendsCanaries",
              Effect: "Allow",
              Action: CANARY_ACTIONS.map(({ action }: IamAction) => action),
              // Which of them SES takes, and which configuration set publishes the events, is set at SES.
              Resource: (canary.regions ?? regions).flatMap((region) => [
                ...[canary.from, ...domainAndParents(canary.domain)].map(
                  (name) => `${arnOf("ses", region)}:identity/${name}`,
                ),
                `${arnOf("ses", region)}:configuration-set/*`,
              ]),
              // https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html
              Condition: {
                StringEquals: { "ses:FromAddress": [canary.from] },
                // Approved test mails go to any address.
                ...(sendsTestMails ? {} : TO_THE_SIMULATOR),
              },
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

const TO_THE_SIMULATOR = { "ForAllValues:StringLike": { "ses:Recipients": ["*@simulator.amazonses.com"] } } as const;

/** The identity may be a parent's; a top-level domain is nobody's. */
function domainAndParents(domain: string): readonly string[] {
  const labels = domain.split(".");
  return labels.slice(0, Math.max(1, labels.length - 1)).map((_, n) => labels.slice(n).join("."));
}

/** With a version or an alias too, where one is configured. */
function functionArnsOf(sender: Sender): readonly string[] {
  const arn = `${arnOf("lambda", sender.region)}:function:${senderName(sender)}`;
  return [arn, `${arn}:*`];
}

function logGroupsIn(region: string): string {
  return `${arnOf("logs", region)}:log-group:*`;
}

function arnOf(service: string, region: string): string {
  const partition = region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  return `arn:${partition}:${service}:${region}:*`;
}
