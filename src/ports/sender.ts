/** An application that calls the SES API: a Lambda function. `domains` (A-labels) is null where it may send for all. */
export type Sender = {
  /** Its name or ARN, as configured. */
  function: string;
  region: string;
  domains: readonly { domain: string; typed: string }[] | null;
};
