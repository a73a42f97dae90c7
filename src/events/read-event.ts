import { createHash } from "node:crypto";
import { firstAddress } from "../bounces/read/address.ts";
import type { EventDetail, StoredEvent } from "../ports/event-store.ts";
import { boundedOf, canonical, kept } from "./kept.ts";
import { ownKeyOf, ownPartOf, Published, typeOf } from "./published.ts";

export type ReadOptions = {
  /** Where the queue or the file is from, for events that do not tell theirs. */
  region?: string | null;
};

/**
 * What SES published, as it is stored: one a recipient; or the reason why it cannot be.
 * @param now stands for the time of an event that tells none: some rendering failures do not
 */
export function readEvent(
  value: unknown,
  now: Date,
  options: ReadOptions = {},
): readonly StoredEvent[] | { problem: string } {
  const parsed = Published.safeParse(value);
  if (!parsed.success) return { problem: problemOf(parsed.error.issues) };
  const event = parsed.data;
  const type = typeOf(event);
  if (type === null) return { problem: "it has neither eventType nor notificationType" };
  if (type === "Received") return { problem: "it is about mail that SES received, not sent" };
  const own = ownPartOf(event, type);
  const told = timeOf([own.timestamp, own.arrivalDate, event.mail.timestamp]);
  // A time to come is nobody's clock: it would say for years that the region was heard of lately.
  const at = told !== null && told.getTime() - now.getTime() < MOST_AHEAD_MS ? told : now;
  const region = regionOf(event, own) ?? options.region ?? null;
  const configurationSet = event.mail.tags?.["ses:configuration-set"][0] ?? null;
  const { messageId } = event.mail;
  const parts = new Map<EventDetail, { shown: EventDetail; bounded: EventDetail }>();
  return recipientsOf(event, type, own).map(({ recipient, part }) => {
    // A thousand recipients of one message share their part.
    const { shown, bounded } = parts.get(part) ?? { shown: kept(part), bounded: boundedOf(part) };
    parts.set(part, { shown, bounded });
    const detail: EventDetail = {
      ...(configurationSet !== null && kept({ configurationSet })),
      ...(Object.keys(shown).length > 0 && { [ownKeyOf(type)]: shown }),
    };
    const id = idOf({ type, messageId, recipient, at: told, part: bounded });
    return { id, at, type, messageId, recipient, region, detail };
  });
}

function problemOf(issues: readonly { path: readonly PropertyKey[]; message: string }[]): string {
  const [first] = issues;
  return first ? `${first.path.map(String).join(".") || "the event"}: ${first.message}` : "it is no SES event";
}

const EARLIEST = Date.UTC(2005, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);
const MOST_AHEAD_MS = 86_400_000;

function timeOf(values: readonly unknown[]): Date | null {
  for (const value of values) {
    const time = typeof value === "string" ? Date.parse(value) : Number.NaN;
    if (time >= EARLIEST && time <= LATEST) return new Date(time);
  }
  return null;
}

const REGION = /^[a-z]{2,4}(?:-[a-z]{1,20}){1,3}-\d{1,2}$/;

/** From the identity's ARN; else from SES's own host: `a8-50.smtp-out.us-west-2.amazonses.com`. */
function regionOf({ mail }: Published, own: EventDetail): string | null {
  const [arn, , service, region = ""] = (mail.sourceArn ?? "").split(":", 5);
  if (arn === "arn" && service === "ses" && REGION.test(region)) return region;
  const reporter = typeof own.reportingMTA === "string" ? own.reportingMTA.slice(0, 300).toLowerCase() : "";
  return /smtp-out\.([a-z0-9-]{5,30})\.amazonses\.com/.exec(reporter)?.[1] ?? null;
}

/** Which key of the event's own part lists whom it is about. */
const LISTS: Readonly<Record<string, string>> = {
  Bounce: "bouncedRecipients",
  Complaint: "complainedRecipients",
  Delivery: "recipients",
  DeliveryDelay: "delayedRecipients",
};

/** Events of these types are about everybody that the message went to. */
const ABOUT_ALL = new Set(["Send", "Reject", "Rendering Failure"]);

/** One a recipient, each with the event's own part narrowed down to them. */
function recipientsOf(
  { mail }: Published,
  type: string,
  own: EventDetail,
): readonly { recipient: string | null; part: EventDetail }[] {
  const list = Object.hasOwn(LISTS, type) ? LISTS[type] : undefined;
  if (list !== undefined && Array.isArray(own[list]) && own[list].length > 0) {
    const entries = own[list].slice(0, 1_000).map((entry: unknown) => {
      const recipient = addressOf(entry);
      // As SES wrote it, so that what reads SES's events reads this one.
      const narrowed = typeof entry === "object" && entry !== null ? { ...entry, emailAddress: recipient } : recipient;
      return { recipient, part: { ...own, [list]: [narrowed] } };
    });
    return distinct(entries);
  }
  const destinations = distinct(mail.destination.map((each) => ({ recipient: addressOf(each), part: own })));
  if (destinations.length === 1 || (ABOUT_ALL.has(type) && destinations.length > 0)) return destinations;
  return [{ recipient: null, part: own }];
}

function distinct<T extends { recipient: string | null }>(entries: readonly T[]): readonly T[] {
  return [...new Map(entries.map((entry) => [entry.recipient, entry])).values()];
}

function addressOf(entry: unknown): string | null {
  const text =
    typeof entry === "object" && entry !== null && "emailAddress" in entry ? entry.emailAddress : (entry as unknown);
  if (typeof text !== "string" || text === "") return null;
  return (firstAddress(text) ?? text.slice(0, 320)).toLowerCase().toWellFormed();
}

/**
 * Of what the event says. The two ways in which SES publishes one event differ in which of its servers they name, and
 * only one tells the configuration set, so those do not count.
 */
function idOf(given: {
  type: string;
  messageId: string;
  recipient: string | null;
  at: Date | null;
  part: EventDetail;
}): string {
  const { type, messageId, recipient, at, part } = given;
  const { remoteMtaIp: _, reportingMTA: __, processingTimeMillis: ___, ...said } = part;
  const text = canonical([type, messageId, recipient, at?.toISOString() ?? null, said]);
  return createHash("sha256").update(text).digest("base64url").slice(0, 24);
}
