import type { KeyFacts } from "../credentials/key-standing.ts";
import type { IamUserDetail } from "../ports/iam.ts";
import { PortTrouble } from "../ports/trouble.ts";
import type { UndeclaredSearch } from "./check.ts";
import type { Questions } from "./questions.ts";
import { readable } from "./readable.ts";

/** `key` is the active one that was used last. `signs` are why the user is taken for one that sends by SMTP. */
export type UndeclaredUser = { user: string; key: KeyFacts; signs: readonly string[] };

type Found = { users: readonly UndeclaredUser[]; troubles: readonly PortTrouble[] };

/** SES's console leaves these on the users that it makes. https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html */
const POLICY = "AmazonSesSendingAccess";
const GROUP = "AWSSESSendingGroupDoNotRename";
const TAG = { key: "InvokedBy", value: "SESConsole" };

/**
 * IAM users with an active key that can send by SMTP, and of which no relay declares a key. Who has no outward sign is
 * known by a key that `ses` used last; of those users only so many are looked at, and the rest is told as trouble.
 */
export async function undeclaredUsers(questions: Questions, search: UndeclaredSearch): Promise<Found> {
  const listed = await readable(questions.iam.users());
  if (listed.trouble) return { users: [], troubles: search.quietly ? [] : [about(listed.trouble)] };
  const marked = listed.value.filter((user) => signsOf(user).length > 0);
  const unmarked = listed.value.filter((user) => signsOf(user).length === 0);
  const looked = [...marked, ...unmarked.slice(0, search.mostUsers)];
  const found = await Promise.all(looked.map((user) => readable(undeclaredUser(questions, user, search.declared))));
  const troubles = found.flatMap(({ trouble }) => (trouble ? [about(trouble)] : []));
  const left = unmarked.length - search.mostUsers;
  if (left > 0)
    troubles.push(new PortTrouble("limit", { asked: "IAM", detail: `${left} more users were not looked at` }));
  const users = found.flatMap(({ value }) => value ?? []).sort((a, b) => (a.user < b.user ? -1 : 1));
  return { users, troubles: search.quietly ? [] : troubles };
}

async function undeclaredUser(
  questions: Questions,
  user: IamUserDetail,
  declared: readonly string[],
): Promise<UndeclaredUser | null> {
  const keys = (await questions.iam.keysOf(user.name)) ?? [];
  if (keys.some(({ id }) => declared.includes(id))) return null;
  const active = keys.filter(({ status }) => status === "Active");
  const facts = await Promise.all(
    active.map(async ({ id, created }): Promise<KeyFacts> => {
      const used = await questions.iam.keyLastUsed(id);
      const { at, service, region } = used ?? { at: null, service: null, region: null };
      return { id, active: true, created, lastUsed: { at, service, region } };
    }),
  );
  const [key] = facts.toSorted((a, b) => timeOf(b) - timeOf(a));
  const usedBySes = facts.some(({ lastUsed }) => lastUsed.service === "ses");
  const signs = [...signsOf(user), ...(usedBySes ? ["a key last used by ses"] : [])];
  return key && signs.length > 0 ? { user: user.name, key, signs } : null;
}

function signsOf({ inlinePolicies, groups, tags }: IamUserDetail): readonly string[] {
  return [
    ...(inlinePolicies.includes(POLICY) ? [`policy ${POLICY}`] : []),
    ...(groups.includes(GROUP) ? [`group ${GROUP}`] : []),
    ...(Object.hasOwn(tags, TAG.key) && tags[TAG.key] === TAG.value ? [`tag ${TAG.key}=${TAG.value}`] : []),
  ];
}

function timeOf({ lastUsed }: KeyFacts): number {
  return lastUsed.at?.getTime() ?? 0;
}

function about({ reason, details }: PortTrouble): PortTrouble {
  return new PortTrouble(reason, { ...details, asked: "IAM" });
}
