/** Whose key it is and where it was used last; `at` is null where it never was. IAM may be hours behind. */
export type KeyLastUsed = { user: string; at: Date | null; service: string | null; region: string | null };

export type AccessKey = { id: string; status: "Active" | "Inactive" | (string & {}); created: Date };

export type IamUser = { name: string; arn: string; created: Date };

/** What hangs on a user: names of inline policies and groups, tags by key. */
export type IamUserDetail = IamUser & {
  inlinePolicies: readonly string[];
  groups: readonly string[];
  tags: Readonly<Record<string, string>>;
};

/** May a user do one thing to one resource? `context` holds the condition keys of the request, one string each. */
export type PolicyQuestion = {
  principalArn: string;
  action: string;
  resourceArn: string;
  context: Readonly<Record<string, string>>;
};

export type PolicyDecision = {
  decision: "allowed" | "explicitDeny" | "implicitDeny" | (string & {});
  /** Condition keys that some policy looks at and that the question did not hold. */
  missingContext: readonly string[];
  /** null where the account is in no organization, or its policies cannot be seen */
  allowedByOrganization: boolean | null;
  allowedByBoundary: boolean | null;
};

/**
 * What maildiag asks of IAM, which is one for all regions. Absence is null. Throws PortTrouble like Ses.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/
 */
export type Iam = {
  /** null where IAM knows no such key (NoSuchEntity). `iam:GetAccessKeyLastUsed` */
  keyLastUsed(keyId: string, signal: AbortSignal): Promise<KeyLastUsed | null>;
  /** null where there is no such user. `iam:ListAccessKeys` */
  keysOf(user: string, signal: AbortSignal): Promise<readonly AccessKey[] | null>;
  /** null where there is no such user. `iam:GetUser` */
  user(name: string, signal: AbortSignal): Promise<IamUser | null>;
  /** Every page. `iam:GetAccountAuthorizationDetails` */
  users(signal: AbortSignal): Promise<readonly IamUserDetail[]>;
  /** null where there is no such user. `iam:SimulatePrincipalPolicy` */
  decide(question: PolicyQuestion, signal: AbortSignal): Promise<PolicyDecision | null>;
};
