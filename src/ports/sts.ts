/** Who the credentials are. `arn` names the user or the role's session; never a secret. */
export type CallerIdentity = { account: string; arn: string };

/** Throws PortTrouble like Ses. `sts:GetCallerIdentity` needs no permission: whoever is denied is not known to AWS. */
export type Sts = {
  callerIdentity(region: string, signal: AbortSignal): Promise<CallerIdentity>;
};
