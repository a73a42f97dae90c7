import type { Metrics } from "./metrics.ts";
import type { StoredEvent } from "./ports/event-store.ts";

/** What the counters need to know of what was stored. */
export type Stored = { messages: number; events: readonly StoredEvent[]; added: number; deadLetters: number };

/** Counts what was taken in. Only the names given become labels, so that what comes in cannot make endless rows. */
export function countEvents(
  metrics: Metrics,
  { messages, events, added, deadLetters }: Stored,
  { regions, types, now }: { regions: readonly string[]; types: readonly string[]; now: Date },
): void {
  metrics.eventMessages.inc({ outcome: "stored" }, messages);
  metrics.eventOutcomes.inc({ outcome: "stored" }, added);
  metrics.eventOutcomes.inc({ outcome: "duplicate" }, events.length - added);
  metrics.eventOutcomes.inc({ outcome: "dead-letter" }, deadLetters);
  for (const { region, type, at } of events) {
    const where = region !== null && regions.includes(region) ? region : "other";
    metrics.events.inc({ region: where, type: types.includes(type) ? type : "other" });
    // Where SES's clock is ahead of ours.
    metrics.eventLagSeconds.observe({ region: where }, Math.max(0, now.getTime() - at.getTime()) / 1_000);
  }
}
