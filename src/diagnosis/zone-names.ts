import type { DnsType } from "../ports/dns.ts";
import { dkimNamesOf } from "./dkim-names.ts";
import { mailFromDomainOf } from "./mail-from-domain.ts";
import { organizationalDomainByList } from "./records/organizational-domain.ts";
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

/**
 * Where the zone that holds a domain may begin, nearest first. `likely` ends with the organizational domain; `else` are
 * the parents above it, for domains under a public suffix whose zone is the suffix's (github.io), and without the top level.
 */
export function zoneCandidates(domain: string): { likely: readonly string[]; else: readonly string[] } {
  const labels = domain.split(".");
  const all = labels.map((_, index) => labels.slice(index).join("."));
  const most = Math.max(all.indexOf(organizationalDomainByList(domain)), 0) + 1;
  return { likely: all.slice(0, most), else: all.slice(most, -1) };
}

export function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}
