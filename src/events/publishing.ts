import type { Questions } from "../diagnosis/questions.ts";
import { readable } from "../diagnosis/readable.ts";
import { identityFor } from "../diagnosis/ses-identity.ts";
import type { TroubleReason } from "../ports/trouble.ts";

/** What one region publishes, of one configuration set or of one domain's mail. */
export type Published = {
  region: string;
  /** The domain that was looked at; null where an event named the configuration set. */
  domain: string | null;
  configurationSet: string | null;
  /** SES's words as in events, e.g. `Rendering Failure`; null where it could not be looked at. */
  types: readonly string[] | null;
  trouble: TroubleReason | null;
};

/** The API's names of types → the names in events. */
const NAMES: Readonly<Record<string, string>> = {
  SEND: "Send",
  DELIVERY: "Delivery",
  BOUNCE: "Bounce",
  COMPLAINT: "Complaint",
  REJECT: "Reject",
  OPEN: "Open",
  CLICK: "Click",
  RENDERING_FAILURE: "Rendering Failure",
  DELIVERY_DELAY: "DeliveryDelay",
  SUBSCRIPTION: "Subscription",
};

/** What the configuration set that a message was sent with publishes. Never throws trouble. */
export async function publishedBySet(questions: Questions, region: string, set: string): Promise<Published> {
  const about = { region, domain: null, configurationSet: set };
  const { value, trouble } = await readable(questions.ses.eventDestinations(region, set));
  if (trouble) return { ...about, types: null, trouble: trouble.reason };
  return { ...about, types: typesOf(value ?? []), trouble: null };
}

/**
 * What is published by default of a domain's mail: by its identity's configuration set and its notification topics. A
 * sender may name another set in each message, which nothing shows. Null where the region does not know the domain.
 */
export async function publishedOfDomain(
  questions: Questions,
  region: string,
  domain: string,
): Promise<Published | null> {
  const { value: found, trouble } = await readable(identityFor(questions, region, domain));
  if (trouble) return { region, domain, configurationSet: null, types: null, trouble: trouble.reason };
  if (found === null) return null;
  const { name, configurationSet } = found.identity;
  const [bySet, topics] = await Promise.all([
    configurationSet === null ? null : publishedBySet(questions, region, configurationSet),
    readable(questions.ses.notificationTopics(region, name)),
  ]);
  const reason = bySet?.trouble ?? topics.trouble?.reason ?? null;
  if (reason !== null) return { region, domain, configurationSet, types: null, trouble: reason };
  const { bounce, complaint, delivery } = topics.value ?? { bounce: null, complaint: null, delivery: null };
  const byTopic = [bounce && "Bounce", complaint && "Complaint", delivery && "Delivery"].filter(
    (each) => each !== null,
  );
  return {
    region,
    domain,
    configurationSet,
    types: [...new Set([...(bySet?.types ?? []), ...byTopic.filter((each) => each !== "")])],
    trouble: null,
  };
}

function typesOf(destinations: readonly { enabled: boolean; eventTypes: readonly string[] }[]): readonly string[] {
  const types = destinations.flatMap(({ enabled, eventTypes }) => (enabled ? eventTypes : []));
  return [...new Set(types.map(nameOf))];
}

/** The name in events of a type that the API names. */
export function nameOf(type: string): string {
  return Object.hasOwn(NAMES, type) ? (NAMES[type] ?? type) : type;
}
