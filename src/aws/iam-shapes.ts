import type {
  AccessKeyMetadata,
  EvaluationResult,
  GetAccessKeyLastUsedResponse,
  ResourceSpecificResult,
  User,
  UserDetail,
} from "@aws-sdk/client-iam";
import type { AccessKey, IamUser, IamUserDetail, KeyLastUsed, PolicyDecision } from "../ports/iam.ts";
import { optionalText, optionalTexts, requireText, UnexpectedAnswer } from "./shape.ts";

export function keyLastUsedOf(answer: GetAccessKeyLastUsedResponse): KeyLastUsed {
  const used = answer.AccessKeyLastUsed;
  if (!used) throw new UnexpectedAnswer("AccessKeyLastUsed");
  return {
    user: requireText(answer.UserName, "UserName"),
    at: optionalDate(used.LastUsedDate, "LastUsedDate"),
    service: usedWhere(used.ServiceName, "ServiceName"),
    region: usedWhere(used.Region, "Region"),
  };
}

/** IAM writes "N/A" where a key was never used, or where there is no record. */
function usedWhere(value: unknown, field: string): string | null {
  const text = optionalText(value, field);
  return text === "N/A" ? null : text;
}

export function keyOf(key: AccessKeyMetadata): AccessKey {
  return {
    id: requireText(key.AccessKeyId, "AccessKeyId"),
    status: requireText(key.Status, "Status"),
    created: requireDate(key.CreateDate, "CreateDate"),
  };
}

export function userOf(user: User | undefined): IamUser {
  return {
    name: requireText(user?.UserName, "UserName"),
    arn: requireText(user?.Arn, "Arn"),
    created: requireDate(user?.CreateDate, "CreateDate"),
  };
}

/** The documents of the policies are left where they are. */
export function userDetailOf(user: UserDetail): IamUserDetail {
  return {
    name: requireText(user.UserName, "UserName"),
    arn: requireText(user.Arn, "Arn"),
    created: requireDate(user.CreateDate, "CreateDate"),
    inlinePolicies: (user.UserPolicyList ?? []).map(({ PolicyName }) => requireText(PolicyName, "PolicyName")),
    groups: optionalTexts(user.GroupList, "GroupList"),
    tags: Object.fromEntries(
      (user.Tags ?? []).map(({ Key, Value }) => [
        requireText(Key, "Tags.Key"),
        optionalText(Value, "Tags.Value") ?? "",
      ]),
    ),
  };
}

/**
 * IAM gives one result an action; where several resources could be meant, the decision on each stands in
 * ResourceSpecificResults.
 */
export function decisionOf(results: readonly EvaluationResult[], resourceArn: string): PolicyDecision {
  const [result] = results;
  if (!result || results.length > 1) throw new UnexpectedAnswer("EvaluationResults");
  const own = result.ResourceSpecificResults?.find(({ EvalResourceName }) => EvalResourceName === resourceArn);
  return {
    decision: requireText(own?.EvalResourceDecision ?? result.EvalDecision, "EvalDecision"),
    missingContext: missingOf(own, result),
    allowedByOrganization: result.OrganizationsDecisionDetail?.AllowedByOrganizations ?? null,
    allowedByBoundary:
      (own?.PermissionsBoundaryDecisionDetail ?? result.PermissionsBoundaryDecisionDetail)
        ?.AllowedByPermissionsBoundary ?? null,
  };
}

function missingOf(own: ResourceSpecificResult | undefined, whole: EvaluationResult): readonly string[] {
  const names = [own?.MissingContextValues, whole.MissingContextValues].flatMap((list) =>
    optionalTexts(list, "MissingContextValues"),
  );
  return [...new Set(names)];
}

function optionalDate(value: unknown, field: string): Date | null {
  if (value === undefined || value === null) return null;
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) throw new UnexpectedAnswer(field);
  return value;
}

function requireDate(value: unknown, field: string): Date {
  const date = optionalDate(value, field);
  if (date === null) throw new UnexpectedAnswer(field);
  return date;
}
