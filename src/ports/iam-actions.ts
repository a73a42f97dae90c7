export type IamAction = { action: `${string}:${string}`; why: string };

/** Every IAM action that maildiag reads with, each with its reason; `policy` prints the least policy from it. */
export const READ_ACTIONS = [
  { action: "ses:GetAccount", why: "is sending enabled, is it the sandbox, how much of the quota is used" },
  { action: "ses:ListEmailIdentities", why: "which domains and addresses exist in a region" },
  { action: "ses:GetEmailIdentity", why: "is the domain verified, its DKIM and its MAIL FROM" },
  { action: "ses:GetConfigurationSetEventDestinations", why: "are bounces published by the configuration set" },
  { action: "ses:GetIdentityNotificationAttributes", why: "are bounces published to the identity's SNS topics" },
  { action: "sts:GetCallerIdentity", why: "whose credentials these are, for `doctor`" },
] as const satisfies readonly IamAction[];
