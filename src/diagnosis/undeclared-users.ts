import type { KeyFacts } from "../credentials/key-standing.ts";
import type { IamUserDetail } from "../ports/iam.ts";
import { PortTrouble } from "../ports/trouble.ts";
import type { UndeclaredSearch } from "./check.ts";
import { type Questions, within } from "./questions.ts";
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
 * known by a key that `ses` used last. Only so many users are looked at, those with a sign first, because each takes
 * two or three questions; the rest is told as trouble, and so is every kind of trouble once.
 */
export async function undeclaredUsers(questions: Questions, search: UndeclaredSearch): Promise<Found> {
  const inTime = <T>(ask: () => Promise<T>) => readable(search.limit ? within(search.limit, "IAM", ask) : ask());
  const listed = await inTime(() => questions.iam.users());
  if (listed.trouble) return { users: [], troubles: search.quietly ? [] : [about(listed.trouble)] };
  const marked = listed.value.filter((user) => signsOf(user).length > 0);
  const unmarked = listed.value.filter((user) => signsOf(user).length === 0);
  const looked = [...marked, ...unmarked].slice(0, search.mostUsers);
  const found = await Promise.all(looked.map((user) => inTime(() => undeclaredUser(questions, user, search.declared))));
  const users = found.flatMap(({ value }) => value ?? []).sort((a, b) => (a.user < b.user ? -1 : 1));
  if (search.quietly) return { users, troubles: [] };
  const troubles = onePerKind(found.flatMap(({ trouble }) => trouble ?? []));
  const left = listed.value.length - looked.length;
  if (left > 0) {
    const detail = `${left} of ${listed.value.length} users were not looked at`;
    troubles.push(new PortTrouble("limit", { asked: "IAM", detail }));
  }
  return { users, troubles };
}

/** Denied for one user, denied for all: the rest differs in nothing but whom it was asked of. */
function onePerKind(troubles: readonly PortTrouble[]): PortTrouble[] {
  const kinds = Map.groupBy(troubles, ({ reason, details }) => JSON.stringify([reason, details.permission]));
  return [...kinds.values()].flatMap(([first, ...more]) => {
    if (!first) return [];
    if (more.length === 0) return about(first);
    const detail = [first.details.detail, `the same of ${more.length} more`].filter(Boolean).join("; ");
    return about(new PortTrouble(first.reason, { ...first.details, detail }));
  });
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
