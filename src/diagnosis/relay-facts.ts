import type { Relay } from "../ports/relay.ts";
import type { FindingData } from "./finding.ts";

/** What every finding about a relay holds, for its words. Never the password, nor a username that is no key id. */
export function relayFacts({ description, from, host, port, region }: Relay): FindingData {
  return { region, description, from: from.typed, host, port };
}
