import { attachCommands, eventTemplate } from "../events/template.ts";
import { type Command, UsageMistake } from "./command.ts";
import { regionsOf } from "./regions-of.ts";

export const setup: Command = {
  name: "setup",
  usage: "setup events",
  summary: "The CloudFormation template that brings SES's events to maildiag",
  details: [
    "Prints the template on standard output, and the commands that deploy and attach it beside it: configuration set → SNS → SQS with a dead-letter queue, in every configured region or in those given by --region.",
    "An identity that has a configuration set already keeps it: deploy with ConfigurationSet=NAME CreateConfigurationSet=false, and leave out the last but two commands.",
  ],
  where: "terminal",
  options: { region: { type: "string", multiple: true } },
  run: async ({ positionals, values }, { config }) => {
    const [what, ...rest] = positionals;
    if (what?.toLowerCase() !== "events" || rest.length > 0)
      throw new UsageMistake("Only events can be set up: setup events.", setup);
    const regions = regionsOf(setup, values.region, config.regions);
    const domains = config.domains.map(({ domain }) => domain);
    return { kind: "template", template: eventTemplate(), commands: attachCommands(regions, domains) };
  },
};
