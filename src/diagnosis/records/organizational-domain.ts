import { getDomain } from "tldts";

/**
 * The organizational domain by the public suffix list, as receivers that still follow RFC 7489 §3.2 find it; the domain
 * itself where it is a public suffix. The list's private part (github.io, …) counts: OpenDMARC, Mail::DMARC and others
 * read the whole file, and RFC 7489 knows no division in it.
 */
export function organizationalDomainByList(domain: string): string {
  return getDomain(domain, { allowPrivateDomains: true, extractHostname: false, validateHostname: false }) ?? domain;
}
