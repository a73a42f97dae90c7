import type { Check } from "../check.ts";
import { publishingOf } from "../publishing.ts";
import { tell } from "../readable.ts";
import { identityFor } from "../ses-identity.ts";

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
        `The identity ${data.identity} has no configuration set that publishes bounces, no bounce topic, and feedback forwarding is off. A bounce leaves no trace but the suppression list.`,
      fix: ({ data }) => ({
        text: "Give the identity a default configuration set with an event destination for bounces, complaints and deliveries.",
        who: "you",
        records: [],
        commands: [
          `aws sesv2 create-configuration-set --region ${data.region} --configuration-set-name mail-events`,
          `aws sesv2 create-configuration-set-event-destination --region ${data.region} --configuration-set-name mail-events --event-destination-name bounces --event-destination Enabled=true,MatchingEventTypes=SEND,DELIVERY,BOUNCE,COMPLAINT,REJECT,SnsDestination={TopicArn=YOUR-TOPIC-ARN}`,
          `aws sesv2 put-email-identity-configuration-set-attributes --region ${data.region} --email-identity ${data.identity} --configuration-set-name mail-events`,
        ],
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
