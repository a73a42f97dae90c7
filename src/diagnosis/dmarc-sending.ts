import { type Deciding, isAligned, isAlignedByList } from "./dmarc-discovery.ts";
import { isKnownMailFromStatus, mailFromDomainOf } from "./mail-from-domain.ts";
import type { Questions } from "./questions.ts";
import { type Readable, readable } from "./readable.ts";
import { type FoundIdentity, identityFor } from "./ses-identity.ts";

/** What SES signs and sends with in one region. */
export type Sending = {
  region: string;
  identity: string;
  /** With which the identity signs, or would sign. */
  identityDomain: string;
  /** Null where it does not sign with it now. */
  dkim: string | null;
  dkimStatus: string;
  signingEnabled: boolean;
  /** SigningAttributesOrigin */
  origin: string;
  mailFrom: string;
};

/**
 * Null where nothing is sent, and where it is not known what: without an identity, where AWS does not tell (the identity
 * check says so), and where SES refuses to send because of the MAIL FROM domain.
 */
export async function sendingIn(questions: Questions, region: string, domain: string): Promise<Sending | null> {
  const { value: found } = await readable(identityFor(questions, region, domain));
  if (!found || mailFromDomainOf(found.identity).refuses) return null;
  return sendingOf(region, found);
}

/**
 * TEMPORARY_FAILURE is not among them: SES could not look just now, which says nothing of what it signs.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DkimAttributes.html
 */
const DOES_NOT_SIGN = ["PENDING", "FAILED", "NOT_STARTED"];

/** A status that nobody knows accuses nobody: the dkim and mail-from checks say that it is not understood. */
function sendingOf(region: string, { identity, domain }: FoundIdentity): Sending {
  const { signingEnabled, status, origin } = identity.dkim;
  const signs = signingEnabled && !DOES_NOT_SIGN.includes(status);
  const { custom, used, status: mailFromStatus } = mailFromDomainOf(identity);
  return {
    region,
    identity: identity.name,
    identityDomain: domain,
    dkim: signs ? domain : null,
    dkimStatus: status,
    signingEnabled,
    origin,
    mailFrom: custom !== null && !isKnownMailFromStatus(mailFromStatus) ? custom : used,
  };
}

export type Aligned<T> = { dkim: T; spf: T };

/** What counts for DMARC under the record and the organizational domain of the tree walk, each as far as it is known. */
export async function alignedByWalk(
  questions: Questions,
  domain: string,
  sending: Sending,
  deciding: Deciding,
): Promise<Aligned<Readable<boolean>>> {
  const { adkim, aspf } = deciding.at.record;
  const [dkim, spf] = await Promise.all([
    sending.dkim === null ? { value: false } : readable(isAligned(questions, domain, sending.dkim, adkim)),
    readable(isAligned(questions, domain, sending.mailFrom, aspf)),
  ]);
  return { dkim, spf };
}

export function alignedByList(domain: string, sending: Sending, { at: { record } }: Deciding): Aligned<boolean> {
  return {
    dkim: sending.dkim !== null && isAlignedByList(domain, sending.dkim, record.adkim),
    spf: isAlignedByList(domain, sending.mailFrom, record.aspf),
  };
}
