import type { Look } from "./check.ts";
import {
  type Deciding,
  type DmarcAt,
  decidingByList,
  isAligned,
  isAlignedByList,
  type Walk,
} from "./dmarc-discovery.ts";
import { excerpt } from "./excerpt.ts";
import type { Finding } from "./finding.ts";
import { mailFromDomainOf } from "./mail-from-domain.ts";
import type { Questions } from "./questions.ts";
import { readable } from "./readable.ts";
import { dmarcReadingsIn, effectivePolicy } from "./records/dmarc.ts";
import { organizationalDomainByList } from "./records/organizational-domain.ts";
import { type FoundIdentity, identityFor } from "./ses-identity.ts";

export type DmarcFactCode =
  | "DMARC_MULTIPLE"
  | "DMARC_SYNTAX"
  | "DMARC_RUA_UNAUTHORIZED"
  | "DMARC_DISCOVERY_DIFFERS"
  | "DMARC_UNALIGNED";

const MOST_DESTINATIONS = 10;

/**
 * The name whose record cannot be used although it is there: the domain's own, else the one that decides; where nothing
 * decides, the first on the walk. What stands further up than the deciding record does not matter.
 */
export function recordFault(walk: Walk, domain: string, deciding: Deciding | null): Finding<DmarcFactCode> | null {
  const own = walk.asked.filter((at) => at.domain === domain);
  const rest = deciding ? [deciding.at] : walk.asked;
  return [...own, ...rest].map(faultAt).find((fault) => fault !== null) ?? null;
}

function faultAt({ name, readings, record }: DmarcAt): Finding<DmarcFactCode> | null {
  const several = readings.filter((reading) => reading.record !== null);
  if (several.length > 1) {
    const records = readings.slice(0, 10).map(({ text }) => excerpt(text));
    return { code: "DMARC_MULTIPLE", subject: name, data: { name, records } };
  }
  // Beside a record that can be read, one that cannot is passed over by receivers.
  const broken = readings.find((reading) => reading.problem !== null && (record === null || reading.record === record));
  if (!broken) return null;
  const data = { name, record: excerpt(broken.text), problem: excerpt(broken.problem ?? "") };
  return { code: "DMARC_SYNTAX", subject: name, data };
}

/** One look for every domain outside of the own organization that is to get reports (RFC 9990 §4). */
export function destinationLooks(questions: Questions, { at, inherited }: Deciding): readonly Look<DmarcFactCode>[] {
  if (inherited && at.record.psd === "y") return [];
  const own = organizationalDomainByList(at.domain);
  const external = at.record.rua
    .map(({ domain }) => domain)
    .filter((domain) => organizationalDomainByList(domain) !== own);
  return [...new Set(external)].slice(0, MOST_DESTINATIONS).flatMap((destination) => {
    const name = `${at.domain}._report._dmarc.${destination}`;
    if (name.length > 253) return [];
    return [
      {
        look: async () => {
          const answer = await questions.dns(name, "TXT");
          const agreed = answer.found && dmarcReadingsIn(answer.records).some(({ record }) => record !== null);
          if (agreed) return [];
          return [
            {
              code: "DMARC_RUA_UNAUTHORIZED",
              subject: name,
              data: { name, destination, at: at.name, domain: at.domain },
            },
          ];
        },
      },
    ];
  });
}

/** What SES signs and sends with in one region. `dkim` is null where it does not sign with a domain of the identity. */
export type Sending = { region: string; identity: string; dkim: string | null; mailFrom: string };

/** Null without an identity, and where AWS does not tell: the identity check says so. */
export async function sendingIn(questions: Questions, region: string, domain: string): Promise<Sending | null> {
  const { value: found } = await readable(identityFor(questions, region, domain));
  return found ? sendingOf(region, found) : null;
}

function sendingOf(region: string, { identity, domain }: FoundIdentity): Sending {
  const signs = identity.dkim.signingEnabled && identity.dkim.status === "SUCCESS";
  return { region, identity: identity.name, dkim: signs ? domain : null, mailFrom: mailFromDomainOf(identity).used };
}

type Aligned = { dkim: boolean; spf: boolean };

/** What counts for DMARC under the record and the organizational domain of the tree walk. */
async function alignedByWalk(
  questions: Questions,
  domain: string,
  sending: Sending,
  deciding: Deciding,
): Promise<Aligned> {
  const { adkim, aspf } = deciding.at.record;
  const [dkim, spf] = await Promise.all([
    sending.dkim === null ? false : isAligned(questions, domain, sending.dkim, adkim),
    isAligned(questions, domain, sending.mailFrom, aspf),
  ]);
  return { dkim, spf };
}

function alignedByList(domain: string, sending: Sending, { at: { record } }: Deciding): Aligned {
  return {
    dkim: sending.dkim !== null && isAlignedByList(domain, sending.dkim, record.adkim),
    spf: isAlignedByList(domain, sending.mailFrom, record.aspf),
  };
}

/** Neither DKIM nor SPF will count for mail that SES sends. What cannot be read is told by `discoveryFindings`. */
export async function unalignedFindings(
  questions: Questions,
  domain: string,
  sending: Sending | null,
  deciding: Deciding,
): Promise<readonly Finding<DmarcFactCode>[]> {
  if (!sending) return [];
  const { value: aligned } = await readable(alignedByWalk(questions, domain, sending, deciding));
  if (!aligned || aligned.dkim || aligned.spf) return [];
  const { name, record } = deciding.at;
  const data = { ...sending, name, adkim: record.adkim, aspf: record.aspf, policy: policyOf(deciding) };
  return [{ code: "DMARC_UNALIGNED", subject: domain, data }];
}

/**
 * Whether receivers that walk the tree (RFC 9989) and those with the public suffix list (RFC 7489) come to different
 * outcomes: another policy, or another alignment of what SES signs and sends with. Throws what could not be read.
 */
export async function discoveryFindings(
  questions: Questions,
  domain: string,
  sendings: readonly (Sending | null)[],
  byWalk: Deciding | null,
): Promise<readonly Finding<DmarcFactCode>[]> {
  const byList = await decidingByList(questions, domain);
  const differences = policyOf(byWalk) === policyOf(byList) ? [] : ["policy"];
  if (byWalk && byList) {
    const seen = await Promise.all(
      sendings.map(async (sending) => {
        if (!sending) return [];
        const walked = await alignedByWalk(questions, domain, sending, byWalk);
        const listed = alignedByList(domain, sending, byList);
        return (["dkim", "spf"] as const).filter((one) => walked[one] !== listed[one]);
      }),
    );
    differences.push(...new Set(seen.flat()));
  }
  if (differences.length === 0) return [];
  const data = {
    differences,
    byWalk: { name: byWalk?.at.name ?? null, policy: policyOf(byWalk) },
    byList: { name: byList?.at.name ?? null, policy: policyOf(byList) },
  };
  return [{ code: "DMARC_DISCOVERY_DIFFERS", subject: `_dmarc.${domain}`, data }];
}

/** The policy for an existing domain; null where no record decides. */
export function policyOf(deciding: Deciding | null) {
  return deciding && effectivePolicy(deciding.at.record, deciding.inherited ? "subdomain" : "own");
}
