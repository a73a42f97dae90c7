import type { Check } from "../check.ts";
import type { Finding } from "../finding.ts";
import { publishingOf } from "../publishing.ts";
import { tell } from "../readable.ts";
import { identityFor } from "../ses-identity.ts";
import { shellWord } from "../shell-word.ts";

type Code = "EVENTS_PUBLISHED" | "EVENTS_NOT_PUBLISHED";

/** Would anybody hear of a bounce? */
export const events: Check<Code> = {
  name: "events",
  title: "Event publishing",
  hop: "processing",
  codes: {
    EVENTS_PUBLISHED: {
      severity: "ok",
      title: ({ data }) => `Bounces are published in ${data.region}`,
      why: ({ data }) => `SES tells about bounces by ${(data.ways as readonly string[]).join(", ")}.`,
    },
    EVENTS_NOT_PUBLISHED: {
      severity: "warning",
      title: ({ data }) => `Nobody is told about bounces in ${data.region}`,
      why: ({ data }) =>
        `Of the identity ${data.identity}, ${data.configurationSet ? `the configuration set ${data.configurationSet} publishes no bounces` : "there is no configuration set"}, there is no bounce topic, and feedback forwarding is off. A bounce leaves no trace but the suppression list.`,
      fix: ({ data }) => ({
        text: data.configurationSet
          ? `Let the configuration set ${data.configurationSet} publish bounces, complaints and deliveries: the command writes the pipeline's template, and prints those that deploy it.`
          : "Give the identity a configuration set that publishes bounces, complaints and deliveries: the command writes the pipeline's template, and prints those that deploy and attach it.",
        who: "you",
        records: [],
        commands: commandsFor(data),
      }),
    },
  },
  looks: (target, questions) =>
    target.regions.map((region) => ({
      region,
      look: async () => {
        const found = await identityFor(questions, region, target.domain);
        if (!found) return [];
        const { ways, configurationSet, troubles } = await publishingOf(questions, region, found);
        const data = { identity: found.identity.name, ways, configurationSet };
        if (ways.length > 0) return [{ code: "EVENTS_PUBLISHED", subject: target.domain, data }];
        // Where nothing is found, one way that could not be looked at leaves the answer open.
        if (troubles.length > 0) return troubles.map(tell);
        return [{ code: "EVENTS_NOT_PUBLISHED", subject: target.domain, data }];
      },
    })),
};

/** It prints what deploys and attaches the pipeline; a set that is there is added to, as it may publish something else. */
function commandsFor({ region, identity, configurationSet }: Finding["data"]): readonly string[] {
  const about = configurationSet
    ? `--configuration-set ${shellWord(configurationSet)}`
    : `--identity ${shellWord(identity)}`;
  return [`maildiag setup events --region ${shellWord(region)} ${about} > maildiag-events.json`];
}
