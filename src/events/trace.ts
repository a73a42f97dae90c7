import { explain } from "../bounces/explain.ts";
import type { ExplanationItem } from "../bounces/explanation.ts";
import { HOPS } from "../diagnosis/hop.ts";
import type { StoredEvent } from "../ports/event-store.ts";
import { inOrder } from "./order.ts";

/**
 * What came of one message to one recipient, as far as SES told:
 * `sent` nothing but that SES took it · `delayed` it is being tried · `delivered` the recipient's server said 250 ·
 * `read` it was opened or clicked · `dropped` by SES after it had taken it · `bounced` before a 250 · `returned` after one
 * · `complained` · `unknown` no event that decides.
 */
export type Outcome =
  | "sent"
  | "delayed"
  | "delivered"
  | "read"
  | "dropped"
  | "bounced"
  | "returned"
  | "complained"
  | "unknown";

/** An event in the time line. */
export type TracedEvent = StoredEvent & { explanation: ExplanationItem | null };

/** One message to one recipient. */
export type Passage = {
  messageId: string;
  recipient: string | null;
  region: string | null;
  configurationSet: string | null;
  outcome: Outcome;
  /** The event that decided the outcome. */
  decidedBy: TracedEvent | null;
  /** Where it stands, explained; null where it goes well or nobody knows. */
  stopped: ExplanationItem | null;
  events: readonly TracedEvent[];
};

export type Trace = {
  /** In time order, over all messages. */
  events: readonly TracedEvent[];
  /** The newest message last. */
  passages: readonly Passage[];
};

/** Time line and outcome from events in any order, any number of times, with gaps. Pure. */
export function traceOf(events: readonly StoredEvent[]): Trace {
  const known = [...new Map(events.map((event) => [event.id, event])).values()];
  const passages = [...Map.groupBy(known, ({ messageId }) => messageId).values()].flatMap(passagesOf);
  const ordered = passages.toSorted((a, b) => startOf(a) - startOf(b) || compare(keyOf(a), keyOf(b)));
  const traced = new Map(ordered.flatMap((passage) => passage.events.map((event) => [event.id, event] as const)));
  return { events: inOrder([...traced.values()]), passages: ordered };
}

/** Where all of it stands: of one message the first hop that any recipient's stopped at, of several the newest's. */
export function stoppedOf({ passages }: Trace): ExplanationItem | null {
  const newest = passages.at(-1)?.messageId;
  const stopped = passages.flatMap((passage) => (passage.messageId === newest ? (passage.stopped ?? []) : []));
  return stopped.toSorted((a, b) => hopIndex(a) - hopIndex(b))[0] ?? null;
}

function hopIndex({ hop }: ExplanationItem): number {
  return hop === null ? HOPS.length : HOPS.indexOf(hop);
}

function startOf({ events }: Passage): number {
  return events[0]?.at.getTime() ?? 0;
}

function keyOf({ messageId, recipient }: Passage): string {
  return `${messageId} ${recipient ?? ""}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What does not say whom it is about is about each of the recipients. */
function passagesOf(events: readonly StoredEvent[]): readonly Passage[] {
  const forAll = events.filter(({ recipient }) => recipient === null);
  const byRecipient = Map.groupBy(
    events.filter(({ recipient }) => recipient !== null),
    ({ recipient }) => recipient,
  );
  if (byRecipient.size === 0) return [passageOf(null, forAll)];
  // One of several opened it: nobody knows which, so it decides for none of them.
  const shared = byRecipient.size === 1 ? forAll : forAll.filter(({ type }) => type !== "Open" && type !== "Click");
  return [...byRecipient].map(([recipient, own], index) =>
    passageOf(recipient, [...own, ...(index === 0 ? forAll : shared)], new Set(shared.map(({ id }) => id))),
  );
}

function passageOf(
  recipient: string | null,
  events: readonly StoredEvent[],
  shared: ReadonlySet<string> | null = null,
): Passage {
  const traced = inOrder(events.map((event) => ({ ...event, explanation: explanationOf(event) })));
  const counted = shared ? traced.filter((event) => event.recipient !== null || shared.has(event.id)) : traced;
  const last = counted.at(-1);
  return {
    messageId: last?.messageId ?? events[0]?.messageId ?? "",
    recipient,
    region: counted.find(({ region }) => region !== null)?.region ?? null,
    configurationSet: counted.flatMap(({ detail }) => textOf(detail.configurationSet) ?? [])[0] ?? null,
    ...outcomeOf(counted),
    events: traced,
  };
}

/** By what SES says of its events, not by their order: clocks differ, and events overtake each other. */
function outcomeOf(events: readonly TracedEvent[]): Pick<Passage, "outcome" | "decidedBy" | "stopped"> {
  const last = (is: (event: TracedEvent) => boolean) => events.findLast(is) ?? null;
  const dropped = last(isDrop);
  if (dropped) return { outcome: "dropped", decidedBy: dropped, stopped: dropped.explanation };
  const delivery = last(({ type }) => type === "Delivery");
  const bounce = last((event) => event.type === "Bounce" && !isGood(event));
  if (bounce) {
    const stopped = delivery ? afterAcceptance(bounce.explanation) : bounce.explanation;
    const late = delivery !== null || stopped?.hop === "mailbox";
    return { outcome: late ? "returned" : "bounced", decidedBy: bounce, stopped };
  }
  const complaint = last((event) => event.type === "Complaint" && event.explanation?.who !== "nobody");
  if (complaint) return { outcome: "complained", decidedBy: complaint, stopped: complaint.explanation };
  const read = last(({ type }) => type === "Open" || type === "Click" || type === "Subscription");
  if (read) return { outcome: "read", decidedBy: read, stopped: null };
  // An answer by itself, or a complaint that it is no spam, comes from a mailbox.
  const arrived = delivery ?? last((event) => event.type === "Bounce" || event.type === "Complaint");
  if (arrived) return { outcome: "delivered", decidedBy: arrived, stopped: null };
  const delay = last(({ type }) => type === "DeliveryDelay");
  if (delay) return { outcome: "delayed", decidedBy: delay, stopped: delay.explanation };
  const send = last(({ type }) => type === "Send");
  return { outcome: send ? "sent" : "unknown", decidedBy: send, stopped: null };
}

function isDrop({ type, explanation }: TracedEvent): boolean {
  if (type === "Reject" || type === "Rendering Failure") return true;
  return (type === "Bounce" || type === "Complaint") && explanation?.hop === "processing";
}

/** The recipient's vacation answer comes as a bounce, and means that the message is there. */
function isGood({ explanation }: TracedEvent): boolean {
  return explanation?.reason === "vacation" || explanation?.reason === "delivered";
}

/** What a server says after its own 250 is no longer the gateway's refusal. */
function afterAcceptance(item: ExplanationItem | null): ExplanationItem | null {
  return item && (item.hop === "gateway" || item.hop === null) ? { ...item, hop: "mailbox" } : item;
}

/** By the same rules as a bounce that somebody pastes. */
export function explanationOf({ type, messageId, recipient, at, detail }: StoredEvent): ExplanationItem | null {
  const { configurationSet: _, ...own } = detail;
  const mail = { messageId, timestamp: at.toISOString(), destination: recipient === null ? [] : [recipient] };
  return explain(JSON.stringify({ ...own, eventType: type, mail })).items[0] ?? null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
