import type { Check, Look, Target } from "../check.ts";
import { type Deciding, decidingByWalk, treeWalk, type Walk } from "../dmarc-discovery.ts";
import {
  type DmarcFactCode,
  destinationLooks,
  discoveryFindings,
  ownFault,
  proposalAsData,
  recordFault,
} from "../dmarc-findings.ts";
import { discoveryWords, publish, toAgree, toCorrect, toRaise } from "../dmarc-fixes.ts";
import { policyOf } from "../dmarc-policy.ts";
import { type Sending, sendingIn } from "../dmarc-sending.ts";
import { signingWords, toSignAligned, unalignedFindings } from "../dmarc-unaligned.ts";
import { domainFound } from "../domain-found.ts";
import { excerpt } from "../excerpt.ts";
import type { Finding, FindingData } from "../finding.ts";
import type { Questions } from "../questions.ts";
import { lookAlikesOf, quotedList } from "../quoted.ts";
import { dmarcLookAlikesIn } from "../records/dmarc.ts";
import { raisedDmarc } from "../records/dmarc-text.ts";
import { organizationalDomainByList } from "../records/organizational-domain.ts";

type Code =
  | DmarcFactCode
  | "DMARC_UNALIGNED"
  | "DMARC_OK"
  | "DMARC_MISSING"
  | "DMARC_POLICY_NONE"
  | "DMARC_RUA_MISSING"
  | "DMARC_OBSOLETE_TAG";

/** The record that receivers go by, what it asks for, and whether SES's mail will be aligned under it. */
export const dmarc: Check<Code> = {
  name: "dmarc",
  title: "DMARC",
  hop: "authentication",
  codes: {
    DMARC_OK: {
      severity: "ok",
      title: ({ data }) => `DMARC asks receivers to ${data.policy} what fails`,
      why: ({ data }) => `${data.name} says "${data.record}".`,
    },
    DMARC_POLICY_NONE: {
      severity: "note",
      title: ({ subject }) => `The policy at ${subject} is "none"`,
      why: ({ data }) =>
        `"${data.record}" ${data.inherited ? `asks nothing for ${data.domain}, a subdomain` : "asks receivers to do nothing about mail that fails"}: anybody may use the domain.`,
      fix: toRaise,
    },
    DMARC_RUA_MISSING: {
      severity: "note",
      title: ({ subject }) => `${subject} names no address for reports`,
      why: ({ data }) => `"${data.record}" has no rua with a mailto: address, so nobody learns what fails.`,
      fix: ({ data }) =>
        publish(`Add an address that you read to the record, for example rua=mailto:dmarc-reports@${data.at}.`),
    },
    DMARC_OBSOLETE_TAG: {
      severity: "note",
      title: ({ subject, data }) => `${subject} uses obsolete tags (${quotedList(data.tags)})`,
      why: ({ data }) => `RFC 9989 took ${quotedList(data.tags)} out; receivers ignore them or treat them differently.`,
      fix: ({ data }) => publish(`Take ${quotedList(data.tags)} out of the record.`),
    },
    DMARC_DISCOVERY_DIFFERS: {
      severity: "note",
      title: ({ data }) =>
        `Receivers differ about ${(data.differences as readonly string[]).join(" and ")} under DMARC`,
      why: discoveryWords,
      fix: toAgree,
    },
    DMARC_MISSING: {
      severity: "warning",
      title: ({ data }) => `${data.domain} has no DMARC record`,
      why: ({ data }) =>
        `No v=DMARC1 record stands at ${quotedList(data.asked).replace(/, (?=[^,]*$)/, " or ")}${lookAlikesOf(data)}. Gmail, Yahoo and Outlook.com want one from those who send in bulk.`,
      fix: ({ data }) =>
        publish(
          "Publish a record, first with p=none and reports to an address that you read; the one here is a proposal.",
          [
            {
              type: "TXT",
              name: `_dmarc.${data.organizational}`,
              value: `v=DMARC1; p=none; rua=mailto:dmarc-reports@${data.organizational}`,
            },
          ],
        ),
    },
    DMARC_RUA_UNAUTHORIZED: {
      severity: "warning",
      title: ({ data }) => `${data.destination} has not agreed to take DMARC reports`,
      why: ({ subject, data }) =>
        `${data.at} sends reports to ${data.destination}, but TXT ${subject} holds no v=DMARC1: receivers send none there.`,
      fix: ({ subject, data }) =>
        publish(`Have ${data.destination} publish this record, or send reports elsewhere.`, [
          { type: "TXT", name: subject, value: "v=DMARC1" },
        ]),
    },
    DMARC_MULTIPLE: {
      severity: "failure",
      title: ({ subject }) => `${subject} has more than one DMARC record`,
      why: ({ subject, data }) => `TXT ${subject} holds ${quotedList(data.records)}: receivers then use none of them.`,
      fix: ({ subject }) => publish(`Keep one record at ${subject} and remove the others.`),
    },
    DMARC_SYNTAX: {
      severity: "failure",
      title: ({ subject }) => `The DMARC record at ${subject} cannot be read`,
      why: ({ data }) => `In "${data.record}" ${data.problem}: receivers do not apply it as it was meant.`,
      fix: toCorrect,
    },
    DMARC_UNALIGNED: {
      severity: "failure",
      title: ({ subject, data }) => `Mail From ${subject} through ${data.region} fails DMARC`,
      why: ({ subject, data }) =>
        `SES ${signingWords(data)} and uses the return path ${data.mailFrom}; neither is aligned with ${subject} (adkim=${data.adkim}, aspf=${data.aspf}). Receivers are asked for "${data.policy}".`,
      fix: toSignAligned,
    },
  },
  looks: (target, questions) => [{ look: () => look(target, questions) }],
};

async function look(target: Target, questions: Questions): Promise<readonly Look<Code>[]> {
  const { domain, regions } = target;
  const sendings = regions.map((region) => sendingIn(questions, region, domain));
  const [exists, walk] = await Promise.all([domainFound(questions, domain), treeWalk(questions, domain)]);
  if (!exists) return [];
  // What stands at the domain itself is known, whatever could not be asked further up.
  const own = ownFault(walk, domain);
  if (own) return [{ look: async () => [own] }];
  const deciding = decidingByWalk(domain, walk);
  const fault = recordFault(walk, deciding);
  if (fault) return [{ look: async () => [fault] }];
  const differs = { look: async () => discoveryFindings(questions, domain, await Promise.all(sendings), deciding) };
  if (!deciding) return [{ look: async () => [missing(domain, walk), differs] }];
  return [
    {
      look: async () => [
        ...recordFindings(domain, deciding),
        ...destinationLooks(questions, deciding),
        differs,
        ...unaligned(questions, domain, sendings, deciding),
      ],
      close: (found) =>
        found.length > 0 ? [] : [{ code: "DMARC_OK", subject: deciding.at.name, data: facts(domain, deciding) }],
    },
  ];
}

function unaligned(
  questions: Questions,
  domain: string,
  sendings: readonly Promise<Sending | null>[],
  deciding: Deciding,
): readonly Look<Code>[] {
  return sendings.map((sending) => ({
    look: async () => unalignedFindings(questions, domain, await sending, deciding),
  }));
}

function facts(domain: string, deciding: Deciding): FindingData {
  const { name, domain: at, record } = deciding.at;
  return { name, at, domain, record: excerpt(record.text), policy: policyOf(deciding), inherited: deciding.inherited };
}

function missing(domain: string, { asked }: Walk): Finding<Code> {
  const lookAlikes = asked.flatMap(({ texts }) => dmarcLookAlikesIn(texts)).slice(0, 5);
  return {
    code: "DMARC_MISSING",
    subject: `_dmarc.${domain}`,
    data: {
      domain,
      asked: asked.map(({ name }) => name),
      organizational: organizationalDomainByList(domain),
      lookAlikes: lookAlikes.map((text) => excerpt(text)),
    },
  };
}

function recordFindings(domain: string, deciding: Deciding): readonly Finding<Code>[] {
  const { name: subject, record } = deciding.at;
  const data = facts(domain, deciding);
  // What the operator of a public suffix publishes is not this domain's to change.
  if (deciding.inherited && record.psd === "y") return [];
  return [
    ...(data.policy === "none"
      ? [{ code: "DMARC_POLICY_NONE", subject, data: { ...data, ...raised(deciding) } } as const]
      : []),
    ...(record.rua.length === 0 ? [{ code: "DMARC_RUA_MISSING", subject, data } as const] : []),
    ...(record.obsolete.length > 0
      ? [{ code: "DMARC_OBSOLETE_TAG", subject, data: { ...data, tags: record.obsolete } } as const]
      : []),
  ];
}

function raised({ at: { record, domain }, inherited }: Deciding): FindingData {
  return proposalAsData(raisedDmarc(record.text, domain, inherited));
}
