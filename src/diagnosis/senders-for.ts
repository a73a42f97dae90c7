import type { Sender } from "../ports/sender.ts";

/** The senders that are declared for a domain, or for a name under it; those without domains are declared for all. */
export function sendersFor(domain: string, senders: readonly Sender[]): readonly Sender[] {
  return senders.filter(
    ({ domains }) =>
      domains === null || domains.some((one) => one.domain === domain || one.domain.endsWith(`.${domain}`)),
  );
}
