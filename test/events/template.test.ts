import { describe, expect, it } from "vitest";
import { attachCommands, eventTemplate } from "../../src/events/template.ts";

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

describe("the commands", () => {
  it("make the queue in the first region, and hand it to the others", () => {
    const commands = attachCommands(["us-east-1", "us-west-2"], ["example.com"]);
    const deploys = commands.filter((command) => command.includes("cloudformation deploy"));
    expect(deploys.map((command) => [/--region (\S+)/.exec(command)?.[1], command.includes("QueueArn=")])).toEqual([
      ["us-east-1", false],
      ["us-west-2", true],
    ]);
    const attached = commands.filter((command) => command.includes("put-email-identity-configuration-set-attributes"));
    expect(attached.map((command) => /--region (\S+)/.exec(command)?.[1])).toEqual(["us-east-1", "us-west-2"]);
  });
});
