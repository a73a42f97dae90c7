import { startOver } from "./dkim-fixes.ts";
import { type Deciding, isAligned } from "./dmarc-discovery.ts";
import { policyOf } from "./dmarc-policy.ts";
import { alignedByWalk, type Sending } from "./dmarc-sending.ts";
import type { Finding, FindingData, Fix } from "./finding.ts";
import type { Questions } from "./questions.ts";
import { readable, tell } from "./readable.ts";
import { shellWord } from "./shell-word.ts";

/** Why DKIM does not count: `data.cause` of DMARC_UNALIGNED. Each has a remedy of its own. */
type Cause = "address" | "strict" | "other-organization" | "not-started" | "off" | "unconfirmed";

/** Neither DKIM nor SPF will count for mail that SES sends; or whether one does depends on what could not be read. */
export async function unalignedFindings(
  questions: Questions,
  domain: string,
  sending: Sending | null,
  deciding: Deciding,
): Promise<readonly (Finding<"DMARC_UNALIGNED"> | ReturnType<typeof tell>)[]> {
  if (!sending) return [];
  const { dkim, spf } = await alignedByWalk(questions, domain, sending, deciding);
  if (dkim.value || spf.value) return [];
  const trouble = dkim.trouble ?? spf.trouble;
  if (trouble) return [tell(trouble)];

  const { name, record } = deciding.at;
  const wouldAlign = (mode: "r" | "s") => readable(isAligned(questions, domain, sending.identityDomain, mode));
  const [asWritten, relaxed] = await Promise.all([wouldAlign(record.adkim), wouldAlign("r")]);
  const cause = causeOf(sending, asWritten.value ?? true, relaxed.value ?? true);
  const data = { ...sending, name, adkim: record.adkim, aspf: record.aspf, policy: policyOf(deciding), cause };
  return [{ code: "DMARC_UNALIGNED", subject: domain, data }];
}

function causeOf(sending: Sending, asWritten: boolean, relaxed: boolean): Cause {
  if (sending.identity.includes("@")) return "address";
  if (!relaxed) return "other-organization";
  if (!asWritten) return "strict";
  if (sending.dkimStatus === "NOT_STARTED") return "not-started";
  return sending.signingEnabled ? "unconfirmed" : "off";
}

/** What SES does about DKIM, as part of a sentence that begins with "SES". */
export function signingWords({ dkim, cause, identity, dkimStatus }: FindingData): string {
  if (dkim) return `signs with d=${dkim}`;
  switch (cause as Cause) {
    case "address":
      return `signs with no domain (only the address ${identity} is an identity)`;
    case "not-started":
      return `does not sign (DKIM was never set up for ${identity})`;
    case "off":
      return `does not sign (signing is switched off for ${identity})`;
    case "unconfirmed":
      return `does not sign (DKIM of ${identity} is ${dkimStatus})`;
    case "strict":
    case "other-organization":
      return "does not sign with the domain";
  }
}

/** DKIM that aligns is the surer way; what it takes depends on why it does not count now. */
export function toSignAligned({ subject, data }: Finding): Fix {
  const { identity, identityDomain, region, name, dkimStatus } = data;
  switch (data.cause as Cause) {
    case "address":
      return you(
        `Verify the domain ${subject} itself in ${region} and publish the DKIM records that SES then names; then DMARC passes by DKIM.`,
        [createIdentity(subject, data)],
      );
    case "other-organization":
      return you(
        `Make ${subject} an identity of its own and publish its DKIM records: for DMARC ${identityDomain} is another organization, so its keys do not count, whatever their state.`,
        [createIdentity(subject, data)],
      );
    case "strict":
      return you(
        `Make ${subject} an identity of its own and publish its DKIM records, or take adkim=s out of ${name}.`,
        [createIdentity(subject, data)],
      );
    case "not-started":
      return you(
        `Set DKIM up for ${identity} in ${region} and publish the records that SES then names; then DMARC passes by DKIM.`,
        [startOver(data), ...(data.signingEnabled ? [] : [switchOn(data)])],
      );
    case "off":
      return you(
        `Switch DKIM on for ${identity} in ${region}; then DMARC passes by DKIM${dkimStatus === "SUCCESS" ? "" : `, once SES has confirmed its records (now ${dkimStatus})`}.`,
        [switchOn(data)],
      );
    case "unconfirmed":
      return you(
        dkimStatus === "FAILED"
          ? `Do what the dkim check says of ${identity} in ${region}: SES has given up on its DKIM records. Once they are right and SES has started over, DMARC passes by DKIM.`
          : `Publish the DKIM records of ${identity} that the dkim check misses, or wait for SES where it misses none (now ${dkimStatus}); then DMARC passes by DKIM.`,
        [],
      );
  }
}

function createIdentity(domain: string, { region }: FindingData): string {
  return `aws sesv2 create-email-identity --region ${shellWord(region)} --email-identity ${shellWord(domain)}`;
}

function switchOn({ region, identity }: FindingData): string {
  return `aws sesv2 put-email-identity-dkim-attributes --region ${shellWord(region)} --email-identity ${shellWord(identity)} --signing-enabled`;
}

function you(text: string, commands: readonly string[]): Fix {
  return { text, who: "you", records: [], commands };
}
