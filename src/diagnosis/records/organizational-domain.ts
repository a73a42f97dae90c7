import { getDomain, getPublicSuffix } from "tldts";

/**
 * The list's private part (github.io, …) counts: OpenDMARC, Mail::DMARC and others read the whole file, and RFC 7489
 * §3.2 knows no division in it.
 */
const LIST = { allowPrivateDomains: true, extractHostname: false, validateHostname: false };

/**
 * The organizational domain by the public suffix list, as receivers that still follow RFC 7489 §3.2 find it; the domain
 * itself where it is a public suffix.
 */
export function organizationalDomainByList(domain: string): string {
  return getDomain(domain, LIST) ?? domain;
}

export function publicSuffixByList(domain: string): string | null {
  return getPublicSuffix(domain, LIST);
}

const MOST_QUERIES = 8;

/**
 * The domains whose `_dmarc` names a tree walk asks, in its order: the domain, then its parents up to the top level. A
 * domain of eight labels or more goes on at seven, so there are never more than eight (RFC 9989 §4.10).
 */
export function treeWalkOf(domain: string): readonly string[] {
  const labels = domain.split(".");
  const parents = labels.slice(Math.max(1, labels.length - MOST_QUERIES + 1));
  return [domain, ...parents.map((_, index) => parents.slice(index).join("."))];
}

/** A domain at which a tree walk found exactly one readable record. */
export type WalkedRecord = { domain: string; psd: "y" | "n" | "u" };

/** A record with psd=y or psd=n ends the walk (RFC 9989 §4.10, steps 2 and 6). */
export function endsWalk({ psd }: WalkedRecord): boolean {
  return psd !== "u";
}

/** The organizational domain by what a tree walk found, in its order (RFC 9989 §4.10.2). */
export function organizationalDomainByWalk(domain: string, found: readonly WalkedRecord[]): string {
  for (const { domain: at, psd } of found) {
    if (psd === "n") return at;
    if (psd === "y" && at !== domain)
      return domain
        .split(".")
        .slice(-(at.split(".").length + 1))
        .join(".");
  }
  return found.at(-1)?.domain ?? domain;
}

export function isAtOrBelow(domain: string, parent: string): boolean {
  return domain === parent || domain.endsWith(`.${parent}`);
}
