import type {
  GetAccountResponse,
  GetEmailIdentityResponse,
  IdentityInfo,
  Recommendation,
  EventDestination as SdkEventDestination,
  SuppressedDestination as SdkSuppressedDestination,
  SuppressedDestinationSummary,
} from "@aws-sdk/client-sesv2";
import type {
  EventDestination,
  IdentitySummary,
  SesAccount,
  SesIdentity,
  SesRecommendation,
  SuppressedDestination,
  SuppressionEntry,
} from "../ports/ses.ts";
import {
  optionalNumber,
  optionalText,
  optionalTexts,
  requireBoolean,
  requireList,
  requireText,
  requireTime,
} from "./shape.ts";

/*
 * The SDK declares nearly every field optional. SES writes false booleans out, so that a missing one means an answer
 * that is not SES's, and never "no". What SES does leave out, and what that means, stands at each optional field.
 */

export function accountOf(answer: GetAccountResponse): SesAccount {
  const { SendQuota: quota, SuppressionAttributes: suppression, Details: details } = answer;
  const max24Hour = optionalNumber(quota?.Max24HourSend, "SendQuota.Max24HourSend");
  const maxPerSecond = optionalNumber(quota?.MaxSendRate, "SendQuota.MaxSendRate");
  const sentLast24Hours = optionalNumber(quota?.SentLast24Hours, "SendQuota.SentLast24Hours");
  const vdm = optionalText(answer.VdmAttributes?.VdmEnabled, "VdmAttributes.VdmEnabled");
  const status = optionalText(details?.ReviewDetails?.Status, "Details.ReviewDetails.Status");
  return {
    sendingEnabled: requireBoolean(answer.SendingEnabled, "SendingEnabled"),
    productionAccess: requireBoolean(answer.ProductionAccessEnabled, "ProductionAccessEnabled"),
    enforcementStatus: requireText(answer.EnforcementStatus, "EnforcementStatus"),
    // A quota of which a part is missing was not told: a missing number is not zero.
    quota:
      max24Hour === null || maxPerSecond === null || sentLast24Hours === null
        ? null
        : { max24Hour, maxPerSecond, sentLast24Hours },
    // Absent where the account suppresses nothing.
    suppressedReasons: optionalTexts(suppression?.SuppressedReasons, "SuppressionAttributes.SuppressedReasons"),
    // Absent until production access has been asked for.
    review:
      status === null
        ? null
        : { status, caseId: optionalText(details?.ReviewDetails?.CaseId, "Details.ReviewDetails.CaseId") ?? "" },
    deliverabilityManager: vdm === null ? null : vdm === "ENABLED",
  };
}

export function identitySummaryOf(info: IdentityInfo): IdentitySummary {
  return {
    name: requireText(info.IdentityName, "IdentityName"),
    type: requireText(info.IdentityType, "IdentityType"),
    sendingEnabled: requireBoolean(info.SendingEnabled, "SendingEnabled"),
  };
}

export function identityOf(name: string, answer: GetEmailIdentityResponse): SesIdentity {
  return {
    name,
    verifiedForSending: requireBoolean(answer.VerifiedForSendingStatus, "VerifiedForSendingStatus"),
    // Younger than the boolean beside it, which decides.
    verificationStatus: optionalText(answer.VerificationStatus, "VerificationStatus") ?? "not told",
    // Absent unless a verification failed.
    verificationError: optionalText(answer.VerificationInfo?.ErrorType, "VerificationInfo.ErrorType"),
    feedbackForwarding: requireBoolean(answer.FeedbackForwardingStatus, "FeedbackForwardingStatus"),
    // Absent where the identity has no default configuration set.
    configurationSet: optionalText(answer.ConfigurationSetName, "ConfigurationSetName"),
    dkim: dkimOf(answer.DkimAttributes),
    mailFrom: mailFromOf(answer.MailFromAttributes),
  };
}

function dkimOf(attributes: GetEmailIdentityResponse["DkimAttributes"]): SesIdentity["dkim"] {
  const tokens = optionalTexts(attributes?.Tokens, "DkimAttributes.Tokens");
  const origin = optionalText(attributes?.SigningAttributesOrigin, "DkimAttributes.SigningAttributesOrigin");
  return {
    signingEnabled: requireBoolean(attributes?.SigningEnabled, "DkimAttributes.SigningEnabled"),
    status: requireText(attributes?.Status, "DkimAttributes.Status"),
    // Absent where DKIM was never set up, as on most addresses.
    tokens,
    hostedZone: optionalText(attributes?.SigningHostedZone, "DkimAttributes.SigningHostedZone"),
    // Decides whether the selectors are CNAMEs or keys of one's own, which have one selector. Without it a single
    // selector could be either; several are Easy DKIM's, and none decides nothing.
    origin: tokens.length === 1 ? requireText(origin, "DkimAttributes.SigningAttributesOrigin") : (origin ?? "AWS_SES"),
    keyLength: optionalText(attributes?.CurrentSigningKeyLength, "DkimAttributes.CurrentSigningKeyLength"),
  };
}

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MailFromAttributes.html */
const SES_DEFAULT_ON_MX_FAILURE = "USE_DEFAULT_VALUE";

function mailFromOf(attributes: GetEmailIdentityResponse["MailFromAttributes"]): SesIdentity["mailFrom"] {
  const onMxFailure = optionalText(attributes?.BehaviorOnMxFailure, "MailFromAttributes.BehaviorOnMxFailure");
  // SES leaves name and status out where the identity uses amazonses.com, and says only the behaviour.
  const domain = optionalText(attributes?.MailFromDomain, "MailFromAttributes.MailFromDomain");
  if (domain === null) return { domain: null, status: null, onMxFailure: onMxFailure ?? SES_DEFAULT_ON_MX_FAILURE };
  return {
    domain: domain.toLowerCase().replace(/\.$/, ""),
    status: requireText(attributes?.MailFromDomainStatus, "MailFromAttributes.MailFromDomainStatus"),
    onMxFailure: onMxFailure ?? SES_DEFAULT_ON_MX_FAILURE,
  };
}

export function eventDestinationOf(destination: SdkEventDestination): EventDestination {
  return {
    name: requireText(destination.Name, "EventDestination.Name"),
    enabled: requireBoolean(destination.Enabled, "EventDestination.Enabled"),
    eventTypes: requireList(destination.MatchingEventTypes, "EventDestination.MatchingEventTypes").map((type) =>
      requireText(type, "EventDestination.MatchingEventTypes"),
    ),
  };
}

export function suppressionEntryOf(entry: SuppressedDestinationSummary): SuppressionEntry {
  return {
    address: requireText(entry.EmailAddress, "EmailAddress"),
    reason: requireText(entry.Reason, "Reason"),
    lastUpdate: requireTime(entry.LastUpdateTime, "LastUpdateTime"),
  };
}

export function suppressedDestinationOf(entry: SdkSuppressedDestination | undefined): SuppressedDestination {
  return {
    reason: requireText(entry?.Reason, "Reason"),
    since: requireTime(entry?.LastUpdateTime, "LastUpdateTime"),
    messageId: optionalText(entry?.Attributes?.MessageId, "Attributes.MessageId"),
    feedbackId: optionalText(entry?.Attributes?.FeedbackId, "Attributes.FeedbackId"),
  };
}

export function recommendationOf(one: Recommendation): SesRecommendation {
  return {
    type: requireText(one.Type, "Recommendations.Type"),
    impact: optionalText(one.Impact, "Recommendations.Impact"),
    description: optionalText(one.Description, "Recommendations.Description"),
    resource: optionalText(one.ResourceArn, "Recommendations.ResourceArn"),
  };
}
