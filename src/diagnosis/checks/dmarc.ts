import type { Check, Look, Target } from "../check.ts";
import { type Deciding, decidingByWalk, treeWalk, type Walk } from "../dmarc-discovery.ts";
import {
  type DmarcFactCode,
  destinationLooks,
  discoveryFindings,
  policyOf,
  recordFault,
  type Sending,
  sendingIn,
  unalignedFindings,
} from "../dmarc-findings.ts";
import { domainFound } from "../domain-found.ts";
import { excerpt } from "../excerpt.ts";
import type { Finding, FindingData, Fix } from "../finding.ts";
import type { Questions } from "../questions.ts";
import { lookAlikesOf, quotedList } from "../quoted.ts";
import { tell } from "../readable.ts";
import { dmarcLookAlikesIn } from "../records/dmarc.ts";
import { organizationalDomainByList } from "../records/organizational-domain.ts";

type Code =
  | DmarcFactCode
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
      fix: ({ subject }) =>
        fix("Once the reports show that all mail of yours passes, raise the policy to quarantine, then reject.", [
          { type: "TXT", name: subject, value: "v=DMARC1; p=quarantine; rua=…" },
        ]),
    },
    DMARC_RUA_MISSING: {
      severity: "note",
      title: ({ subject }) => `${subject} names no address for reports`,
      why: ({ data }) => `"${data.record}" has no rua with a mailto: address, so nobody learns what fails.`,
      fix: ({ data }) => fix(`Add rua=mailto:dmarc@${data.at} to the record.`),
    },
    DMARC_OBSOLETE_TAG: {
      severity: "note",
      title: ({ subject, data }) => `${subject} uses obsolete tags (${quotedList(data.tags)})`,
      why: ({ data }) => `RFC 9989 took ${quotedList(data.tags)} out; receivers ignore them or treat them differently.`,
      fix: ({ data }) => fix(`Take ${quotedList(data.tags)} out of the record.`),
    },
    DMARC_DISCOVERY_DIFFERS: {
      severity: "note",
      title: ({ data }) =>
        `Receivers differ about ${(data.differences as readonly string[]).join(" and ")} under DMARC`,
      why: ({ data }) =>
        `Walking the tree (RFC 9989) leads to ${decided(data.byWalk)}, the public suffix list (RFC 7489) to ${decided(data.byList)}.`,
      fix: ({ subject }) =>
        fix(`Publish a record of its own at ${subject}, and one at the organizational domain, that say the same.`),
    },
    DMARC_MISSING: {
      severity: "warning",
      title: ({ data }) => `${data.domain} has no DMARC record`,
      why: ({ data }) =>
        `Neither ${quotedList(data.asked)} holds a v=DMARC1 record${lookAlikesOf(data)}. Gmail, Yahoo and Outlook.com want one from those who send in bulk.`,
      fix: ({ data }) =>
        fix("Publish a record, first with p=none and reports.", [
          {
            type: "TXT",
            name: `_dmarc.${data.organizational}`,
            value: `v=DMARC1; p=none; rua=mailto:dmarc@${data.organizational}`,
          },
        ]),
    },
    DMARC_RUA_UNAUTHORIZED: {
      severity: "warning",
      title: ({ data }) => `${data.destination} has not agreed to take DMARC reports`,
      why: ({ subject, data }) =>
        `${data.at} sends reports to ${data.destination}, but TXT ${subject} holds no v=DMARC1: receivers send none there.`,
      fix: ({ subject, data }) =>
        fix(`Have ${data.destination} publish this record, or send reports elsewhere.`, [
          { type: "TXT", name: subject, value: "v=DMARC1" },
        ]),
    },
    DMARC_MULTIPLE: {
      severity: "failure",
      title: ({ subject }) => `${subject} has more than one DMARC record`,
      why: ({ subject, data }) => `TXT ${subject} holds ${quotedList(data.records)}: receivers then use none of them.`,
      fix: ({ subject }) => fix(`Keep one record at ${subject} and remove the others.`),
    },
    DMARC_SYNTAX: {
      severity: "failure",
      title: ({ subject }) => `The DMARC record at ${subject} cannot be read`,
      why: ({ data }) => `In "${data.record}" ${data.problem}: receivers do not apply it as it was meant.`,
      fix: ({ subject }) =>
        fix("Correct the record: tags are parted by semicolons; p, sp and np are none, quarantine or reject.", [
          { type: "TXT", name: subject, value: "v=DMARC1; p=quarantine; rua=…" },
        ]),
    },
    DMARC_UNALIGNED: {
      severity: "failure",
      title: ({ subject, data }) => `Mail From ${subject} through ${data.region} fails DMARC`,
      why: ({ subject, data }) =>
        `SES ${data.dkim ? `signs with d=${data.dkim}` : "does not sign with the domain"} and uses the return path ${data.mailFrom}; neither is aligned with ${subject} (adkim=${data.adkim}, aspf=${data.aspf}). Receivers are asked for "${data.policy}".`,
      fix: ({ subject, data }) => unalignedFix(subject, data),
    },
  },
  looks: (target, questions) => [{ look: () => look(target, questions) }],
};

async function look(target: Target, questions: Questions): Promise<readonly Look<Code>[]> {
  const { domain, regions } = target;
  const sendings = regions.map((region) => sendingIn(questions, region, domain));
  const [exists, walk] = await Promise.all([domainFound(questions, domain), treeWalk(questions, domain)]);
  if (!exists) return [];
  const deciding = decidingByWalk(domain, walk);
  const fault = recordFault(walk, domain, deciding);
  if (fault) return [{ look: async () => [fault] }];
  const differs = { look: async () => discoveryFindings(questions, domain, await Promise.all(sendings), deciding) };
  if (!deciding) return [{ look: async () => [missing(domain, walk), differs] }];
  return [
    {
      look: async () => [
        ...recordFindings(domain, deciding),
        ...destinationLooks(questions, deciding),
        ...(walk.trouble ? [tell(walk.trouble)] : [differs, ...unaligned(questions, domain, sendings, deciding)]),
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
    ...(data.policy === "none" ? [{ code: "DMARC_POLICY_NONE", subject, data } as const] : []),
    ...(record.rua.length === 0 ? [{ code: "DMARC_RUA_MISSING", subject, data } as const] : []),
    ...(record.obsolete.length > 0
      ? [{ code: "DMARC_OBSOLETE_TAG", subject, data: { ...data, tags: record.obsolete } } as const]
      : []),
  ];
}

/** DKIM that aligns is the surer way; under strict alignment it takes an identity with the exact name. */
function unalignedFix(subject: string, { dkim, identity, region, adkim, name }: FindingData): Fix {
  if (dkim && adkim === "s") {
    return fix(
      `Make ${subject} an identity of its own and publish its DKIM records, or take adkim=s out of ${name}.`,
      [],
      [`aws sesv2 create-email-identity --region ${region} --email-identity ${subject}`],
    );
  }
  return fix(
    `Switch DKIM on for ${identity} in ${region} and publish its records; then DMARC passes by DKIM.`,
    [],
    [
      `aws sesv2 put-email-identity-dkim-attributes --region ${region} --email-identity ${identity} --signing-enabled`,
      `aws sesv2 get-email-identity --region ${region} --email-identity ${identity}`,
    ],
  );
}

function decided(outcome: FindingData[string] | undefined): string {
  const { name, policy } = (outcome ?? {}) as { name?: string | null; policy?: string | null };
  return name ? `the policy "${policy}" at ${name}` : "no record";
}

function fix(text: string, records: Fix["records"] = [], commands: Fix["commands"] = []): Fix {
  return { text, who: "you", records, commands };
}
