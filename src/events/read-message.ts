import { createHash } from "node:crypto";
import { parseJson, sesEventsIn } from "../bounces/read/ses-envelope.ts";
import type { DeadLetter, StoredEvent } from "../ports/event-store.ts";
import { jsonDocumentsIn } from "./json-documents.ts";
import { boundedOf, canonical, kept, keptBeginning } from "./kept.ts";
import { type ReadOptions, readEvent } from "./read-event.ts";

/** What one message of the queue, or one document of a file, holds. */
export type ReadMessage = { events: readonly StoredEvent[]; deadLetters: readonly DeadLetter[] };

/** SQS carries 1 MiB at most (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html). */
const LONGEST = 2 * 1024 * 1024;
const LONGEST_KEPT = 4_000;
/** As many are looked for in one message. */
const MOST_EVENTS = 1_000;

/**
 * The SES events in a text, out of any envelope (SNS, EventBridge, Firehose, Lambda records), ready to be stored. What
 * is none is a dead letter with its reason; never throws.
 */
export function readMessage(body: string, now: Date, options: ReadOptions = {}): ReadMessage {
  try {
    return read(body, now, options);
  } catch (error) {
    // Whatever it is that cannot be read, such as nesting deeper than the stack: it must not come again and again.
    const reason = `it cannot be read (${error instanceof Error ? error.name : "no reason given"})`;
    return { events: [], deadLetters: [deadLetterOf(body, reason, now)] };
  }
}

function read(body: string, now: Date, options: ReadOptions): ReadMessage {
  const dead = (reason: string) => ({ events: [], deadLetters: [deadLetterOf(body, reason, now)] });
  if (body.length > LONGEST) return dead("it is larger than any event");
  const documents = isOneDocument(body) ? [] : jsonDocumentsIn(body);
  if (documents.length > 1) return readAll(documents, body, now, options);
  const value = parseJson(body);
  if (value === null) return isGreeting(body) ? NOTHING : dead("it is not JSON");
  const broken: string[] = [];
  const found = sesEventsIn(value, (text) => broken.push(text));
  if (found.length === 0) return isGreeting(body) ? NOTHING : dead(reasonFor(value));
  const events: StoredEvent[] = [];
  const deadLetters = broken.slice(0, MOST_EVENTS).map((text) => deadLetterOf(text, "it is not JSON", now));
  for (const each of found) {
    const event = readEvent(each, now, options);
    // Of bounded depth and size, unlike the event itself.
    if ("problem" in event) deadLetters.push(deadLetterOf(canonical(boundedOf(each)), event.problem, now));
    else events.push(...event);
  }
  if (found.length >= MOST_EVENTS)
    deadLetters.push(deadLetterOf(body, `it holds ${MOST_EVENTS} events or more; those behind are left out`, now));
  return { events, deadLetters };
}

/** Lines, documents one behind another, or an array: a broken one among them is told of, and takes none of the others along. */
function readAll(documents: readonly string[], body: string, now: Date, options: ReadOptions): ReadMessage {
  const reads = documents.slice(0, MOST_EVENTS).map((document) => readMessage(document, now, options));
  const tooMany = `it holds ${MOST_EVENTS} events or more; those behind are left out`;
  return {
    events: reads.flatMap(({ events }) => events),
    deadLetters: [
      ...reads.flatMap(({ deadLetters }) => deadLetters),
      ...(documents.length > MOST_EVENTS ? [deadLetterOf(body, tooMany, now)] : []),
    ],
  };
}

function isOneDocument(body: string): boolean {
  if (!body.trimStart().startsWith("{")) return !body.trimStart().startsWith("[");
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}

const NOTHING: ReadMessage = { events: [], deadLetters: [] };

/** What SES sends once when publishing or feedback is set up, to see that it may: a sentence, and no event. */
function isGreeting(body: string): boolean {
  return (
    body.length < 4_000 && /Successfully validated SNS topic for Amazon SES|AmazonSnsSubscriptionSucceeded/.test(body)
  );
}

function reasonFor(value: unknown): string {
  const type = typeof value === "object" && value !== null && "Type" in value ? value.Type : null;
  if (type === "SubscriptionConfirmation") return "SNS asks whether the queue may be subscribed: confirm it in SNS";
  if (type === "UnsubscribeConfirmation") return "SNS says that a queue was unsubscribed";
  return "there is no SES event in it";
}

function deadLetterOf(body: string, reason: string, at: Date): DeadLetter {
  const id = createHash("sha256").update(body).digest("base64url").slice(0, 24);
  return { id, at, reason, body: withoutContents(body).slice(0, LONGEST_KEPT).toWellFormed() };
}

/** The mail's own words are not kept, not even of what could not be read. */
function withoutContents(body: string): string {
  const value = parseJson(body.slice(0, LONGEST));
  if (typeof value !== "object" || value === null || Array.isArray(value)) return keptBeginning(body, 200);
  const { Message, ...rest } = Object.fromEntries(Object.entries(value));
  const inner = typeof Message === "string" ? parseJson(Message) : Message;
  const message = typeof inner === "object" && inner !== null ? kept(Object.fromEntries(Object.entries(inner))) : null;
  return canonical({ ...kept(rest), ...(Message !== undefined && { Message: message }) });
}
