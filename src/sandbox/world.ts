import type { DnsType } from "../ports/dns.ts";

/**
 * A world is a literal: everything that the embedded Internet, AWS and Slack hold. The stand-ins serve it; tests change
 * a copy of it by one fault and look at what maildiag says.
 */
export type World = {
  name: string;
  /** One line for lists. */
  title: string;
  /** What one sees in it, a few lines for a newcomer. */
  story: readonly string[];
  /** What maildiag is configured with in this world. */
  config: {
    domains: readonly string[];
    regions: readonly string[];
    relays?: readonly WorldRelay[];
    senders?: readonly WorldSender[];
  };
  /** Name servers by name, at loopback addresses (127.0.0.2 and up; 127.0.0.1 is the resolver). No address: it has none in DNS. */
  nameServers: Readonly<Record<string, { address: string | null }>>;
  zones: readonly Zone[];
  dnsFaults?: readonly DnsFault[];
  /** SES by region. A region that is not here exists and is empty (sandbox account, no identities). */
  ses: Readonly<Record<string, SesRegion>>;
  /** IAM, one for all regions. Absent: an account without users. */
  iam?: IamAccount;
  /** Functions by region and name. */
  lambda?: Readonly<Record<string, Readonly<Record<string, LambdaState>>>>;
  /** By region. Absent: a region of SES has few bounces and next to no complaints. */
  metrics?: Readonly<Record<string, readonly WorldMetric[]>>;
  /** Lines by region and log group. */
  logGroups?: Readonly<Record<string, Readonly<Record<string, readonly WorldLogLine[]>>>>;
  /** What the SMTP endpoints do beside what IAM and SES say; every region has one. */
  smtpFaults?: readonly SmtpFault[];
  /** What SES has published to the queue, in the shapes of its own events. */
  published?: readonly object[];
  awsFaults?: readonly AwsFault[];
};

/** As in maildiag's configuration file, but for the password, which stands here in clear. */
export type WorldRelay = {
  name: string;
  description?: string;
  username: string;
  from: string;
  region: string;
  port?: number;
  password?: string;
  maxKeyAgeDays?: number;
};

/** As in maildiag's configuration file. */
export type WorldSender = { function: string; region: string; domains?: readonly string[] };

/** In the shape of `GetFunctionConfiguration`, only what differs from a function that is active and updated. */
export type LambdaState = { configuration?: Readonly<Record<string, unknown>> };

/** Times are counted back from now, so that a world does not grow old. */
export type WorldMetric = {
  namespace: string;
  name: string;
  dimensions?: Readonly<Record<string, string>>;
  points: readonly { hoursAgo: number; value: number }[];
};

export type WorldLogLine = { minutesAgo: number; message: string };

export type IamAccount = {
  /** By name. */
  users: Readonly<Record<string, IamUserState>>;
  /** Keys of other accounts, by id, with that account. IAM here knows nothing of them, STS does. */
  foreignKeys?: Readonly<Record<string, string>>;
};

/** Times are ISO 8601. */
export type IamUserState = {
  created: string;
  keys: readonly IamKey[];
  /** By policy name; evaluated for sending, by SMTP and by the simulator. Absent: the console's AmazonSesSendingAccess. */
  policies?: Readonly<Record<string, readonly PolicyStatement[]>>;
  groups?: readonly string[];
  tags?: Readonly<Record<string, string>>;
};

export type IamKey = {
  id: string;
  status?: "Active" | "Inactive";
  created: string;
  lastUsed?: { at: string; service: string; region: string };
  /** Made up from the id, where absent. */
  secret?: string;
};

export type PolicyStatement = {
  Effect: "Allow" | "Deny";
  Action: string | readonly string[];
  Resource: string | readonly string[];
  Condition?: { readonly StringLike: Readonly<Record<string, string>> };
};

/** The first fault that fits decides. `reply` is said instead of the endpoint's own. */
export type SmtpFault = {
  region?: string;
  at: "CONNECT" | "EHLO" | "STARTTLS" | "AUTH" | "MAIL" | "RCPT" | "DATA";
  then: { reply: string } | "silence" | "drop";
  times?: number;
};

/**
 * A zone as text, one record a line: `name TYPE value`. Names are relative to the origin unless they end with a dot,
 * `@` is the origin. TXT values are written bare (split into strings by the server) or as "quoted" "strings".
 * NS records are the `servers`; SOA is made up.
 */
export type Zone = {
  origin: string;
  servers: readonly string[];
  records: string;
  /** What single servers hold instead of `records`: servers that do not agree. */
  instead?: Readonly<Record<string, string>>;
};

/** The first fault that fits a question decides. Absent fields fit everything. */
export type DnsFault = {
  name?: string;
  type?: DnsType;
  /** `resolver`, or the name of a name server */
  server?: string;
  /** `truncate` answers over UDP with TC, so that the asker comes back by TCP. */
  then: "timeout" | "SERVFAIL" | "REFUSED" | "NXDOMAIN" | "truncate" | { delayMs: number };
  /** How often it strikes; always, where absent. */
  times?: number;
};

/** In the shapes of SES's own API, only what differs from a healthy production account. */
export type SesRegion = {
  account?: {
    SendingEnabled?: boolean;
    ProductionAccessEnabled?: boolean;
    EnforcementStatus?: string;
    SendQuota?: { Max24HourSend?: number; MaxSendRate?: number; SentLast24Hours?: number };
    SuppressionAttributes?: { SuppressedReasons?: readonly string[] };
    /** Off where it is absent; message insights need it. */
    VdmAttributes?: { VdmEnabled: "ENABLED" | "DISABLED" };
    Details?: { ReviewDetails?: { Status?: string; CaseId?: string } };
  };
  /** Of Virtual Deliverability Manager, open ones. Absent: it is not enabled. */
  recommendations?: readonly { Type: string; Impact?: string; Description?: string; ResourceArn?: string }[];
  /** By identity name; an address identity has an @ in its name. */
  identities?: Readonly<Record<string, SesIdentityState>>;
  configurationSets?: Readonly<
    Record<string, readonly { Name: string; Enabled?: boolean; MatchingEventTypes: readonly string[] }[]>
  >;
  suppressed?: readonly {
    EmailAddress: string;
    Reason: "BOUNCE" | "COMPLAINT";
    /** ISO 8601 */
    LastUpdateTime: string;
    MessageId?: string;
    FeedbackId?: string;
  }[];
  /** What a recipient's server says instead of 250, by address: `550 5.1.1 …`, or 421 and the like for a delay. */
  answers?: Readonly<Record<string, string>>;
  /** What Virtual Deliverability Manager keeps, by message id. */
  insights?: Readonly<
    Record<
      string,
      readonly {
        Destination: string;
        Events: readonly { Timestamp: string; Type: string; Details?: object }[];
      }[]
    >
  >;
};

export type SesIdentityState = {
  VerifiedForSendingStatus?: boolean;
  VerificationStatus?: string;
  VerificationInfo?: { ErrorType?: string };
  FeedbackForwardingStatus?: boolean;
  ConfigurationSetName?: string;
  DkimAttributes?: {
    SigningEnabled?: boolean;
    Status?: string;
    Tokens?: readonly string[];
    SigningHostedZone?: string;
    SigningAttributesOrigin?: string;
    CurrentSigningKeyLength?: string;
  };
  MailFromAttributes?: { MailFromDomain?: string; MailFromDomainStatus?: string; BehaviorOnMxFailure?: string };
  /** SNS topic ARNs, seen through SES API v1 only. */
  topics?: { Bounce?: string; Complaint?: string; Delivery?: string };
};

/**
 * The first fault that fits a call decides. `throttle` strikes what the region's rate allows no more, or always with
 * `times`. Under `done-timeout` and `done-drop` AWS does what it is asked, and only the answer is lost.
 */
export type AwsFault = {
  /** The IAM action, e.g. `ses:GetAccount`; `ses:*` fits all of a service. */
  action: string;
  region?: string;
  then: "deny" | "throttle" | "timeout" | "drop" | "error" | "done-timeout" | "done-drop" | { delayMs: number };
  times?: number;
};

/** What a stand-in was asked, in order, for "no question asked twice" and for the bench. Milliseconds since it started. */
export type Asked = {
  at: number;
  tookMs: number;
  /** `resolver`, a name server's name, `aws`, or `smtp` */
  server: string;
  /** `TXT example.com`, or `ses:GetAccount us-east-1 [resource]`, or `AUTH us-east-1 AKIA…` */
  question: string;
};
