import type { FindingData } from "./finding.ts";
import { isKnownMailFromStatus } from "./mail-from-domain.ts";

/** What SES does while the MAIL FROM domain is not confirmed (BehaviorOnMxFailure). Nothing to say of an unknown state. */
export function behaviour({ status, refuses, domain }: FindingData): string {
  if (status === "SUCCESS") return " SES still uses it.";
  if (!isKnownMailFromStatus(status === null ? null : String(status))) return "";
  return refuses
    ? " Until then SES refuses to send (MailFromDomainNotVerified)."
    : ` Until then SES falls back to amazonses.com: SPF passes, but does not align with ${domain}.`;
}

/** Said where the MAIL FROM name is an alias: what it lacks is missing at the alias's target. */
export function aliasOf({ alias }: FindingData): string {
  return alias ? ` (it is an alias, CNAME, of ${alias})` : "";
}

export function sesBeforeTheLimit({ sesPasses }: FindingData): string {
  if (sesPasses === null) return "Whether SES's addresses match before the limit could not be found out.";
  return sesPasses
    ? "SES's addresses match before the limit is reached, so receivers that stop at the match accept them; any other order, or a receiver that counts all, ends as permerror."
    : "SES's addresses do not match before it is reached: SPF ends as permerror.";
}

export function count(values: FindingData[string] | undefined): number {
  return Array.isArray(values) ? values.length : 0;
}
