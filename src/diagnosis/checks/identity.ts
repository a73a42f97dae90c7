import { PortTrouble } from "../../ports/trouble.ts";
import type { Check, Look, Target } from "../check.ts";
import type { Finding, Fix } from "../finding.ts";
import type { Questions } from "../questions.ts";
import { readable, tell } from "../readable.ts";
import { type FoundIdentity, identityFor } from "../ses-identity.ts";
import { shellWord } from "../shell-word.ts";

type Code =
  | "IDENTITY_OK"
  | "IDENTITY_MISSING"
  | "IDENTITY_MISSING_IN_REGION"
  | "IDENTITY_UNVERIFIED"
  | "IDENTITY_SHADOWED";

/** SES answers about one identity a second, so a run has time for a few addresses only. */
const MOST_ADDRESSES = 8;

/** Is the domain verified for sending, in every region? */
export const identity: Check<Code> = {
  name: "identity",
  title: "SES identity",
  hop: "submission",
  codes: {
    IDENTITY_OK: {
      severity: "ok",
      title: ({ data }) => `${data.identity} is verified in ${data.region}`,
      why: ({ subject, data }) =>
        data.inherited ? `${subject} sends under the verified domain ${data.identity}.` : "SES accepts mail from it.",
    },
    IDENTITY_MISSING: {
      severity: "failure",
      title: ({ subject }) => `${subject} is not an SES identity`,
      why: ({ subject, data }) =>
        `Neither ${subject} nor a parent domain is an identity in ${(data.regions as readonly string[]).join(", ")}: SES refuses its mail with "Email address is not verified".`,
      fix: ({ subject, data }) => create(subject, (data.regions as readonly string[])[0]),
    },
    IDENTITY_MISSING_IN_REGION: {
      severity: "warning",
      title: ({ subject, data }) => `${subject} is not an SES identity in ${data.region}`,
      why: ({ data }) =>
        `Identities are per region: mail sent through ${data.region} is refused with "Email address is not verified", whatever other regions hold.`,
      fix: ({ subject, data }) => create(subject, data.region),
    },
    IDENTITY_UNVERIFIED: {
      severity: "failure",
      title: ({ data }) => `${data.identity} is not verified in ${data.region}`,
      why: ({ data }) =>
        `SES says verification ${data.verificationStatus}${data.verificationError ? ` (${data.verificationError})` : ""}: it refuses mail from this identity in ${data.region}.`,
      fix: ({ data }) => verify(data),
    },
    IDENTITY_SHADOWED: {
      severity: "warning",
      title: ({ subject, data }) => `${subject} overrides its domain's DKIM in ${data.region}`,
      why: ({ subject, data }) =>
        `${subject} is an identity of its own with DKIM signing off: mail from it is not signed, although ${data.identity} would sign.`,
      fix: ({ subject, data }) => ({
        text: "Switch signing on for the address, or delete the address identity so that the domain's settings apply.",
        who: "you",
        records: [],
        commands: [
          `aws sesv2 put-email-identity-dkim-attributes --region ${shellWord(data.region)} --email-identity ${shellWord(subject)} --signing-enabled`,
        ],
      }),
    },
  },
  looks: (target, questions) =>
    target.regions.map((region) => ({
      look: async () => [
        { look: () => existence(target, questions, region) },
        { look: () => shadows(target, questions, region), region },
      ],
    })),
};

function verify(data: Finding["data"]): Fix {
  const name = String(data.identity);
  const look = `aws sesv2 get-email-identity --region ${shellWord(data.region)} --email-identity ${shellWord(name)}`;
  if (name.includes("@")) {
    return {
      text: `Open the mail that Amazon sent to ${name} and follow its link; deleting and creating the identity sends it again.`,
      who: "you",
      records: [],
      commands: [look],
    };
  }
  const records = (data.dkimRecords as readonly { name: string; value: string }[]).map((record) => ({
    type: "CNAME",
    ...record,
  }));
  const published =
    records.length > 0 ? "Publish the identity's DKIM records" : "Set up DKIM for the identity and publish its records";
  return {
    text: `${published}; SES verifies the domain when it sees them. After a failure it looks again once DKIM is switched on anew.`,
    who: "you",
    records,
    commands: [
      ...(data.verificationStatus === "FAILED"
        ? [
            `aws sesv2 put-email-identity-dkim-attributes --region ${shellWord(data.region)} --email-identity ${shellWord(name)} --signing-enabled`,
          ]
        : []),
      look,
    ],
  };
}

function create(domain: string, region: unknown) {
  return {
    text: `Verify the domain in ${region} and publish the DKIM records that SES then gives; or send from another region.`,
    who: "you",
    records: [],
    commands: [`aws sesv2 create-email-identity --region ${shellWord(region)} --email-identity ${shellWord(domain)}`],
  } as const;
}

async function existence(
  target: Target,
  questions: Questions,
  region: string,
): Promise<readonly (Finding<Code> | Look<Code>)[]> {
  const subject = target.domain;
  const found = await identityFor(questions, region, subject);
  if (found) return [verification(subject, region, found)];

  const others = target.regions.filter((other) => other !== region);
  const elsewhere = await Promise.all(others.map((other) => readable(identityFor(questions, other, subject))));
  const nowhere = elsewhere.every(({ value }) => value === null);
  if (!nowhere) return [{ code: "IDENTITY_MISSING_IN_REGION", subject, data: { region } }];
  // Said once, by the first region, for all of them.
  return region === target.regions[0] ? [{ code: "IDENTITY_MISSING", subject, data: { regions: target.regions } }] : [];
}

function verification(subject: string, region: string, found: FoundIdentity): Finding<Code> {
  const { name, verifiedForSending, verificationStatus, verificationError } = found.identity;
  const about = { region, identity: name, inherited: found.inherited, verificationStatus, verificationError };
  const data = verifiedForSending ? about : { ...about, dkimRecords: dkimRecords(found) };
  return { code: verifiedForSending ? "IDENTITY_OK" : "IDENTITY_UNVERIFIED", subject, data };
}

/** The CNAMEs of Easy DKIM; one's own key has none. */
function dkimRecords({ identity, domain }: FoundIdentity) {
  const { tokens, origin, hostedZone } = identity.dkim;
  if (origin === "EXTERNAL") return [];
  return tokens.map((token) => ({
    name: `${token}._domainkey.${domain}`,
    value: `${token}.${hostedZone ?? "dkim.amazonses.com"}`,
  }));
}

/** An address identity keeps its own DKIM setting, whatever its domain's is. */
async function shadows(target: Target, questions: Questions, region: string): Promise<readonly Look<Code>[]> {
  const summaries = await questions.ses.identities(region);
  const found = await identityFor(questions, region, target.domain);
  if (!found?.identity.dkim.signingEnabled || found.identity.name.includes("@")) return [];
  const domains = summaries.filter(({ name }) => !name.includes("@")).map(({ name }) => name.toLowerCase());
  const addresses = summaries
    .map(({ name }) => name)
    .filter((name) => isShadowOf(name, target.domain, found.domain, domains))
    .sort();
  const looks = addresses.slice(0, MOST_ADDRESSES).map((address) => ({
    look: async () => {
      const own = await questions.ses.identity(region, address);
      if (!own || own.dkim.signingEnabled) return [];
      return [{ code: "IDENTITY_SHADOWED" as const, subject: address, data: { identity: found.identity.name } }];
    },
  }));
  if (addresses.length <= MOST_ADDRESSES) return looks;
  const left = addresses.length - MOST_ADDRESSES;
  const tooMany = new PortTrouble("limit", {
    asked: region,
    region,
    detail: `${left} more address identities were not looked at`,
  });
  return [...looks, tell(tooMany)];
}

/** Is `address` under the checked domain, and `covering` the nearest domain identity above it? */
function isShadowOf(address: string, checked: string, covering: string, domains: readonly string[]): boolean {
  const at = address.lastIndexOf("@");
  if (at < 0) return false;
  const domain = address.slice(at + 1).toLowerCase();
  const isUnder = (parent: string) => domain === parent || domain.endsWith(`.${parent}`);
  if (!isUnder(checked)) return false;
  const nearest = domains.filter(isUnder).sort((a, b) => b.length - a.length)[0];
  return nearest === covering;
}
