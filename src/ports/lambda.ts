/** What `GetFunctionConfiguration` tells of a function; its environment variables are never part of it. */
export type LambdaFunction = {
  /** Without ARN and version. */
  name: string;
  /** Pending, Active, Inactive (idle for weeks), Failed; kept as it comes. Null where AWS says none. */
  state: string | null;
  stateReason: string | null;
  /** Successful, Failed, InProgress; kept as it comes. */
  lastUpdate: string | null;
  lastUpdateReason: string | null;
  /** ISO 8601 as it comes. */
  lastModified: string | null;
  /** The role's ARN, whose permissions the function sends with. */
  role: string | null;
  /** The ARN of a queue or topic. */
  deadLetter: string | null;
  /** Where its log is; need not be `/aws/lambda/<name>`. */
  logGroup: string;
};

/** Throws PortTrouble like Ses. https://docs.aws.amazon.com/lambda/latest/api/ */
export type Lambda = {
  /** By name or ARN; null where the region has no such function. `lambda:GetFunctionConfiguration` */
  function(region: string, name: string, signal: AbortSignal): Promise<LambdaFunction | null>;
};
