import type { DnsRecordToPublish, Finding, FindingData, Fix } from "./finding.ts";
import { shellWord } from "./shell-word.ts";

/** What SES asks for at a MAIL FROM domain (SES developer guide, "Using a custom MAIL FROM domain"). */
const SES_SPF = "v=spf1 include:amazonses.com ~all";

export function mxToPublish({ subject, data }: Finding): DnsRecordToPublish {
  return { type: "MX", name: subject, value: `10 feedback-smtp.${data.region}.amazonses.com` };
}

export function spfToPublish({ subject }: Finding): DnsRecordToPublish {
  return { type: "TXT", name: subject, value: SES_SPF };
}

export function publish(text: string, records: readonly DnsRecordToPublish[], commands: readonly string[] = []): Fix {
  return { text, who: "you", records, commands };
}

/**
 * What is to be done at the MAIL FROM name itself. An alias there has to go first, since nothing may stand beside it
 * (RFC 1034 §3.6.2); and where SES has given up, it has to be told to look again.
 */
export function mend(
  finding: Finding,
  text: string,
  records: readonly DnsRecordToPublish[],
  commands: readonly string[] = [],
): Fix {
  const { subject, data } = finding;
  const first = data.alias ? `Remove the CNAME at ${subject} first: no other record may stand beside it. Then: ` : "";
  const gaveUp = data.status === "FAILED";
  return publish(
    `${first}${text}${gaveUp ? " SES has given up looking: set the MAIL FROM domain again once the records are there." : ""}`,
    records,
    gaveUp ? [setMailFrom(data, String(data.mailFrom))] : commands,
  );
}

/** Shows what SES itself thinks of the MAIL FROM domain. */
export function askSes({ data }: Finding): string {
  return `aws sesv2 get-email-identity ${identityOf(data)}`;
}

/**
 * Sets the MAIL FROM domain, which also makes SES look at it again. What is not named falls back to its default, so
 * the behaviour that was chosen is named.
 * https://docs.aws.amazon.com/cli/latest/reference/sesv2/put-email-identity-mail-from-attributes.html
 */
export function setMailFrom(data: FindingData, mailFrom: string): string {
  const behavior = data.onMxFailure === "REJECT_MESSAGE" ? " --behavior-on-mx-failure REJECT_MESSAGE" : "";
  return `aws sesv2 put-email-identity-mail-from-attributes ${identityOf(data)} --mail-from-domain ${shellWord(mailFrom)}${behavior}`;
}

/** SES is let in: the record that is there, mended where that is possible, else one for SES alone. */
export function toAuthorizeSes(finding: Finding): Fix {
  const { subject, data } = finding;
  if (typeof data.suggested === "string") {
    const record = { type: "TXT", name: subject, value: data.suggested };
    return mend(finding, `Replace the SPF record by this one.${withoutDropped(data)}`, [record]);
  }
  const costs = termsOf(data.costs).map(({ term, costs: each }) => `"${term}" (${each})`);
  const tooMany =
    Number(data.lookupsWithSes) > 10
      ? ` With SES in it, the present one would cost ${data.lookupsWithSes} lookups, 10 are allowed: if others send with this return path too, first drop some of ${costs.join(", ")}, or replace them by their addresses.`
      : " If others send with this return path too, add theirs once they can be read without an error.";
  return mend(finding, `If SES alone sends with this return path, publish this record instead.${tooMany}`, [
    spfToPublish(finding),
  ]);
}

function withoutDropped(data: FindingData): string {
  const dropped = termsOf(data.dropped).map(({ term, why }) => `"${term}" (${why})`);
  if (dropped.length === 0) return "";
  return ` It leaves out ${dropped.join(", ")}: such terms end SPF as permerror.`;
}

/** Under strict alignment no subdomain will do; else the MAIL FROM domain has to be under the From domain. */
export function toAlign(finding: Finding): Fix {
  const { data } = finding;
  const move = data.relaxed === false ? toMoveUnder(finding) : null;
  if (data.aspf !== "s") return move ?? publish("", []);
  const relax = `Write aspf=r in place of aspf=s into the record at ${data.dmarc}, or rely on DKIM alone: under aspf=s no MAIL FROM subdomain can align with ${data.domain}.`;
  return move ? { ...move, text: `${relax} With aspf=r: ${move.text}` } : publish(relax, []);
}

function toMoveUnder(finding: Finding): Fix {
  const { data } = finding;
  const domain = String(data.domain);
  const subject = freeNameUnder(domain, String(data.mailFrom));
  const at = { ...finding, subject };
  const records = [mxToPublish(at), spfToPublish(at)];
  if (data.identityDomain === domain) {
    return publish(
      `Choose a MAIL FROM domain under ${domain} that has no other records, for example ${subject}; publish these records there, then set it.`,
      records,
      [setMailFrom(data, subject)],
    );
  }
  const own = { ...data, identity: domain };
  return publish(
    `Make ${domain} an identity of its own, since ${data.identity} serves other domains too; publish the DKIM records that SES then names and these, at a subdomain that has no other records, for example ${subject}; then set it as MAIL FROM domain.`,
    records,
    [`aws sesv2 create-email-identity ${identityOf(own)}`, setMailFrom(own, subject)],
  );
}

/** A usual name for a return path, another than the one in use. */
export function freeNameUnder(domain: string, used: string | null): string {
  return [`bounce.${domain}`, `mail.${domain}`].find((name) => name !== used) ?? `bounce.${domain}`;
}

function identityOf({ region, identity }: FindingData): string {
  return `--region ${shellWord(region)} --email-identity ${shellWord(identity)}`;
}

type Term = { term: string; why?: string; costs?: number };

function termsOf(value: FindingData[string] | undefined): readonly Term[] {
  return Array.isArray(value) ? (value as readonly Term[]) : [];
}
