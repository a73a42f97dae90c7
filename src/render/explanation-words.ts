import type { RecipientDomain, SuppressedIn } from "../bounces/beside.ts";
import type { ExplanationItem, Retry } from "../bounces/explanation.ts";
import type { SignatureResult } from "../bounces/verify.ts";
import { HOPS, type Hop } from "../diagnosis/hop.ts";

/** The words of an explanation that every face shares. */

export const NOT_A_BOUNCE =
  "This is neither a bounce, nor an SES event, nor a server's reply, nor the headers of a mail. Paste the reply itself, or save the bounce as a file with its headers (in Gmail: Show original → Download).";

export const SECRET_GIVEN =
  "What you gave holds something that looks like a password, a key or a token. It is left out here, but whoever has the\ntext has it: replace it now (SES: new SMTP credentials; AWS: a new access key; Slack: a new token), and delete the old one.";

export const RETRY_WORDS: { readonly [R in Retry]: string } = {
  never: "do not send it again",
  later: "sending it again later may work",
  "after-fix": "send it again once this is done",
};

/** Most recipients of one bounce are refused for the same reason; nobody reads a hundred of them. */
export const MOST_ITEMS = 20;

export function headline({ hop, reason, permanent }: ExplanationItem): { where: string; what: string; good: boolean } {
  const good = reason === "delivered";
  const where = hop ? `${good ? "Passed" : "Broke"} at ${hop}` : "Broke at a hop that the input does not tell";
  return { where, what: `${reason}${permanent === null ? "" : permanent ? ", permanent" : ", temporary"}`, good };
}

/** The six hops with the break marked. */
export function brokenChain({
  hop,
  reason,
}: ExplanationItem): readonly { name: Hop; state: "passed" | "broke" | "after" }[] {
  const at = hop ? HOPS.indexOf(hop) : -1;
  return HOPS.map((name, index) => {
    if (index === at) return { name, state: reason === "delivered" ? "passed" : "broke" };
    return { name, state: index < at ? "passed" : "after" };
  });
}

/** What the input tells, a name and a value a row. */
export function factsOf(item: ExplanationItem): readonly (readonly [string, string])[] {
  const { replyCode, enhancedCode, provider, server, command, evidence, rule } = item;
  const rows: readonly (readonly [string, string | null])[] = [
    ["code", [replyCode, enhancedCode].filter(Boolean).join(" ") || null],
    ["server", [server.name, server.ip && `[${server.ip}]`].filter(Boolean).join(" ") || null],
    ["provider", provider],
    ["at", command],
    ["evidence", evidence],
    ["rule", rule],
  ];
  return rows.flatMap(([name, value]) => (value ? [[name, value] as const] : []));
}

export function domainWords({ domain, state, mx, provider, trouble }: RecipientDomain): string {
  switch (state) {
    case "gone":
      return `${domain} does not exist in DNS.`;
    case "null-mx":
      return `${domain} says by a null MX that it takes no mail.`;
    case "no-mx":
      return `${domain} has no MX record.`;
    case "mx":
      return `${domain} takes mail at ${mx.join(", ")}${provider ? ` (${provider})` : ""}.`;
    case "unknown":
      return `The MX of ${domain} could not be looked up (${trouble}).`;
  }
}

export function suppressedWords(address: string, { region, listed, reason, since, trouble }: SuppressedIn): string {
  if (listed === null) return `Whether ${region} suppresses it could not be looked up (${trouble}).`;
  if (!listed) return `Not on the suppression list of ${region}.`;
  return `${address} is on the suppression list of ${region} (${reason}, since ${since}): SES accepts mail to it and drops it, if the account suppresses for ${reason} there.`;
}

export function signatureWords({ domain, selector, meaning }: SignatureResult): string {
  return `DKIM signature of ${domain ?? "an unnamed domain"}${selector ? ` (selector ${selector})` : ""}: ${meaning}`;
}
