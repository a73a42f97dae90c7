import type { FoundIdentity } from "./ses-identity.ts";
import { zoneCandidates } from "./zone-candidates.ts";

/**
 * One name at which a receiver looks for the key, `<selector>._domainkey.<domain>`: for Easy DKIM a CNAME to where SES
 * publishes the key, else the own key in a TXT record.
 */
export type DkimName = { name: string; type: "CNAME"; target: string } | { name: string; type: "TXT" };

/** Where SES publishes the keys of Easy DKIM, where it does not name another zone (SigningHostedZone). */
const EASY_DKIM_ZONE = "dkim.amazonses.com";

/** RFC 1035 §2.3.4, in presentation form. */
const LONGEST_NAME = 253;

/** SES signs nothing at all with this identity's domain. */
export function signingIsOff({ identity }: FoundIdentity): boolean {
  return !identity.dkim.signingEnabled || identity.dkim.status === "NOT_STARTED";
}

/**
 * The names that SES signs for, in SES's order; none where signing is off. Selectors come from SES alone, never from
 * a guess. https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html
 */
export function dkimNamesOf(found: FoundIdentity): readonly DkimName[] {
  if (signingIsOff(found)) return [];
  const { tokens, hostedZone, origin } = found.identity.dkim;
  const zone = (hostedZone ?? EASY_DKIM_ZONE).toLowerCase().replace(/\.$/, "");
  return tokens.map((given) => {
    const token = given.toLowerCase();
    const name = `${token}._domainkey.${found.domain}`;
    return origin === "EXTERNAL" ? { name, type: "TXT" } : { name, type: "CNAME", target: `${token}.${zone}` };
  });
}

/**
 * Where a DNS panel puts a record when it appends its zone to a name that was typed in full. The zone is the domain or
 * one of its parents.
 */
export function doubledNames(name: string, domain: string): readonly string[] {
  return zoneCandidates(domain)
    .map((zone) => `${name}.${zone}`)
    .filter((doubled) => doubled.length <= LONGEST_NAME);
}
