import type { SesIdentity, SesStatus } from "../ports/ses.ts";

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

/** The words of the API for the state of a MAIL FROM domain; any other says nothing that is understood here. */
export function isKnownMailFromStatus(status: string | null): boolean {
  return status !== null && ["SUCCESS", "PENDING", "TEMPORARY_FAILURE", "FAILED"].includes(status);
}
