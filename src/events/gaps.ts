import type { LastSeen } from "../ports/event-store.ts";
import type { TroubleReason } from "../ports/trouble.ts";
import type { Published } from "./publishing.ts";
import type { Outcome, Passage, Trace } from "./trace.ts";

/** What a trace cannot tell, and why. */
export type Gap =
  /** No event about it is known. */
  | { kind: "nothing-known" }
  /** SES took it, or tries it, and has told nothing since. */
  | { kind: "nothing-since"; messageId: string; recipient: string | null; at: Date; outcome: Outcome }
  /** Nobody would hear of these. */
  | {
      kind: "not-published";
      region: string;
      domain: string | null;
      configurationSet: string | null;
      types: readonly string[];
    }
  /** The region publishes, but nothing of it has ever come here. */
  | { kind: "never-seen"; region: string }
  /** Whether it is published could not be looked at. */
  | { kind: "publishing-unknown"; region: string; reason: TroubleReason };

/** What decides what came of a message; a gap among them is why nobody knows. */
const DECIDING = ["Send", "Delivery", "Bounce", "Complaint", "Reject", "Rendering Failure", "DeliveryDelay"] as const;
/** What may still come after each outcome. */
const STILL: { readonly [O in Outcome]: readonly string[] } = {
  sent: DECIDING.filter((type) => type !== "Send"),
  delayed: ["Delivery", "Bounce"],
  delivered: ["Bounce", "Complaint"],
  read: ["Complaint"],
  unknown: DECIDING,
  dropped: [],
  bounced: [],
  returned: [],
  complained: [],
};

/** What is missing from a trace. Pure. */
export function gapsOf(
  trace: Trace,
  published: readonly Published[],
  seen: readonly LastSeen[] | null,
): readonly Gap[] {
  const { passages } = trace;
  const silent = passages.filter(({ outcome }) => outcome === "sent" || outcome === "delayed" || outcome === "unknown");
  return [
    ...(passages.length === 0 ? [{ kind: "nothing-known" } as const] : []),
    ...silent.flatMap(nothingSince),
    ...distinct(published.flatMap((each) => publishingGaps(each, passages, seen))),
  ];
}

function nothingSince({ messageId, recipient, outcome, events }: Passage): readonly Gap[] {
  const last = events.at(-1);
  return last ? [{ kind: "nothing-since", messageId, recipient, at: last.at, outcome }] : [];
}

function publishingGaps(
  { region, domain, configurationSet, types, trouble }: Published,
  passages: readonly Passage[],
  seen: readonly LastSeen[] | null,
): readonly Gap[] {
  if (types === null) return [{ kind: "publishing-unknown", region, reason: trouble ?? "error" }];
  const concerned = passages.filter((passage) => passage.region === region || passage.region === null);
  if (passages.length > 0 && concerned.length === 0) return [];
  const awaited = new Set<string>(
    passages.length === 0 ? DECIDING : concerned.flatMap(({ outcome }) => STILL[outcome]),
  );
  const missing = DECIDING.filter((type) => awaited.has(type) && !types.includes(type));
  const isQuiet = types.length > 0 && seen !== null && !seen.some((each) => each.region === region);
  return [
    ...(missing.length > 0
      ? [{ kind: "not-published", region, domain, configurationSet, types: missing } as const]
      : []),
    ...(isQuiet && passages.length === 0 ? [{ kind: "never-seen", region } as const] : []),
  ];
}

function distinct(gaps: readonly Gap[]): readonly Gap[] {
  return [...new Map(gaps.map((gap) => [JSON.stringify(gap), gap])).values()];
}
