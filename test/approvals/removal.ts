import type { Removal, RemovalItem } from "../../src/ports/removals.ts";

export const NOON = new Date("2026-11-20T12:00:00Z");

export function later(ms: number, from = NOON): Date {
  return new Date(from.getTime() + ms);
}

export function item(given: Partial<RemovalItem> = {}): RemovalItem {
  return {
    address: "kim@example.net",
    region: "us-east-1",
    entry: { reason: "BOUNCE", since: new Date("2026-04-18T17:05:00Z"), messageId: "m-1" },
    was: null,
    acts: true,
    cause: null,
    outcome: "open",
    isTried: false,
    awsRequestId: null,
    trouble: null,
    settledAt: null,
    ...given,
  };
}

/** Ana asked at noon. */
export function removal(given: Partial<Removal> = {}): Removal {
  return {
    id: "r1",
    askedBy: "U0ANA",
    askedAt: NOON,
    why: "the mailbox is back",
    origin: { channel: "C0OPS", threadTs: null },
    channel: "C0OK",
    items: [item()],
    version: 1,
    state: "pending",
    pendingSince: NOON,
    decidedBy: null,
    decidedAt: null,
    removedBy: null,
    undoneBy: null,
    undoneAt: null,
    endedAt: null,
    ...given,
  };
}
