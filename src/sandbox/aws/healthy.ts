import { createHash } from "node:crypto";
import type { SesIdentityState, SesRegion } from "../world.ts";

/*
 * What a world does not say: an account out of the sandbox in good standing, identities verified and signed. The shapes
 * are SES's own; false and empty are written out, as SES does.
 */

export function accountOf(region: SesRegion | undefined) {
  const account = region?.account ?? {};
  const sandbox = region === undefined;
  return {
    DedicatedIpAutoWarmupEnabled: true,
    EnforcementStatus: "HEALTHY",
    ProductionAccessEnabled: !sandbox,
    SendingEnabled: true,
    VdmAttributes: { VdmEnabled: "DISABLED" },
    ...account,
    SendQuota: {
      Max24HourSend: sandbox ? 200 : 50_000,
      MaxSendRate: sandbox ? 1 : 14,
      SentLast24Hours: 0,
      ...account.SendQuota,
    },
    SuppressionAttributes: { SuppressedReasons: ["BOUNCE", "COMPLAINT"], ...account.SuppressionAttributes },
  };
}

export function identityTypeOf(name: string): "EMAIL_ADDRESS" | "DOMAIN" {
  return name.includes("@") ? "EMAIL_ADDRESS" : "DOMAIN";
}

export function identityOf(name: string, state: SesIdentityState) {
  const { topics: _, MailFromAttributes: mailFrom, DkimAttributes: dkim, ...said } = state;
  return {
    IdentityType: identityTypeOf(name),
    FeedbackForwardingStatus: true,
    VerifiedForSendingStatus: true,
    VerificationStatus: "SUCCESS",
    Policies: {},
    Tags: [],
    ...said,
    DkimAttributes: {
      SigningEnabled: true,
      Status: "SUCCESS",
      SigningAttributesOrigin: "AWS_SES",
      // An address signs with its domain's keys and has none of its own.
      ...(identityTypeOf(name) === "DOMAIN" && {
        Tokens: dkimTokensOf(name),
        SigningHostedZone: "dkim.amazonses.com",
        CurrentSigningKeyLength: "RSA_2048_BIT",
        NextSigningKeyLength: "RSA_2048_BIT",
      }),
      ...dkim,
    },
    MailFromAttributes: {
      BehaviorOnMxFailure: "USE_DEFAULT_VALUE",
      ...(mailFrom?.MailFromDomain && { MailFromDomainStatus: "SUCCESS" }),
      ...mailFrom,
    },
  };
}

/** Three selectors of 32 letters, as Easy DKIM has them, the same for the same name every time. */
function dkimTokensOf(name: string): readonly string[] {
  return [1, 2, 3].map((n) => createHash("sha256").update(`${name} ${n}`).digest("hex").slice(0, 32));
}
