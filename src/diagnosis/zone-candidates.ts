import { organizationalDomainByList } from "./records/organizational-domain.ts";

/** A name may have 127 labels; nobody nests zones as deep, and each candidate costs questions. */
const NEAREST = 3;
const HIGHEST = 5;

/**
 * Where the zone that holds a domain may begin, nearest first: at the domain or a parent of it, down to the
 * organizational domain. Of very deep names the middle is left out: the servers of a zone above refer to it.
 */
export function zoneCandidates(domain: string): readonly string[] {
  const { within } = parents(domain);
  return within.length <= NEAREST + HIGHEST ? within : [...within.slice(0, NEAREST), ...within.slice(-HIGHEST)];
}

/** Further up, for domains under a public suffix whose zone is the suffix's (github.io); without the top level. */
export function zoneCandidatesAbove(domain: string): readonly string[] {
  return parents(domain).above;
}

function parents(domain: string): { within: readonly string[]; above: readonly string[] } {
  const labels = domain.split(".");
  const all = labels.map((_, index) => labels.slice(index).join("."));
  const count = Math.max(all.indexOf(organizationalDomainByList(domain)), 0) + 1;
  return { within: all.slice(0, count), above: all.slice(count, -1) };
}
