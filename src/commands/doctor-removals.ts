import type { Questions } from "../diagnosis/questions.ts";
import { readable } from "../diagnosis/readable.ts";
import type { PolicyDecision } from "../ports/iam.ts";
import { REMOVAL_ACTIONS } from "../ports/iam-actions.ts";
import type { DoctorItem } from "./answer.ts";
import type { Context } from "./command.ts";
import { troubled } from "./doctor-permission.ts";

/**
 * Whether what is approved can be done, as IAM foretells it: trying it would write. Where IAM may not be asked it cannot be
 * told, and nothing is wrong by that. Nothing where no removals are approved.
 */
export async function removalItems(
  questions: Questions,
  { config }: Pick<Context, "config">,
): Promise<readonly DoctorItem[]> {
  const { channels, approvers, regions } = config;
  if (channels.approvals === null) return [];
  const deciders: DoctorItem =
    approvers.users.length + approvers.groups.length > 0
      ? { item: "removals", state: "ok", detail: `decided in ${channels.approvals}`, fix: null }
      : {
          item: "removals",
          state: "missing",
          detail: "nobody may approve them",
          fix: "Set MAILDIAG_APPROVERS to user ids (U…) and user groups (S…).",
        };
  const caller = await readable(questions.sts.callerIdentity(regions[0] ?? "us-east-1"));
  const principalArn = caller.value ? principalOf(caller.value.arn) : null;
  const asked = regions.flatMap((region) => REMOVAL_ACTIONS.map(({ action }) => ({ region, action })));
  const items = asked.map(async ({ region, action }): Promise<DoctorItem> => {
    const item = `${region} ${action}`;
    // The line of the credentials tells where they are missing or may not be asked for.
    if (caller.trouble && !["denied", "credentials"].includes(caller.trouble.reason))
      return troubled(item, caller.trouble);
    if (principalArn === null)
      return unknown(item, "whose the credentials are is not known, or they are no user's or role's");
    const context = { "aws:RequestedRegion": region };
    const { value, trouble } = await readable(
      questions.iam.decide({ principalArn, action, resourceArn: "*", context }),
    );
    if (trouble)
      return trouble.reason === "denied"
        ? unknown(item, "iam:SimulatePrincipalPolicy is denied")
        : troubled(item, trouble);
    return value ? decided(item, action, value) : unknown(item, "IAM does not know the role by its name alone");
  });
  return [deciders, ...(await Promise.all(items))];
}

function decided(item: string, action: string, told: PolicyDecision): DoctorItem {
  const { decision, allowedByOrganization, allowedByBoundary, missingContext } = told;
  if (decision === "allowed" && allowedByOrganization !== false && allowedByBoundary !== false)
    return { item, state: "ok", detail: "permitted, as IAM foretells", fix: null };
  if (missingContext.length > 0) return unknown(item, `it depends on ${missingContext.slice(0, 5).join(", ")}`);
  const fix = `Allow ${action}; maildiag policy prints the whole policy.`;
  return { item, state: "denied", detail: "denied, as IAM foretells: what is approved could not be done", fix };
}

function unknown(item: string, why: string): DoctorItem {
  return { item, state: "ok", detail: `cannot be told without a removal (${why})`, fix: null };
}

/** As IAM wants it: of a role's session the role. Null for the account's root. */
function principalOf(arn: string): string | null {
  const [, partition, account, role] = /^arn:([\w-]+):sts::(\d+):assumed-role\/([^/]+)\/.+$/.exec(arn) ?? [];
  if (role) return `arn:${partition}:iam::${account}:role/${role}`;
  return /^arn:[\w-]+:iam::\d+:(?:user|role)\//.test(arn) ? arn : null;
}
