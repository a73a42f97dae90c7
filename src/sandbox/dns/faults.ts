import type { DnsFault } from "../world.ts";
import type { Transport } from "./listener.ts";
import type { Query } from "./message.ts";
import { absolute } from "./zone-text.ts";

export type FaultFor = (query: Query, servers: readonly string[], transport: Transport) => DnsFault | undefined;

/** Finds the fault that strikes a question, and counts how often each has struck. Only the asked name counts, not an alias's target. */
export function faults(list: readonly DnsFault[] = []): FaultFor {
  const struck = new Map<DnsFault, number>();
  return (query, servers, transport) => {
    const fault = list.find(
      (candidate) =>
        (candidate.name === undefined || absolute(candidate.name) === absolute(query.name)) &&
        (candidate.type === undefined || candidate.type === query.type) &&
        (candidate.server === undefined || servers.includes(absolute(candidate.server))) &&
        (candidate.then !== "truncate" || transport === "udp") &&
        (struck.get(candidate) ?? 0) < (candidate.times ?? Number.POSITIVE_INFINITY),
    );
    if (fault) struck.set(fault, (struck.get(fault) ?? 0) + 1);
    return fault;
  };
}
