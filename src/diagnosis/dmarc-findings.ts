import { PortTrouble } from "../ports/trouble.ts";
import type { Look } from "./check.ts";
import { type Deciding, type DmarcAt, decidingByList, type Walk } from "./dmarc-discovery.ts";
import { policyOf } from "./dmarc-policy.ts";
import { alignedByList, alignedByWalk, type Sending } from "./dmarc-sending.ts";
import { excerpt } from "./excerpt.ts";
import type { Finding, FindingData } from "./finding.ts";
import type { Questions } from "./questions.ts";
import { tell } from "./readable.ts";
import { dmarcReadingsIn } from "./records/dmarc.ts";
import { type DmarcProposal, mendedDmarc, type Raise } from "./records/dmarc-text.ts";
import { organizationalDomainByList } from "./records/organizational-domain.ts";

export type DmarcFactCode = "DMARC_MULTIPLE" | "DMARC_SYNTAX" | "DMARC_RUA_UNAUTHORIZED" | "DMARC_DISCOVERY_DIFFERS";

/** How the two ways of discovery see one authenticated domain. */
export type AlignmentSeen = {
  what: "dkim" | "spf";
  region: string;
  name: string;
  byWalk: boolean;
  byList: boolean /** The domain itself is the identity. */;
  own: boolean;
};

const MOST_DESTINATIONS = 10;

/** The domain's own record cannot be used although it is there. */
export function ownFault(walk: Walk, domain: string): Finding<DmarcFactCode> | null {
  return firstFault(walk.asked.filter((at) => at.domain === domain));
}

/**
 * The record that decides cannot be used as it is; where nothing decides, the first on the walk. What stands further up
 * than the deciding record does not matter.
 */
export function recordFault(walk: Walk, deciding: Deciding | null): Finding<DmarcFactCode> | null {
  return firstFault(deciding ? [deciding.at] : walk.asked);
}

function firstFault(names: readonly DmarcAt[]): Finding<DmarcFactCode> | null {
  return names.map(faultAt).find((fault) => fault !== null) ?? null;
}

function faultAt({ domain, name, readings, record }: DmarcAt): Finding<DmarcFactCode> | null {
  const several = readings.filter((reading) => reading.record !== null);
  if (several.length > 1) {
    const records = readings.slice(0, 10).map(({ text }) => excerpt(text));
    return { code: "DMARC_MULTIPLE", subject: name, data: { name, records } };
  }
  // Beside a record that can be read, one that cannot is passed over by receivers.
  const broken = readings.find((reading) => reading.problem !== null && (record === null || reading.record === record));
  if (!broken) return null;
  const data = {
    name,
    record: excerpt(broken.text),
    problem: excerpt(broken.problem ?? ""),
    ...proposalAsData(mendedDmarc(broken.text, domain)),
  };
  return { code: "DMARC_SYNTAX", subject: name, data };
}

/** One look for every domain outside of the own organization that is to get reports (RFC 9990 §4). */
export function destinationLooks(questions: Questions, { at, inherited }: Deciding): readonly Look<DmarcFactCode>[] {
  if (inherited && at.record.psd === "y") return [];
  const own = organizationalDomainByList(at.domain);
  const external = at.record.rua
    .map(({ domain }) => domain)
    .filter((domain) => organizationalDomainByList(domain) !== own);
  const distinct = [...new Set(external)];
  const looks = distinct.slice(0, MOST_DESTINATIONS).flatMap((destination): readonly Look<DmarcFactCode>[] => {
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
  if (distinct.length <= MOST_DESTINATIONS) return looks;
  const detail = `${distinct.length} other domains are to get reports; only the first ${MOST_DESTINATIONS} were asked`;
  return [...looks, tell(new PortTrouble("limit", { asked: at.name, detail }))];
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
  const alignment =
    byWalk && byList
      ? await Promise.all(sendings.map((sending) => alignmentIn(questions, domain, sending, byWalk, byList)))
      : [];
  const differing = alignment.flat().filter((one) => one.byWalk !== one.byList);
  const differences = [
    ...(policyOf(byWalk) === policyOf(byList) ? [] : ["policy"]),
    ...new Set(differing.map(({ what }) => what)),
  ];
  if (differences.length === 0) return [];
  const data = {
    domain,
    differences,
    byWalk: { name: byWalk?.at.name ?? null, policy: policyOf(byWalk) },
    byList: { name: byList?.at.name ?? null, policy: policyOf(byList) },
    alignment: alignment.flat(),
  };
  return [{ code: "DMARC_DISCOVERY_DIFFERS", subject: `_dmarc.${domain}`, data }];
}

/** How each way sees what SES signs and sends with in one region; what the walk could not read is left out. */
async function alignmentIn(
  questions: Questions,
  domain: string,
  sending: Sending | null,
  byWalk: Deciding,
  byList: Deciding,
): Promise<readonly AlignmentSeen[]> {
  if (!sending) return [];
  const walked = await alignedByWalk(questions, domain, sending, byWalk);
  const listed = alignedByList(domain, sending, byList);
  return (["dkim", "spf"] as const).flatMap((what) => {
    const value = walked[what].value;
    const name = what === "dkim" ? sending.dkim : sending.mailFrom;
    if (value === undefined || name === null) return [];
    return [
      { what, region: sending.region, name, byWalk: value, byList: listed[what], own: sending.identity === domain },
    ];
  });
}

/** For the data of a finding: `suggested` is null where the record is too long to be written anew. */
export function proposalAsData(proposal: (DmarcProposal & { raises?: Raise }) | null): FindingData {
  if (!proposal) return { suggested: null };
  const { record, proposes, leftOut, raises } = proposal;
  return {
    suggested: record,
    proposes,
    ...(leftOut.length > 0 && { leftOut: leftOut.map((part) => excerpt(part, 120)) }),
    ...(raises !== undefined && { raises }),
  };
}
