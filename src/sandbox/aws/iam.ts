import { CONSOLE_POLICY, rulingOn } from "../may-send.ts";
import type { IamKey, IamUserState } from "../world.ts";
import { type Element, listOf, queryService } from "./query.ts";
import { ACCOUNT_ID, AwsRefusal, type AwsService, type AwsWorld } from "./service.ts";

const MOST_ITEMS = 1000;
const USUAL_ITEMS = 100;

/** IAM, as far as keys, users and the policy simulator go: https://docs.aws.amazon.com/IAM/latest/APIReference/ */
export function iam(): AwsService {
  return queryService("iam", "https://iam.amazonaws.com/doc/2010-05-08/", {
    GetAccessKeyLastUsed: {
      resource: (form) => form.get("AccessKeyId"),
      answer: (form, _, world) => {
        const id = form.get("AccessKeyId") ?? "";
        const found = usersOf(world).find(([, { keys }]) => keys.some((key) => key.id === id));
        const used = found?.[1].keys.find((key) => key.id === id)?.lastUsed;
        if (!found) throw noSuch(`The Access Key with id ${id} cannot be found.`);
        return [
          ["UserName", found[0]],
          [
            "AccessKeyLastUsed",
            [
              ...(used ? [["LastUsedDate", timeOf(used.at)] satisfies Element] : []),
              ["ServiceName", used?.service ?? "N/A"],
              ["Region", used?.region ?? "N/A"],
            ],
          ],
        ];
      },
    },

    ListAccessKeys: {
      resource: (form) => form.get("UserName"),
      answer: (form, _, world) => {
        const [name, { keys }] = userNamed(world, form.get("UserName") ?? "");
        return paged("AccessKeyMetadata", keys, form, (key) => keyElements(name, key));
      },
    },

    GetUser: {
      resource: (form) => form.get("UserName"),
      answer: (form, _, world) => {
        const [name, state] = userNamed(world, form.get("UserName") ?? "");
        return [["User", userElements(name, state)]];
      },
    },

    GetAccountAuthorizationDetails: {
      answer: (form, _, world) => [
        ...paged("UserDetailList", usersOf(world), form, ([name, state]) => detailElements(name, state)),
        ["GroupDetailList", []],
        ["RoleDetailList", []],
        ["Policies", []],
      ],
    },

    SimulatePrincipalPolicy: {
      resource: (form) => form.get("PolicySourceArn"),
      answer: (form, _, world) => {
        const arn = form.get("PolicySourceArn") ?? "";
        const [, state] = userNamed(world, arn.slice(arn.lastIndexOf("/") + 1));
        const resource = listOf(form, "ResourceArns")[0] ?? "*";
        const results = listOf(form, "ActionNames").map((action): Element => {
          const { decision, missing } = rulingOn(state, { action, resource, context: contextOf(form) });
          const lacks: Element = ["MissingContextValues", missing.map((key): Element => ["member", key])];
          const own: readonly Element[] = [["EvalResourceName", resource], ["EvalResourceDecision", decision], lacks];
          return [
            "member",
            [
              ["EvalActionName", action],
              ["EvalResourceName", resource],
              ["EvalDecision", decision],
              lacks,
              ["ResourceSpecificResults", [["member", own]]],
            ],
          ];
        });
        return [
          ["IsTruncated", "false"],
          ["EvaluationResults", results],
        ];
      },
    },
  });
}

function usersOf({ iam: account }: AwsWorld): readonly (readonly [string, IamUserState])[] {
  return Object.entries(account?.users ?? {});
}

function userNamed(world: AwsWorld, name: string): readonly [string, IamUserState] {
  const found = usersOf(world).find(([each]) => each === name);
  if (!found) throw noSuch(`The user with name ${name} cannot be found.`);
  return found;
}

function noSuch(message: string): AwsRefusal {
  return new AwsRefusal(404, "NoSuchEntity", message);
}

function userElements(name: string, { created }: IamUserState): readonly Element[] {
  return [
    ["Path", "/"],
    ["UserName", name],
    ["UserId", `AIDA${Buffer.from(name).toString("hex").toUpperCase().padEnd(17, "0").slice(0, 17)}`],
    ["Arn", `arn:aws:iam::${ACCOUNT_ID}:user/${name}`],
    ["CreateDate", timeOf(created)],
  ];
}

function detailElements(name: string, state: IamUserState): readonly Element[] {
  const { policies = CONSOLE_POLICY, groups = [], tags = {} } = state;
  const member = (content: Element[1]): Element => ["member", content];
  return [
    ...userElements(name, state),
    [
      "UserPolicyList",
      Object.entries(policies).map(([policy, Statement]) =>
        member([
          ["PolicyName", policy],
          ["PolicyDocument", encodeURIComponent(JSON.stringify({ Version: "2012-10-17", Statement }))],
        ]),
      ),
    ],
    ["GroupList", groups.map(member)],
    ["AttachedManagedPolicies", []],
    [
      "Tags",
      Object.entries(tags).map(([Key, Value]) =>
        member([
          ["Key", Key],
          ["Value", Value],
        ]),
      ),
    ],
  ];
}

function keyElements(user: string, { id, status = "Active", created }: IamKey): readonly Element[] {
  return [
    ["UserName", user],
    ["AccessKeyId", id],
    ["Status", status],
    ["CreateDate", timeOf(created)],
  ];
}

/** `ContextEntries.member.1.ContextKeyName`, `…ContextKeyValues.member.1`; no test needs a list of values. */
function contextOf(form: URLSearchParams): Readonly<Record<string, string>> {
  const context: Record<string, string> = {};
  for (let index = 1; ; index += 1) {
    const key = form.get(`ContextEntries.member.${index}.ContextKeyName`);
    if (key === null) return context;
    context[key] = form.get(`ContextEntries.member.${index}.ContextKeyValues.member.1`) ?? "";
  }
}

/** A page from where `Marker` left off; `IsTruncated` is always there, as in IAM. */
function paged<T>(
  name: string,
  all: readonly T[],
  form: URLSearchParams,
  elementsOf: (item: T) => readonly Element[],
): readonly Element[] {
  const size = Number(form.get("MaxItems") ?? USUAL_ITEMS);
  if (!Number.isInteger(size) || size < 1 || size > MOST_ITEMS) {
    throw new AwsRefusal(400, "ValidationError", `MaxItems must be between 1 and ${MOST_ITEMS}`);
  }
  const marker = Buffer.from(form.get("Marker") ?? "", "base64").toString() || "0";
  if (!/^\d{1,9}$/.test(marker)) throw new AwsRefusal(400, "InvalidInput", "Invalid Marker");
  const from = Number(marker);
  const isTruncated = from + size < all.length;
  return [
    [name, all.slice(from, from + size).map((item): Element => ["member", elementsOf(item)])],
    ["IsTruncated", String(isTruncated)],
    ...(isTruncated ? [["Marker", Buffer.from(String(from + size)).toString("base64")] satisfies Element] : []),
  ];
}

/** Whole seconds, as IAM writes times. */
function timeOf(iso: string): string {
  return new Date(iso).toISOString().replace(/\.\d{3}Z$/, "Z");
}
