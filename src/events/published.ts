import { z } from "zod";

const Recipients = z.array(z.unknown()).max(1_000).catch([]);
const Own = z.record(z.string(), z.unknown());

/**
 * The parts of an SES event that a trace rests on; what else stands in it is let be. Shapes:
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html and, for `notificationType`,
 * https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
 */
export const Published = z.looseObject({
  eventType: z.string().min(1).max(100).optional(),
  notificationType: z.string().min(1).max(100).optional(),
  mail: z.looseObject({
    messageId: z.string().min(1).max(200),
    timestamp: z.string().max(100).optional().catch(undefined),
    sourceArn: z.string().max(2_000).optional().catch(undefined),
    destination: Recipients,
    tags: z
      .looseObject({ "ses:configuration-set": z.array(z.string().max(200)).catch([]) })
      .optional()
      .catch(undefined),
  }),
});

export type Published = z.infer<typeof Published>;

/** SES's word for the type, as event publishing writes it, whoever wrote it how. */
export function typeOf({ eventType, notificationType }: Published): string | null {
  const word = (eventType ?? notificationType ?? "").trim();
  if (word === "") return null;
  return KNOWN.find((known) => plain(known) === plain(word)) ?? word;
}

/** Every type that SES has so far. */
export const KNOWN = [
  "Send",
  "Delivery",
  "Bounce",
  "Complaint",
  "Reject",
  "Open",
  "Click",
  "Rendering Failure",
  "DeliveryDelay",
  "Subscription",
] as const;

function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[^a-z]/g, "");
}

/** The key of the part that is the event's own: `Rendering Failure` has `failure`, all others their name. */
export function ownKeyOf(type: string): string {
  if (type === "Rendering Failure") return "failure";
  const name = type.replaceAll(/[^A-Za-z0-9]/g, "");
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}

/** The event's own part; empty where it has none. */
export function ownPartOf(event: Published, type: string): z.infer<typeof Own> {
  const { success, data } = Own.safeParse(event[ownKeyOf(type)]);
  return success ? data : {};
}
