/** Status words of SES for DKIM, MAIL FROM and verification; unknown ones are kept as they come. */
export type SesStatus = "PENDING" | "SUCCESS" | "FAILED" | "TEMPORARY_FAILURE" | "NOT_STARTED" | (string & {});

/** `GetAccount` of one region. */
export type SesAccount = {
  sendingEnabled: boolean;
  /** false = the sandbox */
  productionAccess: boolean;
  /** HEALTHY, PROBATION, SHUTDOWN; kept as it comes */
  enforcementStatus: string;
  /** Mails in 24 h; -1 = no limit. Null where SES told none. */
  quota: { max24Hour: number; maxPerSecond: number; sentLast24Hours: number } | null;
  suppressedReasons: readonly string[];
  review: { status: string; caseId: string } | null;
  /** Is Virtual Deliverability Manager on? Null where SES did not tell. */
  deliverabilityManager: boolean | null;
};

export type IdentitySummary = {
  name: string;
  type: "DOMAIN" | "EMAIL_ADDRESS" | (string & {});
  sendingEnabled: boolean;
};

/** `GetEmailIdentity`: one identity in one region. */
export type SesIdentity = {
  name: string;
  verifiedForSending: boolean;
  verificationStatus: SesStatus;
  /** What SES says about a failed verification, e.g. `HOST_NOT_FOUND`; null where it says nothing. */
  verificationError: string | null;
  feedbackForwarding: boolean;
  configurationSet: string | null;
  dkim: {
    signingEnabled: boolean;
    status: SesStatus;
    /** Easy DKIM: the selectors. EXTERNAL: the one selector of the own key. */
    tokens: readonly string[];
    /** The zone of the CNAME targets; null = dkim.amazonses.com. */
    hostedZone: string | null;
    /** AWS_SES, EXTERNAL, or AWS_SES_<REGION> for keys replicated from that region. */
    origin: string;
    keyLength: string | null;
  };
  mailFrom: {
    /** null = no custom MAIL FROM; lower-case, no trailing dot */
    domain: string | null;
    status: SesStatus | null;
    /** USE_DEFAULT_VALUE or REJECT_MESSAGE */
    onMxFailure: string;
  };
};

export type EventDestination = { name: string; enabled: boolean; eventTypes: readonly string[] };

/** SNS topics of an identity (SES API v1). */
export type NotificationTopics = { bounce: string | null; complaint: string | null; delivery: string | null };

/** An entry of a region's account-level suppression list. `reason` is BOUNCE or COMPLAINT. */
export type SuppressedDestination = {
  reason: string;
  since: Date;
  messageId: string | null;
  feedbackId: string | null;
};

/** What SES noted of one message to one recipient. Its words, as the API writes them, e.g. `DELIVERY_DELAY`, `PERMANENT`. */
export type MessageInsight = {
  recipient: string;
  events: readonly {
    type: string;
    at: Date;
    bounce: { type: string | null; subType: string | null; diagnostic: string | null } | null;
    complaint: { subType: string | null; feedbackType: string | null } | null;
  }[];
};
/** An entry as the list has it. Case of the address as SES gives it. */
export type SuppressionEntry = { address: string; reason: string; lastUpdate: Date };

/** One page of a region's list, in no order that anybody promises; `next` null at the end. */
export type SuppressionPage = { entries: readonly SuppressionEntry[]; next: string | null };

/** `after` null: the whole list. `token` null: its first page. */
export type WantedSuppressions = { after: Date | null; token: string | null };

/** An open recommendation of Virtual Deliverability Manager. */
export type SesRecommendation = {
  /** DKIM, DMARC, SPF, BIMI, BOUNCE, COMPLAINT, …; kept as it comes. */
  type: string;
  /** LOW or HIGH; kept as it comes. */
  impact: string | null;
  description: string | null;
  /** What it is about, by its ARN, e.g. an identity's. */
  resource: string | null;
};

/**
 * What maildiag asks of SES, in one region at a time. Absence is null. Throws PortTrouble: denied (with the IAM action
 * in `permission`), credentials, throttled, timeout, unreachable, error.
 */
export type Ses = {
  account(region: string, signal: AbortSignal): Promise<SesAccount>;
  /** Every page. `ses:ListEmailIdentities` */
  identities(region: string, signal: AbortSignal): Promise<readonly IdentitySummary[]>;
  /** null where the region has no such identity. `ses:GetEmailIdentity` */
  identity(region: string, name: string, signal: AbortSignal): Promise<SesIdentity | null>;
  /** null where the region has no such configuration set. `ses:GetConfigurationSetEventDestinations` */
  eventDestinations(
    region: string,
    configurationSet: string,
    signal: AbortSignal,
  ): Promise<readonly EventDestination[] | null>;
  /** `ses:GetIdentityNotificationAttributes`; SES answers with nothing for an identity that it does not know: null. */
  notificationTopics(region: string, identity: string, signal: AbortSignal): Promise<NotificationTopics | null>;
  /** null where the address is not on the region's list. `ses:GetSuppressedDestination` */
  suppressed(region: string, address: string, signal: AbortSignal): Promise<SuppressedDestination | null>;
  /**
   * What Virtual Deliverability Manager keeps of a message; null where the region knows no such message, which is also
   * what it says where VDM is off. `ses:GetMessageInsights`
   */
  messageInsights(region: string, messageId: string, signal: AbortSignal): Promise<readonly MessageInsight[] | null>;
  /**
   * At most 1,000 entries that were written after that moment; whether that includes the moment itself is not documented.
   * `ses:ListSuppressedDestinations`
   */
  suppressionPage(region: string, wanted: WantedSuppressions, signal: AbortSignal): Promise<SuppressionPage>;
  /** The open ones, at most some hundred. Null where Virtual Deliverability Manager is off. `ses:ListRecommendations` */
  recommendations(region: string, signal: AbortSignal): Promise<readonly SesRecommendation[] | null>;
};
