import { PortTrouble } from "../../ports/trouble.ts";
import type { Check, Look, Target } from "../check.ts";
import { dnsNow, notAnswered } from "../dns-not-answered.ts";
import { domainFound } from "../domain-found.ts";
import { excerpt } from "../excerpt.ts";
import type { Finding, FindingData } from "../finding.ts";
import { isKnownMailFromStatus, mailFromDomainOf } from "../mail-from-domain.ts";
import {
  addressFindings,
  alignmentFindings,
  type MailFromDnsCode,
  mxFindings,
  spfFindings,
} from "../mail-from-findings.ts";
import {
  askSes,
  freeNameUnder,
  mend,
  mxToPublish,
  publish,
  setMailFrom,
  spfToPublish,
  toAlign,
  toAuthorizeSes,
} from "../mail-from-fixes.ts";
import { aliasOf, behaviour, count, sesBeforeTheLimit } from "../mail-from-words.ts";
import type { Questions } from "../questions.ts";
import { lookAlikesOf, quotedList } from "../quoted.ts";
import { readable, tell } from "../readable.ts";
import { identityFor } from "../ses-identity.ts";

type Code =
  | MailFromDnsCode
  | "MAIL_FROM_OK"
  | "MAIL_FROM_DEFAULT"
  | "MAIL_FROM_PENDING"
  | "MAIL_FROM_FAILED"
  | "MAIL_FROM_NOT_FOUND";

const NO_SUCH_SENDER =
  'receivers that look the return path up refuse the mail ("Domain of sender address does not exist", 5.1.8).';

/** The return path of the domain's mail in each region: what DNS says about it, what SES makes of it. */
export const mailFrom: Check<Code> = {
  name: "mail-from",
  title: "MAIL FROM (return path)",
  hop: "authentication",
  codes: {
    MAIL_FROM_OK: {
      severity: "ok",
      title: ({ subject }) => `MAIL FROM ${subject} is in order`,
      why: () => "It exists, its one MX is SES's, and its SPF record lets every network of SES pass.",
    },
    MAIL_FROM_DEFAULT: {
      severity: "note",
      title: ({ subject }) => `${subject} has no MAIL FROM domain of its own`,
      why: ({ subject }) =>
        `SES puts amazonses.com into the return path: SPF passes but does not align with ${subject}, so DMARC rests on DKIM alone.`,
      fix: (finding) => {
        const at = { ...finding, subject: freeNameUnder(String(finding.data.identityDomain), null) };
        return publish(
          `To have SPF align, choose a subdomain that has no other records, for example ${at.subject}; publish these records there, then set it as MAIL FROM domain.`,
          [mxToPublish(at), spfToPublish(at)],
          [setMailFrom(finding.data, at.subject)],
        );
      },
    },
    MAIL_FROM_NO_ADDRESS: {
      severity: "note",
      title: ({ subject }) => `MAIL FROM ${subject} has no A record`,
      why: ({ subject }) =>
        `${subject} has neither A nor AAAA. Its MX is enough by RFC 5321 §2.3.5, yet a few strict gateways want an address as well.`,
      fix: ({ subject }) =>
        publish(`If one refuses the return path, give ${subject} an A record of a host of yours.`, []),
    },
    MAIL_FROM_PENDING: {
      severity: "warning",
      title: ({ data }) => `SES has not confirmed MAIL FROM ${data.mailFrom} (${data.status})`,
      why: ({ data }) => `SES looks for its MX record for up to 72 hours.${behaviour(data)}`,
      fix: (finding) =>
        publish(
          "Wait for SES once the DNS is in order; setting the MAIL FROM again makes it look sooner.",
          [],
          [askSes(finding), setMailFrom(finding.data, String(finding.data.mailFrom))],
        ),
    },
    MAIL_FROM_FAILED: {
      severity: "failure",
      title: ({ data }) => `SES has given up on MAIL FROM ${data.mailFrom}`,
      why: ({ data }) => `SES did not find the MX record in time; ${dnsNow(data)}.${behaviour(data)}`,
      fix: (finding) =>
        publish(
          finding.data.notAnswered
            ? "Look again until DNS answers. If the records are right, set the MAIL FROM domain again, so that SES looks anew."
            : "Set the MAIL FROM domain again, so that SES looks anew.",
          [],
          [setMailFrom(finding.data, String(finding.data.mailFrom))],
        ),
    },
    MAIL_FROM_NOT_ALIGNED: {
      severity: "warning",
      title: ({ subject, data }) => `MAIL FROM ${subject} does not align with ${data.domain}`,
      why: ({ subject, data }) =>
        data.aspf === "s"
          ? `${data.dmarc} asks for strict SPF alignment (aspf=s): only the From domain itself would do, and SES does not take that as MAIL FROM.`
          : `${subject} is not under the same organizational domain as ${data.domain}: for DMARC, SPF does not count there even where it passes.`,
      fix: toAlign,
    },
    MAIL_FROM_NOT_FOUND: {
      severity: "failure",
      title: ({ subject, data }) =>
        data.alias
          ? `MAIL FROM ${subject} is an alias that leads nowhere`
          : `MAIL FROM domain ${subject} does not exist`,
      why: ({ subject, data }) =>
        `${data.alias ? `${subject} is an alias (CNAME) of ${data.alias}, for which DNS answers NXDOMAIN` : `DNS answers NXDOMAIN for ${subject}`}: ${NO_SUCH_SENDER}${behaviour(data)}`,
      fix: (finding) =>
        mend(finding, "Publish both records.", [mxToPublish(finding), spfToPublish(finding)], [askSes(finding)]),
    },
    MAIL_FROM_MX_MISSING: {
      severity: "failure",
      title: ({ subject }) => `MAIL FROM ${subject} has no MX record`,
      why: ({ subject, data }) =>
        `MX ${subject} has no records${aliasOf(data)}: bounces have nowhere to go.${behaviour(data)}`,
      fix: (finding) => mend(finding, "Publish the MX record of SES.", [mxToPublish(finding)], [askSes(finding)]),
    },
    MAIL_FROM_MX_WRONG: {
      severity: "failure",
      title: ({ subject }) => `The MX of MAIL FROM ${subject} is not SES's`,
      why: ({ subject, data }) =>
        `MX ${subject} is ${quotedList(data.records)}, not a feedback host of SES: bounces do not reach SES.${behaviour(data)}`,
      fix: (finding) =>
        mend(finding, `Replace ${quotedList(finding.data.records)} by the MX record of SES.`, [mxToPublish(finding)]),
    },
    MAIL_FROM_MX_MULTIPLE: {
      severity: "failure",
      title: ({ subject }) => `MAIL FROM ${subject} has more than one MX record`,
      why: ({ subject, data }) =>
        `MX ${subject} is ${quotedList(data.records)}; SES wants exactly one.${behaviour(data)}`,
      fix: (finding) =>
        mend(finding, "Keep this one and remove the others; mail for people belongs on another name.", [
          mxToPublish(finding),
        ]),
    },
    MAIL_FROM_MX_TARGET_MISSING: {
      severity: "failure",
      title: ({ subject }) => `The MX host of MAIL FROM ${subject} does not exist`,
      why: ({ subject, data }) =>
        `MX ${subject} names ${data.target}, which has neither A nor AAAA: for receivers the sender cannot take bounces.${behaviour(data)}`,
      fix: (finding) => mend(finding, `Replace ${finding.data.target} by a host that exists.`, [mxToPublish(finding)]),
    },
    MAIL_FROM_SPF_MISSING: {
      severity: "failure",
      title: ({ subject }) => `MAIL FROM ${subject} has no SPF record`,
      why: ({ subject, data }) =>
        `TXT ${subject} holds no v=spf1 record${lookAlikesOf(data)}${aliasOf(data)}, and nothing is inherited from a parent domain: SPF is "none".${behaviour(data)}`,
      fix: (finding) => mend(finding, "Publish the SPF record for SES.", [spfToPublish(finding)]),
    },
    MAIL_FROM_SPF_MULTIPLE: {
      severity: "failure",
      title: ({ subject }) => `MAIL FROM ${subject} has more than one SPF record`,
      why: ({ subject, data }) =>
        `TXT ${subject} holds ${quotedList(data.records)}: SPF ends as permerror.${behaviour(data)}`,
      fix: (finding) =>
        mend(finding, "Keep one record, with SES in it, and remove the others.", [spfToPublish(finding)]),
    },
    MAIL_FROM_SPF_SYNTAX: {
      severity: "failure",
      title: ({ subject }) => `SPF of MAIL FROM ${subject} cannot be read`,
      why: ({ data }) =>
        `In "${data.record}" the term "${data.term}" is wrong: ${data.problem}. SPF ends as permerror.${behaviour(data)}`,
      fix: (finding) =>
        mend(
          finding,
          `Correct or remove "${finding.data.term}"; if SES alone sends with this return path, publish this.`,
          [spfToPublish(finding)],
        ),
    },
    MAIL_FROM_SPF_TOO_MANY_LOOKUPS: {
      severity: "failure",
      title: ({ subject }) => `SPF of MAIL FROM ${subject} needs too many lookups`,
      why: ({ data }) =>
        `It costs ${data.lookups} DNS lookups, 10 are allowed (RFC 7208 §4.6.4). ${sesBeforeTheLimit(data)}`,
      fix: (finding) =>
        mend(finding, "Only SES sends with this return path: nothing else needs to be listed here.", [
          spfToPublish(finding),
        ]),
    },
    MAIL_FROM_SPF_SES_NOT_AUTHORIZED: {
      severity: "failure",
      title: ({ subject }) => `SPF of MAIL FROM ${subject} does not let SES pass`,
      why: ({ data }) =>
        `Under "${data.record}" ${count(data.failing)} of ${data.tried} networks of SES do not pass: ${data.result}${data.problem ? ` (${data.problem})` : ""}.${behaviour(data)}`,
      fix: toAuthorizeSes,
    },
  },
  looks: (target, questions) =>
    target.regions.map((region) => ({ region, look: () => lookIn(region, target, questions) })),
};

async function lookIn(
  region: string,
  { domain }: Target,
  questions: Questions,
): Promise<readonly (Finding<Code> | Look<Code>)[]> {
  const found = await identityFor(questions, region, domain);
  if (!found) return [];
  const { custom, status, refuses } = mailFromDomainOf(found.identity);
  const about = { domain, identity: found.identity.name, identityDomain: found.domain };
  const identityDomainExists = readable(domainFound(questions, found.domain));
  if (custom === null) {
    if ((await identityDomainExists).value === false) return [];
    return [{ code: "MAIL_FROM_DEFAULT", subject: domain, data: about }];
  }

  const dns = [mxFindings, spfFindings, addressFindings].map((findings) => begun(findings(questions, custom)));
  const alignment = begun(alignmentFindings(questions, domain, custom));
  const [{ value: exists, trouble }, alias, parent] = await Promise.all([
    readable(domainFound(questions, custom, ["MX", "TXT", "A", "AAAA"])),
    readable(questions.dns(custom, "CNAME")),
    identityDomainExists,
  ]);
  // Nothing can stand under a domain that does not exist: that is the one fault, and the name-servers check tells it.
  if (parent.value === false && isUnder(custom, found.domain)) return [];
  const target = alias.value?.found ? alias.value.records[0] : undefined;
  const facts = {
    ...about,
    mailFrom: custom,
    status,
    refuses,
    onMxFailure: found.identity.mailFrom.onMxFailure,
    ...(target !== undefined && { alias: excerpt(target, 253) }),
  };
  const state: Look<Code> = {
    look: async () => {
      const unclear = isKnownMailFromStatus(status) ? [] : [tell(unknownStatus(domain, status))];
      if (trouble) return [...unclear, tell(trouble)];
      if (!exists) return [...unclear, { code: "MAIL_FROM_NOT_FOUND", subject: custom, data: facts }];
      return [...unclear, ...dns.map((findings) => ({ look: async () => withFacts(await findings, facts) }))];
    },
    close: (shown) => stateFindings(domain, status, facts, shown),
  };
  return [
    {
      look: async () => [state, { look: async () => withFacts(await alignment, facts) }],
      close: (shown) => (shown.length > 0 ? [] : [{ code: "MAIL_FROM_OK", subject: custom, data: facts }]),
    },
  ];
}

/** Work that goes on while something else is awaited; its trouble is thrown where it is awaited itself. */
function begun<T>(work: Promise<T>): Promise<T> {
  work.catch(() => {});
  return work;
}

function withFacts(
  found: Awaited<ReturnType<typeof mxFindings>>,
  facts: FindingData,
): readonly (Finding<Code> | Look<Code>)[] {
  return found.map((one) => ("look" in one ? one : { ...one, data: { ...facts, ...one.data } }));
}

function unknownStatus(asked: string, status: string | null): PortTrouble {
  const detail =
    status === null ? "SES names no status of the MAIL FROM domain" : `SES says MAIL FROM ${excerpt(status, 100)}`;
  return new PortTrouble("error", { asked, detail });
}

/** SES's FAILED is said only where DNS shows no cause: then nobody else tells that something is wrong. */
function stateFindings(
  domain: string,
  status: string | null,
  data: FindingData,
  shown: readonly Finding[],
): readonly Finding<Code>[] {
  if (status === "PENDING" || status === "TEMPORARY_FAILURE")
    return [{ code: "MAIL_FROM_PENDING", subject: domain, data }];
  if (status !== "FAILED") return [];
  const cause = shown.some(({ code }) => mailFrom.codes[code as Code]?.severity === "failure");
  return cause ? [] : [{ code: "MAIL_FROM_FAILED", subject: domain, data: { ...data, ...notAnswered(shown) } }];
}

function isUnder(name: string, parent: string): boolean {
  return name === parent || name.endsWith(`.${parent}`);
}
