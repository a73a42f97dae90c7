import type { AccessKey, Iam, IamUserDetail } from "../ports/iam.ts";
import { PortTrouble } from "../ports/trouble.ts";
import { type Aws, createAws } from "./aws.ts";
import { decisionOf, keyLastUsedOf, keyOf, userDetailOf, userOf } from "./iam-shapes.ts";
import { perRegion } from "./per-region.ts";
import { optionalText, requireList } from "./shape.ts";
import { errorFacts } from "./trouble-of.ts";

const PAGE_SIZE = 500;
/** 25,000 users; IAM's quota is 5,000 an account. */
const MAX_PAGES = 50;

/**
 * IAM is one for a partition and lives in one of its regions: any region of the partition tells which.
 * https://docs.aws.amazon.com/general/latest/gr/iam-service.html
 */
function homeOf(region: string): string {
  if (region.startsWith("cn-")) return "cn-north-1";
  if (region.startsWith("us-gov-")) return "us-gov-west-1";
  if (region.startsWith("eusc-")) return "eusc-de-east-1";
  return "us-east-1";
}

/** `near` is any region that is in use. */
export function createIam({ aws = createAws(), near = "us-east-1" }: { aws?: Aws; near?: string } = {}): Iam {
  const region = homeOf(near);
  const clients = perRegion(
    aws,
    () => import("@aws-sdk/client-iam"),
    (sdk, config) => new sdk.IAMClient(config),
  );

  /** Follows `Marker` to the last page. */
  async function pages<T>(
    ask: (marker: string | undefined) => Promise<{ items: readonly T[]; truncated: unknown; marker: unknown }>,
  ): Promise<readonly T[]> {
    const all: T[] = [];
    let marker: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const answer = await ask(marker);
      all.push(...answer.items);
      const next = optionalText(answer.marker, "Marker") ?? undefined;
      if (answer.truncated !== true || next === undefined) return all;
      marker = next;
    }
    throw new PortTrouble("limit", { asked: "IAM", detail: `more than ${MAX_PAGES} pages` });
  }

  return {
    keyLastUsed: (keyId, signal) =>
      aws.call({ action: "iam:GetAccessKeyLastUsed", region }, signal, clients, ({ sdk, client }, options) =>
        unlessAbsent(async () =>
          keyLastUsedOf(await client.send(new sdk.GetAccessKeyLastUsedCommand({ AccessKeyId: keyId }), options)),
        ),
      ),

    keysOf: (user, signal) =>
      aws.call({ action: "iam:ListAccessKeys", region }, signal, clients, ({ sdk, client }, options) =>
        unlessAbsent(() =>
          pages<AccessKey>(async (marker) => {
            const input = { UserName: user, ...(marker && { Marker: marker }) };
            const answer = await client.send(new sdk.ListAccessKeysCommand(input), options);
            const items = requireList(answer.AccessKeyMetadata, "AccessKeyMetadata").map(keyOf);
            return { items, truncated: answer.IsTruncated, marker: answer.Marker };
          }),
        ),
      ),

    user: (name, signal) =>
      aws.call({ action: "iam:GetUser", region }, signal, clients, ({ sdk, client }, options) =>
        unlessAbsent(async () => userOf((await client.send(new sdk.GetUserCommand({ UserName: name }), options)).User)),
      ),

    users: (signal) =>
      pages<IamUserDetail>((marker) =>
        aws.call(
          { action: "iam:GetAccountAuthorizationDetails", region },
          signal,
          clients,
          async ({ sdk, client }, options) => {
            const answer = await client.send(
              new sdk.GetAccountAuthorizationDetailsCommand({
                Filter: ["User"],
                MaxItems: PAGE_SIZE,
                ...(marker && { Marker: marker }),
              }),
              options,
            );
            const items = requireList(answer.UserDetailList, "UserDetailList").map(userDetailOf);
            return { items, truncated: answer.IsTruncated, marker: answer.Marker };
          },
        ),
      ),

    decide: ({ principalArn, action, resourceArn, context }, signal) =>
      aws.call({ action: "iam:SimulatePrincipalPolicy", region }, signal, clients, ({ sdk, client }, options) =>
        unlessAbsent(async () => {
          const answer = await client.send(
            new sdk.SimulatePrincipalPolicyCommand({
              PolicySourceArn: principalArn,
              ActionNames: [action],
              ResourceArns: [resourceArn],
              ContextEntries: Object.entries(context).map(([key, value]) => ({
                ContextKeyName: key,
                ContextKeyType: "string",
                ContextKeyValues: [value],
              })),
            }),
            options,
          );
          return decisionOf(requireList(answer.EvaluationResults, "EvaluationResults"), resourceArn);
        }),
      ),
  };
}

/** The SDK names the exception `NoSuchEntityException`, the wire `NoSuchEntity`. */
async function unlessAbsent<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (errorFacts(error).name.replace(/Exception$/, "") === "NoSuchEntity") return null;
    throw error;
  }
}
