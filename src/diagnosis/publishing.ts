import type { PortTrouble } from "../ports/trouble.ts";
import type { Questions } from "./questions.ts";
import { type Readable, readable } from "./readable.ts";
import type { FoundIdentity } from "./ses-identity.ts";

/** A way in which SES tells about bounces without being asked in every single message. */
export type PublishingWay = "event destination" | "notification topic" | "feedback forwarding";

/** `troubles` are the ways that could not be looked at. */
export type Publishing = {
  ways: readonly PublishingWay[];
  configurationSet: string | null;
  troubles: readonly PortTrouble[];
};

/**
 * How bounces of this identity are published by default. A sender may also name a configuration set in each message,
 * which nothing shows. Topics are visible only in version 1 of the API (GetIdentityNotificationAttributes).
 */
export async function publishingOf(questions: Questions, region: string, found: FoundIdentity): Promise<Publishing> {
  const { name, configurationSet, feedbackForwarding } = found.identity;
  const [destination, topic] = await Promise.all([
    readable(publishesToDestination(questions, region, configurationSet)),
    readable(questions.ses.notificationTopics(region, name).then((topics) => Boolean(topics?.bounce))),
  ]);
  const ways: readonly (readonly [PublishingWay, Readable<boolean>])[] = [
    ["event destination", destination],
    ["notification topic", topic],
    ["feedback forwarding", { value: feedbackForwarding }],
  ];
  return {
    ways: ways.flatMap(([way, seen]) => (seen.value ? [way] : [])),
    configurationSet,
    troubles: ways.flatMap(([, seen]) => seen.trouble ?? []),
  };
}

async function publishesToDestination(questions: Questions, region: string, set: string | null): Promise<boolean> {
  if (set === null) return false;
  const destinations = await questions.ses.eventDestinations(region, set);
  return destinations?.some(({ enabled, eventTypes }) => enabled && eventTypes.includes("BOUNCE")) ?? false;
}
