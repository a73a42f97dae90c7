import { PortTrouble } from "../../ports/trouble.ts";
import type { Check, Look, Target } from "../check.ts";
import {
  toEnable,
  toEndTest,
  toMove,
  toPublishCname,
  toPublishKey,
  toStartOver,
  toStrengthenKey,
  toWait,
} from "../dkim-fixes.ts";
import { type DkimRecordCode, lookAtDkimName } from "../dkim-lookups.ts";
import { dkimNamesOf, signingIsOff } from "../dkim-names.ts";
import { dnsNow, notAnswered } from "../dns-not-answered.ts";
import { domainFound } from "../domain-found.ts";
import type { Catalogue, Finding, FindingData } from "../finding.ts";
import type { Questions } from "../questions.ts";
import { quotedList } from "../quoted.ts";
import { readable, tell } from "../readable.ts";
import { type FoundIdentity, identityFor } from "../ses-identity.ts";

type Code = DkimRecordCode | "DKIM_OK" | "DKIM_PENDING" | "DKIM_DISABLED" | "DKIM_FAILED";

const codes = {
  DKIM_OK: {
    severity: "ok",
    title: ({ data }) => `SES signs with DKIM in ${data.region}`,
    why: ({ data }) => `Every key that SES signs with for ${data.identity} is in DNS, and usable.`,
  },
  DKIM_TESTING: {
    severity: "note",
    title: (finding) => `DKIM ${nth(finding)} is marked as a test (t=y)`,
    why: () => "With t=y in the key record, receivers may treat signed mail as if it were unsigned (RFC 6376 §3.6.1).",
    fix: toEndTest,
  },
  DKIM_PENDING: {
    severity: "warning",
    title: ({ data }) => `SES has not confirmed DKIM yet in ${data.region}`,
    why: ({ data }) =>
      data.status === "TEMPORARY_FAILURE"
        ? `SES says DKIM ${data.status} for ${data.identity}: it could not look at the records just now, and looks again. Whether it signs meanwhile is not known.`
        : `SES says DKIM ${data.status} for ${data.identity}: until it has seen the records, its mail is not signed with that domain.`,
    fix: toWait,
  },
  DKIM_KEY_WEAK: {
    severity: "warning",
    title: (finding) => `DKIM ${nth(finding)} has only ${finding.data.bits} bits`,
    why: () => "RSA keys should have 2048 bits or more (RFC 8301 §3.2); some receivers look down on shorter ones.",
    fix: toStrengthenKey,
  },
  DKIM_KEY_UNUSABLE: {
    severity: "failure",
    title: (finding) => `DKIM ${nth(finding)} cannot be used by receivers`,
    why: ({ data }) => `The key record ${data.problem}. Mail signed with it fails DKIM.`,
    fix: toStrengthenKey,
  },
  DKIM_DISABLED: {
    severity: "failure",
    title: ({ data }) => `SES does not sign with DKIM in ${data.region}`,
    why: ({ data }) =>
      data.status === "NOT_STARTED"
        ? `DKIM was never set up for ${data.identity} (status NOT_STARTED): its mail carries no signature of the domain.`
        : `DKIM signing is switched off for ${data.identity}: its mail carries no signature of the domain.`,
    fix: toEnable,
  },
  DKIM_FAILED: {
    severity: "failure",
    title: ({ data }) => `SES gave up on DKIM in ${data.region}`,
    why: ({ data }) =>
      `SES says DKIM ${data.status} for ${data.identity} and looks no more: its mail is not signed; ${dnsNow(data)}.`,
    fix: toStartOver,
  },
  DKIM_CNAME_MISSING: {
    severity: "failure",
    title: (finding) => `DKIM ${nth(finding)}: its CNAME is missing`,
    why: ({ subject, data }) =>
      data.instead
        ? `At ${subject} stands a TXT record, ${quotedList(data.instead)}, in place of the CNAME: receivers find another key than SES signs with, or none.`
        : `There is no CNAME at ${subject}, so receivers find no key for SES's signature.`,
    fix: (finding) =>
      toPublishCname(
        finding.data.instead
          ? `Remove the TXT record at ${finding.subject} first: nothing may stand beside a CNAME. Then publish this record at your DNS provider.`
          : "Publish this record at your DNS provider.",
        finding,
      ),
  },
  DKIM_CNAME_WRONG: {
    severity: "failure",
    title: (finding) => `DKIM ${nth(finding)}: its CNAME leads elsewhere`,
    why: ({ data }) =>
      `It leads to ${(data.chain as readonly string[]).join(" → ")} instead of ${data.target}.${isAppended(data) ? " The DNS panel has appended the domain: end the target with a dot." : ""}`,
    fix: (finding) => toPublishCname("Change the CNAME to this.", finding),
  },
  DKIM_NAME_DOUBLED: {
    severity: "failure",
    title: (finding) => `DKIM ${nth(finding)} stands at a doubled name`,
    why: ({ subject, data }) =>
      `The record stands at ${data.doubled}, not at ${subject}: the DNS panel appends the domain to what is typed.`,
    fix: toMove,
  },
  DKIM_KEY_MISSING: {
    severity: "failure",
    title: (finding) => `DKIM ${nth(finding)}: there is no key`,
    why: ({ subject, data }) =>
      `No DKIM key record stands at ${data.target ?? subject}${data.instead ? ", only other text" : ""}: receivers cannot verify SES's signature.`,
    fix: toPublishKey,
  },
  DKIM_KEY_REVOKED: {
    severity: "failure",
    title: (finding) => `DKIM ${nth(finding)}: its key is revoked`,
    why: ({ subject, data }) =>
      `The key record at ${data.target ?? subject} has an empty p=, which withdraws the key (RFC 6376 §3.6.1).`,
    fix: toPublishKey,
  },
} satisfies Catalogue<Code>;

/** Do receivers find the keys with which SES signs, in every region? */
export const dkim: Check<Code> = {
  name: "dkim",
  title: "DKIM",
  hop: "authentication",
  codes,
  looks: (target, questions) =>
    target.regions.map((region) => ({ region, look: () => lookAtRegion(target, questions, region) })),
};

async function lookAtRegion(target: Target, questions: Questions, region: string) {
  const found = await identityFor(questions, region, target.domain);
  if (!found) return [];
  // The keys stand under the identity's domain. Whether it exists need not be known for the rest; only a plain "no"
  // silences it, and an answer that is no evidence: what it says of the keys would be none either.
  const { value: exists, trouble } = await readable(domainFound(questions, found.domain));
  if (exists === false) return [];
  if (trouble?.reason === "error") return [tell(trouble)];
  return [lookAtIdentity(target.domain, questions, found)];
}

function lookAtIdentity(subject: string, questions: Questions, found: FoundIdentity): Look<Code> {
  const { name: identity, dkim: state } = found.identity;
  const data = { identity, status: state.status, origin: state.origin, inherited: found.inherited };
  if (signingIsOff(found)) return { look: async () => [{ code: "DKIM_DISABLED", subject, data }] };

  const names = dkimNamesOf(found);
  const pending = state.status === "PENDING" || state.status === "TEMPORARY_FAILURE";
  return {
    look: async () => [
      ...(pending ? [{ code: "DKIM_PENDING" as const, subject, data }] : []),
      ...(isKnown(state.status) ? [] : [unclear(subject, `SES says DKIM ${state.status.slice(0, 100)}`)]),
      ...(names.length > 0 ? [] : [unclear(subject, "SES names no DKIM selector")]),
      ...names.map((name, index) => {
        const about = { identity, origin: state.origin, number: index + 1, of: names.length };
        return { look: () => lookAtDkimName(questions, name, found.domain, about) };
      }),
    ],
    close: (shown) => {
      if (state.status === "FAILED")
        return shown.some(isFailure)
          ? []
          : [{ code: "DKIM_FAILED", subject, data: { ...data, ...notAnswered(shown) } }];
      return shown.length > 0
        ? []
        : [{ code: "DKIM_OK", subject, data: { ...data, names: names.map(({ name }) => name) } }];
    },
  };
}

function isKnown(status: string): boolean {
  return ["SUCCESS", "PENDING", "TEMPORARY_FAILURE", "FAILED"].includes(status);
}

function unclear(asked: string, detail: string): Look<never> {
  return tell(new PortTrouble("error", { asked, detail }));
}

function isFailure({ code }: Finding): boolean {
  return Object.entries(codes).some(([known, { severity }]) => known === code && severity === "failure");
}

/** SES names several selectors; people find theirs by its number. */
function nth({ data }: Finding): string {
  return data.of === 1 ? "key" : `key ${data.number} of ${data.of}`;
}

function isAppended({ chain, target }: FindingData): boolean {
  return (chain as readonly string[])[0]?.startsWith(`${target}.`) ?? false;
}
