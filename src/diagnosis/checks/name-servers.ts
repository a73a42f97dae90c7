import type { Check, Look, Target } from "../check.ts";
import { domainFound } from "../domain-found.ts";
import { excerpt } from "../excerpt.ts";
import type { Finding } from "../finding.ts";
import type { Questions } from "../questions.ts";
import { readable, tell } from "../readable.ts";
import { identityFor } from "../ses-identity.ts";
import { disagreements } from "../zone-agreement.ts";
import { type Hearing, hear } from "../zone-answers.ts";
import { gapsIn } from "../zone-gaps.ts";
import { namesOfDomain, namesOfIdentity, type RestsOn } from "../zone-names.ts";
import { reachOf, type ServerFault } from "../zone-reach.ts";
import { zoneOf } from "../zone-servers.ts";

type Code = "NS_OK" | "NS_UNREACHABLE" | "DOMAIN_NOT_FOUND" | "NS_DISAGREE";

type Quote = { type: string; server: string; address: string; answer: string };

/** Do all name servers of the domain say the same about the names that the other checks rest on? */
export const nameServers: Check<Code> = {
  name: "name-servers",
  title: "Name servers",
  hop: "authentication",
  codes: {
    NS_OK: {
      severity: "ok",
      title: ({ data }) => {
        const { length } = data.servers as readonly string[];
        return length === 1 ? "The only name server answers" : `${length} name servers agree`;
      },
      why: ({ data }) => `Asked for ${data.names} names: ${(data.servers as readonly string[]).join(", ")}.`,
    },
    NS_UNREACHABLE: {
      severity: "warning",
      title: ({ subject, data }) => `Name server ${subject} ${FAULTS[data.reason as ServerFault]}`,
      why: ({ data }) =>
        `It is a name server of ${data.zone}${addressesOf(data.addresses)}, and others answer${data.rcode ? `; it says ${data.rcode}` : ""}. Receivers that ask it wait, or find no records.`,
      fix: ({ subject, data }) => ({
        text: `Have whoever runs ${subject} make it serve ${data.zone}, or take it out of the NS records of ${data.zone} and of its registration.`,
        who: "you",
        records: [],
        commands: [],
      }),
    },
    DOMAIN_NOT_FOUND: {
      severity: "failure",
      title: ({ subject }) => `${subject} does not exist in DNS`,
      why: ({ subject }) =>
        `The answer for ${subject} is NXDOMAIN: receivers refuse mail from a domain that does not exist.`,
      fix: ({ subject }) => ({
        text: `Check the spelling of ${subject}. If it is right: is its registration paid, are its name servers set at the registrar, does the zone hold it?`,
        who: "you",
        records: [],
        commands: [],
      }),
    },
    NS_DISAGREE: {
      severity: "failure",
      title: ({ data }) => `Name servers disagree about ${(data.types as readonly string[]).join(" and ")} records`,
      why: ({ subject, data }) =>
        `For ${subject} ${opposites(data.answers as readonly Quote[])}. Which one a receiver sees is chance.`,
      fix: ({ subject, data }) => {
        const [first] = data.answers as readonly Quote[];
        return {
          text: `Have all name servers serve the same zone: publish it again where it is edited, and take servers that no longer follow out of the NS records and the registration. A change of the last hour may still be under way. To compare: dig +norec ${first?.type} ${subject} @<server>`,
          who: "you",
          records: [],
          commands: [],
        };
      },
    },
  },
  looks: (target, questions) => [{ look: () => lookAtServers(target, questions) }],
};

const FAULTS: { readonly [F in ServerFault]: string } = {
  timeout: "is silent",
  unreachable: "cannot be reached",
  error: "answers nothing that can be read",
  lame: "does not serve the zone",
  "no-address": "has no address",
  "private-address": "has no public address",
};

async function lookAtServers(target: Target, questions: Questions): Promise<readonly (Finding<Code> | Look<Code>)[]> {
  const { domain } = target;
  // Begun before it is known that the domain exists, and before SES has answered: nothing waits for what it does not need.
  const hearings = Promise.all([
    readable(hearAbout(questions, domain, namesOfDomain(domain))),
    ...target.regions.map((region) => hearAboutIdentity(questions, region, domain)),
  ]);
  void Promise.allSettled([hearings]);
  if (!(await domainFound(questions, domain))) return [{ code: "DOMAIN_NOT_FOUND", subject: domain, data: {} }];

  const answered = await hearings;
  const hearing: Hearing = {
    zones: answered.flatMap(({ value }) => value?.zones ?? []),
    heard: answered.flatMap(({ value }) => value?.heard ?? []),
  };
  const reach = reachOf(hearing);
  const disagreeing = disagreements(hearing.heard);
  const findings = [...reach.findings, ...disagreeing];
  // Of a name about which servers are known to differ, nothing is left open.
  const gaps = gapsIn(hearing).filter(({ details }) => !disagreeing.some(({ subject }) => subject === details.asked));
  const troubles = [...answered.flatMap(({ trouble }) => trouble ?? []), ...reach.troubles, ...gaps];
  if (findings.length + troubles.length > 0) return [...findings, ...troubles.map(tell)];
  const names = new Set(hearing.heard.map(({ question }) => question.name)).size;
  const { serving: servers, leftOut } = reach;
  return [{ code: "NS_OK", subject: domain, data: { servers, names, ...(leftOut.length > 0 && { leftOut }) } }];
}

async function hearAbout(questions: Questions, domain: string, names: readonly RestsOn[]): Promise<Hearing> {
  return hear(questions, await zoneOf(questions, domain), names);
}

/** What SES cannot tell is left out here; the checks that need it say so. */
async function hearAboutIdentity(questions: Questions, region: string, domain: string) {
  const { value: found } = await readable(identityFor(questions, region, domain));
  const names = found ? namesOfIdentity(found) : [];
  if (!found || names.length === 0) return { value: { zones: [], heard: [] } };
  return readable(hearAbout(questions, found.domain, names));
}

function addressesOf(addresses: unknown): string {
  const known = addresses as readonly string[];
  return known.length > 0 ? ` (${known.join(", ")})` : "";
}

/** Of every type the first two answers that differ, with who gave them. */
function opposites(answers: readonly Quote[]): string {
  const byType = [...Map.groupBy(answers, ({ type }) => type)];
  const several = byType.length > 1;
  return byType
    .map(([type, ofType]) => {
      const other = ofType.find(({ answer }) => answer !== ofType[0]?.answer);
      const said = [ofType[0], other].flatMap((one) =>
        one ? [`${one.server} says "${excerpt(one.answer, 120)}"`] : [],
      );
      return `${several ? `${type}: ` : ""}${said.join(", ")}`;
    })
    .join("; ");
}
