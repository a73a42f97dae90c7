import type { SesIdentity, SesStatus } from "../ports/ses.ts";
import type { Questions } from "./questions.ts";
import { identityFor } from "./ses-identity.ts";

/** The return path that SES uses by default; it passes SPF and aligns with nobody else's domain. */
export const SES_RETURN_PATH = "amazonses.com";

/** The return path of mail From a domain in one region. */
export type MailFromDomain = {
  /** The custom MAIL FROM domain, lower-case; null where none is set. */
  custom: string | null;
  status: SesStatus | null;
  /** What SES writes into the return path today: the custom domain once its status is SUCCESS, else amazonses.com. */
  used: string;
  /** SES takes no mail at all: the custom domain is not SUCCESS and BehaviorOnMxFailure is REJECT_MESSAGE. */
  refuses: boolean;
};

/** Null where the region has no identity for the domain. Throws what `identityFor` throws. */
export async function mailFromDomainFor(
  questions: Questions,
  region: string,
  domain: string,
): Promise<MailFromDomain | null> {
  const found = await identityFor(questions, region, domain);
  return found && mailFromDomainOf(found.identity);
}

/** https://docs.aws.amazon.com/ses/latest/dg/mail-from.html ("Custom MAIL FROM domain setup states") */
export function mailFromDomainOf({ mailFrom }: SesIdentity): MailFromDomain {
  const { domain: custom, status, onMxFailure } = mailFrom;
  const works = custom !== null && status === "SUCCESS";
  return {
    custom,
    status,
    used: works ? custom : SES_RETURN_PATH,
    refuses: custom !== null && !works && onMxFailure === "REJECT_MESSAGE",
  };
}
