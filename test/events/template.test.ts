import { describe, expect, it } from "vitest";
import { attachCommands, eventTemplate } from "../../src/events/template.ts";
import { QUEUE_ACTIONS } from "../../src/ports/iam-actions.ts";

const template = eventTemplate();
const resources = Object.entries(template.Resources as Record<string, Record<string, unknown>>);

/** Every name that `Ref`, `Fn::GetAtt` and `Fn::Sub` rest on. */
function namesIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, held]) => {
    if (key === "Ref") return [String(held)];
    if (key === "Fn::GetAtt") return [String(held[0])];
    if (key === "Fn::Sub") return [...String(held).matchAll(/\$\{([^}]+)\}/g)].map(([, name]) => name ?? "");
    return namesIn(held);
  });
}

/** The conditions that `Fn::If` and `Condition` of a resource name. */
function conditionsIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, held]) => {
    const named = key === "Fn::If" ? [String(held[0])] : key === "Condition" && typeof held === "string" ? [held] : [];
    return [...named, ...conditionsIn(held)];
  });
}

describe("the template", () => {
  it("rests on nothing that it does not define", () => {
    const defined = new Set([
      ...Object.keys(template.Resources as object),
      ...Object.keys(template.Parameters as object),
    ]);
    expect(namesIn(template).filter((name) => !defined.has(name) && !name.startsWith("AWS::"))).toEqual([]);
    const conditions = Object.keys(template.Conditions as object);
    expect(new Set(conditionsIn(template))).toEqual(new Set(conditions));
  });

  it("has a queue with a dead-letter queue, and a topic that only SES may publish to", () => {
    expect(resources.map(([name, { Type }]) => `${name}: ${Type}`)).toEqual([
      "Set: AWS::SES::ConfigurationSet",
      "Topic: AWS::SNS::Topic",
      "TopicPolicy: AWS::SNS::TopicPolicy",
      "Destination: AWS::SES::ConfigurationSetEventDestination",
      "DeadLetters: AWS::SQS::Queue",
      "Queue: AWS::SQS::Queue",
      "QueuePolicy: AWS::SQS::QueuePolicy",
      "Subscription: AWS::SNS::Subscription",
      "Reader: AWS::IAM::ManagedPolicy",
    ]);
    const text = JSON.stringify(template);
    expect(text).toContain('"Principal":{"Service":"ses.amazonaws.com"}');
    expect(text).not.toMatch(/"(?:Action|Resource|Principal)":"\*"/);
    expect(text).not.toMatch(/"(?:sqs|sns|ses|iam):\*"/);
  });
});

describe("the policies", () => {
  const statementOf = (name: string) => {
    const found = resources.find(([key]) => key === name)?.[1].Properties as {
      PolicyDocument: { Statement: object[] };
    };
    return found.PolicyDocument.Statement;
  };

  it("let only this account's own configuration set publish to the topic", () => {
    expect(statementOf("TopicPolicy")).toMatchObject([
      {
        Principal: { Service: "ses.amazonaws.com" },
        Action: "sns:Publish",
        Condition: {
          StringEquals: {
            "AWS:SourceAccount": { Ref: "AWS::AccountId" },
            "AWS:SourceArn": { "Fn::Sub": expect.stringMatching(/:configuration-set\/\$\{ConfigurationSet\}$/) },
          },
        },
      },
    ]);
  });

  it("let only this account's topics of that stack send to the queue, and only its reader read", () => {
    expect(statementOf("QueuePolicy")).toMatchObject([
      {
        Principal: { Service: "sns.amazonaws.com" },
        Action: "sqs:SendMessage",
        Condition: { ArnLike: { "aws:SourceArn": { "Fn::Sub": expect.stringMatching(/:\$\{AWS::AccountId\}:/) } } },
      },
    ]);
    const actions = QUEUE_ACTIONS.map(({ action }) => action);
    expect(statementOf("Reader")).toMatchObject([{ Action: actions, Resource: { "Fn::GetAtt": ["Queue", "Arn"] } }]);
  });
});

describe("the commands", () => {
  const both = ["us-east-1", "us-west-2"];
  const given = {
    regions: both,
    home: "us-east-1",
    queueArn: null,
    identities: ["example.com"],
    configurationSet: null,
  };
  const told = (commands: readonly string[], part: string) => commands.filter((command) => command.includes(part));
  const regionsOf = (commands: readonly string[]) => commands.map((command) => /--region (\S+)/.exec(command)?.[1]);

  it("make the queue in its region first, and hand it to the others", () => {
    const commands = attachCommands({ ...given, regions: both.toReversed() });
    const deploys = told(commands, "cloudformation deploy");
    expect(regionsOf(deploys)).toEqual(both);
    expect(deploys.map((command) => command.includes("QueueArn="))).toEqual([false, true]);
    expect(regionsOf(told(commands, "put-email-identity-configuration-set-attributes"))).toEqual(both.toReversed());
    expect(commands.at(-1)).toContain("export MAILDIAG_EVENTS_QUEUE_URL=");
  });

  it("of another region alone name the queue that is read already", () => {
    const queueArn = "arn:aws:sqs:us-east-1:123456789012:events";
    const commands = attachCommands({ ...given, regions: ["us-west-2"], queueArn });
    expect(told(commands, "cloudformation deploy")).toEqual([expect.stringContaining(`QueueArn="${queueArn}"`)]);
    expect(told(commands, "YOUR-")).toEqual([]);
    expect(told(commands, "export")).toEqual([]);
  });

  it("add to a configuration set that is there, and give nobody another", () => {
    const commands = attachCommands({ ...given, configurationSet: "news" });
    for (const command of told(commands, "cloudformation deploy"))
      expect(command).toContain("ConfigurationSet=news CreateConfigurationSet=false");
    expect(told(commands, "put-email-identity")).toEqual([]);
  });
});
