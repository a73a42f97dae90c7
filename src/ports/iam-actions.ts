export type IamAction = { action: `${string}:${string}`; why: string };

/** Every IAM action that maildiag reads with, each with its reason; `policy` prints the least policy from it. */
export const READ_ACTIONS = [
  { action: "ses:GetAccount", why: "is sending enabled, is it the sandbox, how much of the quota is used" },
  { action: "ses:ListEmailIdentities", why: "which domains and addresses exist in a region" },
  { action: "ses:GetEmailIdentity", why: "is the domain verified, its DKIM and its MAIL FROM" },
  { action: "ses:GetConfigurationSetEventDestinations", why: "are bounces published by the configuration set" },
  { action: "ses:GetIdentityNotificationAttributes", why: "are bounces published to the identity's SNS topics" },
  { action: "ses:GetSuppressedDestination", why: "is a recipient on the region's suppression list, for `explain`" },
  { action: "ses:GetMessageInsights", why: "what happened to one message, for `trace`, where no event of it came" },
  { action: "ses:ListSuppressedDestinations", why: "the suppression list itself, and how it grows" },
  { action: "ses:ListRecommendations", why: "what Virtual Deliverability Manager, where it is on, would have changed" },
  { action: "cloudwatch:GetMetricData", why: "bounce and complaint rates; calls, errors and throttles of senders" },
  { action: "cloudwatch:ListMetrics", why: "which configuration sets have rates of their own" },
  { action: "sts:GetCallerIdentity", why: "whose credentials these are, for `doctor`" },
] as const satisfies readonly IamAction[];

/** Where removals can be approved: nothing else is ever written, and only by that. */
export const REMOVAL_ACTIONS = [
  { action: "ses:DeleteSuppressedDestination", why: "taking off a suppression list what was approved" },
  { action: "ses:PutSuppressedDestination", why: "putting it back, for `Undo`" },
] as const satisfies readonly IamAction[];

/** Where the canary is on: to SES's mailbox simulator, and, where test mails can be approved, to whom those go. */
export const CANARY_ACTIONS = [
  { action: "ses:SendEmail", why: "the canary's mails to the mailbox simulator, and approved test mails" },
] as const satisfies readonly IamAction[];

/** On the events' queue alone, where one is configured. */
export const QUEUE_ACTIONS = [
  { action: "sqs:ReceiveMessage", why: "the events that SES published" },
  { action: "sqs:DeleteMessage", why: "taking off the queue what is stored" },
  { action: "sqs:GetQueueAttributes", why: "how many events wait, for `doctor`" },
] as const satisfies readonly IamAction[];

/**
 * What relays need beside: IAM is global, and is asked only where relays are configured. One of them lists every user
 * with its policies' names, groups and tags, which is how credentials that nobody declared are found.
 */
export const RELAY_READ_ACTIONS = [
  { action: "iam:GetAccessKeyLastUsed", why: "whose key a relay logs in with, and when it was used last" },
  { action: "iam:ListAccessKeys", why: "is the key active, how old is it, is there a newer one" },
  { action: "iam:GetUser", why: "the user's ARN, to ask what it may do" },
  { action: "iam:SimulatePrincipalPolicy", why: "may that user send with the relay's From address" },
  { action: "iam:GetAccountAuthorizationDetails", why: "which users can send by SMTP though no relay declares them" },
  { action: "sts:GetAccessKeyInfo", why: "which account a key belongs to" },
] as const satisfies readonly IamAction[];

/** Only where senders are declared, in their regions. */
export const SENDER_READ_ACTIONS = [
  { action: "lambda:GetFunctionConfiguration", why: "is the function there, does it run, has it a dead-letter queue" },
  { action: "logs:FilterLogEvents", why: "the last errors in its log" },
] as const satisfies readonly IamAction[];
