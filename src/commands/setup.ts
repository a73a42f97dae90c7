import { attachCommands, eventTemplate } from "../events/template.ts";
import { type Command, UsageMistake } from "./command.ts";
import { queueArnOf } from "./queue-arn.ts";
import { regionsOf } from "./regions-of.ts";

export const setup: Command = {
  name: "setup",
  usage: "setup events",
  summary: "The CloudFormation template that brings SES's events to maildiag",
  details: [
    "Prints the template on standard output, and the commands that deploy and attach it beside it: configuration set → SNS → SQS with a dead-letter queue, in every configured region or in those given by --region. The first configured region has the queue, or the region of MAILDIAG_EVENTS_QUEUE_URL.",
    "An identity that has a configuration set already keeps it: name the set by --configuration-set NAME, and events are added to it. --identity NAME attaches to that identity instead of the configured domains.",
  ],
  where: "terminal",
  options: {
    region: { type: "string", multiple: true },
    identity: { type: "string", multiple: true },
    "configuration-set": { type: "string" },
  },
  run: async ({ positionals, values }, { config }) => {
    const [what, ...rest] = positionals;
    if (what?.toLowerCase() !== "events" || rest.length > 0)
      throw new UsageMistake("Only events can be set up: setup events.", setup);
    const regions = regionsOf(setup, values.region, config.regions);
    const queue = config.eventsQueueUrl === null ? null : queueArnOf(config.eventsQueueUrl);
    const named = [values.identity ?? []].flat().map((word) => matching(String(word), IDENTITY, "--identity"));
    const set = values["configuration-set"];
    const commands = attachCommands({
      regions,
      home: queue?.region ?? config.regions[0] ?? regions[0] ?? "us-east-1",
      queueArn: queue?.arn ?? null,
      identities: named.length > 0 ? named : config.domains.map(({ domain }) => domain),
      configurationSet: set === undefined ? null : matching(String(set), SET, "--configuration-set"),
    });
    return { kind: "template", template: eventTemplate(), commands };
  },
};

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateConfigurationSet.html */
const SET = /^[A-Za-z0-9_-]{1,64}$/;
/** A domain or an address. */
const IDENTITY = /^[^\s"'`$\\<>]{1,320}$/;

function matching(word: string, pattern: RegExp, option: string): string {
  if (pattern.test(word)) return word;
  throw new UsageMistake(`"${word}" cannot stand behind ${option}.`, setup);
}
