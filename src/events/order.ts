import type { StoredEvent } from "../ports/event-store.ts";

/** Servers' clocks differ by this much at most; what differs more came about in that order. */
const SKEW_MS = 5 * 60_000;

/** Causes before their effects, where their times are as good as the same. */
const RANKS: readonly string[] = [
  "Send",
  "Rendering Failure",
  "Reject",
  "DeliveryDelay",
  "Delivery",
  "Bounce",
  "Open",
  "Click",
  "Subscription",
  "Complaint",
];

/**
 * In time order; of one message to one recipient, what cannot have come first does not stand first because a clock was
 * wrong. Times are left as they are.
 */
export function inOrder<E extends StoredEvent>(events: readonly E[]): readonly E[] {
  const groups = Map.groupBy(events, ({ messageId, recipient }) => `${messageId}\n${recipient ?? ""}`);
  const placed = [...groups.values()].flatMap((group) => {
    const byRank = group.toSorted((a, b) => rankOf(a) - rankOf(b) || a.at.getTime() - b.at.getTime());
    let latest = Number.NEGATIVE_INFINITY;
    return byRank.map((event) => {
      const at = event.at.getTime();
      const isSkewed = at < latest && latest - at <= SKEW_MS;
      const place = isSkewed ? latest : at;
      latest = Math.max(latest, place);
      return { event, place };
    });
  });
  return placed
    .toSorted(
      (a, b) => a.place - b.place || rankOf(a.event) - rankOf(b.event) || (tieOf(a.event) < tieOf(b.event) ? -1 : 1),
    )
    .map(({ event }) => event);
}

function tieOf({ recipient, id }: StoredEvent): string {
  return `${recipient ?? ""} ${id}`;
}

function rankOf({ type }: StoredEvent): number {
  const rank = RANKS.indexOf(type);
  return rank === -1 ? RANKS.length : rank;
}
