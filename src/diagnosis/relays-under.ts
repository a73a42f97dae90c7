import type { Relay } from "../ports/relay.ts";

/** The relays that send from a domain, or from a name under it. */
export function relaysUnder(domain: string, relays: readonly Relay[]): readonly Relay[] {
  return relays.filter(({ from }) => from.domain === domain || from.domain.endsWith(`.${domain}`));
}
