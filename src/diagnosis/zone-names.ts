import type { DnsType } from "../ports/dns.ts";
import { dkimNamesOf } from "./dkim-names.ts";
import { mailFromDomainOf } from "./mail-from-domain.ts";
import type { FoundIdentity } from "./ses-identity.ts";

/** A question that the other checks rest on. */
export type RestsOn = { name: string; type: DnsType };

/** What they ask whatever SES says. */
export function namesOfDomain(domain: string): readonly RestsOn[] {
  return [
    { name: domain, type: "TXT" },
    { name: domain, type: "MX" },
    { name: `_dmarc.${domain}`, type: "TXT" },
  ];
}

/** What they ask because of how SES sends for the domain in one region: the return path and the keys. */
export function namesOfIdentity(found: FoundIdentity): readonly RestsOn[] {
  const { custom } = mailFromDomainOf(found.identity);
  // SES takes only subdomains of the identity for a return path.
  const returnPath: readonly RestsOn[] =
    custom && isWithin(custom, found.domain)
      ? [
          { name: custom, type: "MX" },
          { name: custom, type: "TXT" },
        ]
      : [];
  return [...returnPath, ...dkimNamesOf(found).map(({ name, type }) => ({ name, type }))];
}

export function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}
