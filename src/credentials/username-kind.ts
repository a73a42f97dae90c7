/** What an SMTP username is. Only a long-term access key of an IAM user opens SES's SMTP endpoints. */
export type UsernameKind = "long-term" | "temporary" | "mail-manager" | "other";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids */
export function usernameKindOf(username: string): UsernameKind {
  if (/^AKIA[A-Z0-9]{12,124}$/.test(username)) return "long-term";
  if (/^ASIA[A-Z0-9]{12,124}$/.test(username)) return "temporary";
  // SES Mail Manager's ingress endpoints: https://docs.aws.amazon.com/ses/latest/dg/eb-ingress.html
  if (/^inp-[a-z0-9]{1,80}$/i.test(username)) return "mail-manager";
  return "other";
}
