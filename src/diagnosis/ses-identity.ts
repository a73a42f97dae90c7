import { domainToASCII } from "node:url";
import type { IdentitySummary, SesIdentity } from "../ports/ses.ts";
import { PortTrouble } from "../ports/trouble.ts";
import type { Questions } from "./questions.ts";
import { organizationalDomainByList } from "./records/organizational-domain.ts";

/** The identity that SES uses for mail From a domain in one region. */
export type FoundIdentity = {
  identity: SesIdentity;
  /** The d= domain of the identity, in A-labels: its own name, or the domain of its address. */
  domain: string;
  /** It is a parent's: the domain asked for is no identity of its own. */
  inherited: boolean;
  /** Every identity of the region; null where `ses:ListEmailIdentities` is denied. */
  summaries: readonly IdentitySummary[] | null;
};

/**
 * Finds the domain's own identity, else the nearest parent domain's, else the first (sorted) address identity at
 * exactly this domain; null where the region has none. One ListEmailIdentities and one GetEmailIdentity. Where the list
 * is denied, the domain and its parents are read one by one; when none of them is an identity the denial is thrown,
 * because an address identity can then be neither seen nor excluded.
 * https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html ("inherit")
 */
export async function identityFor(questions: Questions, region: string, domain: string): Promise<FoundIdentity | null> {
  const summaries = await listOrDenial(questions, region);
  if (summaries instanceof PortTrouble) {
    const found = await firstOf(questions, region, domain, upToOrganizationalDomain(domain), null);
    if (!found) throw summaries;
    return found;
  }
  return firstOf(questions, region, domain, covering(summaries, domain), summaries);
}

async function listOrDenial(questions: Questions, region: string): Promise<readonly IdentitySummary[] | PortTrouble> {
  try {
    return await questions.ses.identities(region);
  } catch (error) {
    if (error instanceof PortTrouble && error.reason === "denied") return error;
    throw error;
  }
}

/** An identity may vanish between list and look; the next one then covers the domain. */
async function firstOf(
  questions: Questions,
  region: string,
  domain: string,
  names: readonly string[],
  summaries: readonly IdentitySummary[] | null,
): Promise<FoundIdentity | null> {
  for (const name of names) {
    const identity = await questions.ses.identity(region, name);
    if (identity) {
      const own = domainOf(name);
      return { identity, domain: own, inherited: own !== domain, summaries };
    }
  }
  return null;
}

/** Names of the identities that cover a domain, the one that SES uses first. */
function covering(summaries: readonly IdentitySummary[], domain: string): readonly string[] {
  const domains = new Map<string, string>();
  const addresses: string[] = [];
  for (const { name } of summaries) {
    if (!name.includes("@")) domains.set(domainOf(name), name);
    else if (domainOf(name) === domain) addresses.push(name);
  }
  return [...upwards(domain).flatMap((parent) => domains.get(parent) ?? []), ...addresses.sort()];
}

function domainOf(identity: string): string {
  const name = identity.slice(identity.lastIndexOf("@") + 1).replace(/\.$/, "");
  return domainToASCII(name) || name.toLowerCase();
}

function upwards(domain: string): readonly string[] {
  const labels = domain.split(".");
  return labels.map((_, index) => labels.slice(index).join("."));
}

function upToOrganizationalDomain(domain: string): readonly string[] {
  const last = organizationalDomainByList(domain);
  const names = upwards(domain);
  return names.slice(0, Math.max(names.indexOf(last), 0) + 1);
}
