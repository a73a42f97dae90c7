import type { Deciding } from "./dmarc-discovery.ts";
import { type DmarcPolicy, effectivePolicy } from "./records/dmarc.ts";

/** The policy for an existing domain; null where no record decides. */
export function policyOf(deciding: Deciding): DmarcPolicy;
export function policyOf(deciding: Deciding | null): DmarcPolicy | null;
export function policyOf(deciding: Deciding | null): DmarcPolicy | null {
  return deciding && effectivePolicy(deciding.at.record, deciding.inherited ? "subdomain" : "own");
}
