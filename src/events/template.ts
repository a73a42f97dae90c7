import { shellWord } from "../diagnosis/shell-word.ts";

/** A CloudFormation template, ready to be printed as JSON. */
export type EventTemplate = { readonly [key: string]: unknown };

const STACK = "maildiag-events";
/** What a trace rests on; opens and clicks are nobody's business here. */
const TYPES = ["send", "delivery", "bounce", "complaint", "reject", "renderingFailure", "deliveryDelay"] as const;
const FOURTEEN_DAYS = 14 * 24 * 60 * 60;
/** Longer than one batch takes, or another instance gets it while it is being stored. */
const VISIBLE_AFTER = 120;

/**
 * A region's pipeline: configuration set → SNS → SQS with a dead-letter queue. It is deployed once in each region; in all
 * regions but the first `QueueArn` names the first one's queue, as SNS delivers over regions and maildiag reads one.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-cross-region-delivery.html
 */
export function eventTemplate(): EventTemplate {
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: "SES events for maildiag: configuration set to SNS to SQS, with a dead-letter queue",
    Parameters: {
      ConfigurationSet: {
        Type: "String",
        Default: "maildiag",
        AllowedPattern: "[A-Za-z0-9_-]{1,64}",
        Description: "The configuration set that is made, or the name of one that is there already",
      },
      CreateConfigurationSet: {
        Type: "String",
        Default: "true",
        AllowedValues: ["true", "false"],
        Description: "false where the configuration set is there already",
      },
      QueueArn: {
        Type: "String",
        Default: "",
        AllowedPattern: "(arn:aws[a-z-]*:sqs:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,80})?",
        Description: "The queue of the first region; empty in the first region, which makes it",
      },
    },
    Conditions: {
      MakesSet: { "Fn::Equals": [{ Ref: "CreateConfigurationSet" }, "true"] },
      MakesQueue: { "Fn::Equals": [{ Ref: "QueueArn" }, ""] },
    },
    Resources: {
      Set: {
        Type: "AWS::SES::ConfigurationSet",
        Condition: "MakesSet",
        Properties: { Name: { Ref: "ConfigurationSet" } },
      },
      Topic: { Type: "AWS::SNS::Topic" },
      TopicPolicy: {
        Type: "AWS::SNS::TopicPolicy",
        Properties: { Topics: [{ Ref: "Topic" }], PolicyDocument: topicPolicy() },
      },
      Destination: {
        Type: "AWS::SES::ConfigurationSetEventDestination",
        // SES tries the topic when the destination is made.
        DependsOn: ["TopicPolicy"],
        Properties: {
          ConfigurationSetName: { "Fn::If": ["MakesSet", { Ref: "Set" }, { Ref: "ConfigurationSet" }] },
          EventDestination: {
            Name: "maildiag",
            Enabled: true,
            MatchingEventTypes: TYPES,
            SnsDestination: { TopicARN: { Ref: "Topic" } },
          },
        },
      },
      DeadLetters: {
        Type: "AWS::SQS::Queue",
        Condition: "MakesQueue",
        Properties: { MessageRetentionPeriod: FOURTEEN_DAYS, SqsManagedSseEnabled: true },
      },
      Queue: {
        Type: "AWS::SQS::Queue",
        Condition: "MakesQueue",
        Properties: {
          MessageRetentionPeriod: FOURTEEN_DAYS,
          ReceiveMessageWaitTimeSeconds: 20,
          VisibilityTimeout: VISIBLE_AFTER,
          SqsManagedSseEnabled: true,
          RedrivePolicy: { deadLetterTargetArn: arnOf("DeadLetters"), maxReceiveCount: 10 },
        },
      },
      QueuePolicy: {
        Type: "AWS::SQS::QueuePolicy",
        Condition: "MakesQueue",
        Properties: { Queues: [{ Ref: "Queue" }], PolicyDocument: queuePolicy() },
      },
      Subscription: {
        Type: "AWS::SNS::Subscription",
        Properties: {
          TopicArn: { Ref: "Topic" },
          Protocol: "sqs",
          Endpoint: { "Fn::If": ["MakesQueue", arnOf("Queue"), { Ref: "QueueArn" }] },
          RawMessageDelivery: true,
        },
      },
      Reader: {
        Type: "AWS::IAM::ManagedPolicy",
        Condition: "MakesQueue",
        Properties: { Description: "Lets maildiag take events off its queue", PolicyDocument: readerPolicy() },
      },
    },
    Outputs: {
      ConfigurationSet: { Value: { Ref: "ConfigurationSet" } },
      QueueUrl: { Condition: "MakesQueue", Description: "MAILDIAG_EVENTS_QUEUE_URL", Value: { Ref: "Queue" } },
      QueueArn: { Condition: "MakesQueue", Description: "QueueArn in the other regions", Value: arnOf("Queue") },
      ReaderPolicyArn: {
        Condition: "MakesQueue",
        Description: "Attach it to maildiag's role",
        Value: { Ref: "Reader" },
      },
    },
  };
}

/** `{Name}` as CloudFormation writes it. */
function sub(text: string): string {
  return text.replaceAll("{", "${");
}

function arnOf(resource: string) {
  return { "Fn::GetAtt": [resource, "Arn"] };
}

/** Only SES, and only for this account's own configuration set (https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-sns.html). */
function topicPolicy() {
  const set = {
    "Fn::Sub": sub("arn:{AWS::Partition}:ses:{AWS::Region}:{AWS::AccountId}:configuration-set/{ConfigurationSet}"),
  };
  return statement({
    Sid: "SesPublishes",
    Effect: "Allow",
    Principal: { Service: "ses.amazonaws.com" },
    Action: "sns:Publish",
    Resource: { Ref: "Topic" },
    Condition: { StringEquals: { "AWS:SourceAccount": { Ref: "AWS::AccountId" }, "AWS:SourceArn": set } },
  });
}

/**
 * Topics of stacks of this name in any region, as the other regions' topics deliver here too. SNS is documented to tell SQS
 * the topic (https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html), in which the account stands.
 */
function queuePolicy() {
  const topics = { "Fn::Sub": sub("arn:{AWS::Partition}:sns:*:{AWS::AccountId}:{AWS::StackName}-*") };
  return statement({
    Sid: "SnsDelivers",
    Effect: "Allow",
    Principal: { Service: "sns.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: arnOf("Queue"),
    Condition: { ArnLike: { "aws:SourceArn": topics } },
  });
}

function readerPolicy() {
  return statement({
    Sid: "MaildiagReadsEvents",
    Effect: "Allow",
    Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
    Resource: arnOf("Queue"),
  });
}

function statement(one: object) {
  return { Version: "2012-10-17", Statement: [one] };
}

export type Attaching = {
  regions: readonly string[];
  /** Where the queue stands or is made; maildiag reads one. */
  home: string;
  /** Of the queue that maildiag reads already; null where there is none yet. */
  queueArn: string | null;
  /** Domains and addresses. */
  identities: readonly string[];
  /** One that is there already; null where the template makes its own and the identities are given it. */
  configurationSet: string | null;
};

/** How the template is put to use, in the order in which it works: the region with the queue first. */
export function attachCommands({
  regions,
  home,
  queueArn,
  identities,
  configurationSet,
}: Attaching): readonly string[] {
  const makesQueue = regions.includes(home);
  const output = (key: string) =>
    `$(aws cloudformation describe-stacks --region ${home} --stack-name ${STACK} --query "Stacks[0].Outputs[?OutputKey=='${key}'].OutputValue" --output text)`;
  const deploy = (region: string) => {
    const overrides = [
      ...(region === home ? [] : [`QueueArn="${queueArn ?? output("QueueArn")}"`]),
      ...(configurationSet === null ? [] : [`ConfigurationSet=${configurationSet}`, "CreateConfigurationSet=false"]),
    ];
    return [
      `aws cloudformation deploy --region ${region} --stack-name ${STACK} --template-file maildiag-events.json --capabilities CAPABILITY_IAM`,
      ...(overrides.length > 0 ? [`--parameter-overrides ${overrides.join(" ")}`] : []),
    ].join(" ");
  };
  const named = identities.length > 0 ? identities.map(shellWord) : ["YOUR-DOMAIN"];
  return [
    "maildiag setup events > maildiag-events.json",
    ...[...(makesQueue ? [home] : []), ...regions.filter((region) => region !== home)].map(deploy),
    ...(configurationSet === null
      ? regions.flatMap((region) =>
          named.map(
            (identity) =>
              `aws sesv2 put-email-identity-configuration-set-attributes --region ${region} --email-identity ${identity} --configuration-set-name maildiag`,
          ),
        )
      : []),
    ...(makesQueue && queueArn === null
      ? [
          `aws iam attach-role-policy --role-name YOUR-MAILDIAG-ROLE --policy-arn "${output("ReaderPolicyArn")}"`,
          `export MAILDIAG_EVENTS_QUEUE_URL="${output("QueueUrl")}"`,
        ]
      : []),
  ];
}
