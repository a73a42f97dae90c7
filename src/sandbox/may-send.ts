import type { IamUserState, PolicyStatement } from "./world.ts";

/** As IAM says it, of one action on one resource. */
export type Ruling = { decision: "allowed" | "explicitDeny" | "implicitDeny"; missing: readonly string[] };

/** What SES's console gives to the users that it makes. */
export const CONSOLE_POLICY: Readonly<Record<string, readonly PolicyStatement[]>> = {
  AmazonSesSendingAccess: [{ Effect: "Allow", Action: "ses:SendRawEmail", Resource: "*" }],
};

/**
 * Evaluates a user's policies as IAM does, as far as a world needs it: actions and resources with wildcards, StringLike
 * on condition keys. A key that the request does not hold fits nothing, and is told as missing.
 */
export function rulingOn(
  user: IamUserState,
  request: { action: string; resource: string; context: Readonly<Record<string, string>> },
): Ruling {
  const missing = new Set<string>();
  const fitting = Object.values(user.policies ?? CONSOLE_POLICY)
    .flat()
    .filter(({ Action, Resource }) => like(Action, request.action) && like(Resource, request.resource))
    .filter(({ Condition }) =>
      Object.entries(Condition?.StringLike ?? {}).every(([key, pattern]) => {
        const value = request.context[key];
        if (value === undefined) missing.add(key);
        return value !== undefined && like(pattern, value);
      }),
    );
  const denied = fitting.some(({ Effect }) => Effect === "Deny");
  const decision = denied ? "explicitDeny" : fitting.length > 0 ? "allowed" : "implicitDeny";
  return { decision, missing: [...missing] };
}

function like(patterns: string | readonly string[], value: string): boolean {
  return [patterns].flat().some((pattern) => {
    const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`, "i").test(value);
  });
}
