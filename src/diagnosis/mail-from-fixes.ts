import type { DnsRecordToPublish, Finding, Fix } from "./finding.ts";

/** What SES asks for at a MAIL FROM domain (SES developer guide, "Using a custom MAIL FROM domain"). */
export const SES_SPF = "v=spf1 include:amazonses.com ~all";

export function mxToPublish({ subject, data }: Finding): DnsRecordToPublish {
  return { type: "MX", name: subject, value: `10 feedback-smtp.${data.region}.amazonses.com` };
}

export function spfToPublish({ subject }: Finding): DnsRecordToPublish {
  return { type: "TXT", name: subject, value: SES_SPF };
}

export function publish(text: string, records: readonly DnsRecordToPublish[], commands: readonly string[] = []): Fix {
  return { text, who: "you", records, commands };
}

/** Shows what SES itself thinks of the MAIL FROM domain. */
export function askSes({ data }: Finding): string {
  return `aws sesv2 get-email-identity --region ${data.region} --email-identity ${data.identity}`;
}

/** Sets the MAIL FROM domain, which also makes SES look at it again. */
export function setMailFrom({ data }: Finding, mailFrom: string): string {
  return `aws sesv2 put-email-identity-mail-from-attributes --region ${data.region} --email-identity ${data.identity} --mail-from-domain ${mailFrom}`;
}
