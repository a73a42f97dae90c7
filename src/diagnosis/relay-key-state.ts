import type { KeyFacts } from "../credentials/key-standing.ts";
import { type UsernameKind, usernameKindOf } from "../credentials/username-kind.ts";
import type { AccessKey } from "../ports/iam.ts";
import type { Relay } from "../ports/relay.ts";
import { PortTrouble } from "../ports/trouble.ts";
import { aboutRelay } from "./about-relay.ts";
import type { Questions } from "./questions.ts";
import { readable } from "./readable.ts";

/** What is known of the key that a relay logs in with. `troubles` are siblings whose last use could not be read. */
export type RelayKeyState =
  | { kind: "wrong-kind"; usernameKind: UsernameKind }
  /** `user` is null where IAM knows nothing of the key, not even whose it was; `others` are the keys that the user has. */
  | { kind: "missing"; user: string | null; account: string | null; others: readonly AccessKey[] }
  | {
      kind: "inactive" | "active";
      user: string;
      key: KeyFacts;
      siblings: readonly KeyFacts[];
      troubles: readonly PortTrouble[];
    };

/**
 * Climbs from the username alone: the right kind of key, whose account, whose user, is it in the user's list, is it
 * active, what else does the user have. Throws PortTrouble under the relay's name.
 */
export function relayKeyStateOf(questions: Questions, relay: Relay): Promise<RelayKeyState> {
  return aboutRelay(relay, climb(questions, relay));
}

/** Such a key opens no endpoint: nothing that depends on it is asked. */
export function isDead(state: RelayKeyState): boolean {
  return state.kind !== "active";
}

async function climb(questions: Questions, relay: Relay): Promise<RelayKeyState> {
  const { username, region } = relay;
  const usernameKind = usernameKindOf(username);
  if (usernameKind !== "long-term") return { kind: "wrong-kind", usernameKind };
  const { iam, sts } = questions;
  // Asked at the same time, and waited for only where they matter.
  const whose = Promise.all([readable(sts.accountOfKey(region, username)), readable(sts.callerIdentity(region))]);
  whose.catch(() => {});
  const used = await readable(iam.keyLastUsed(username));
  if (used.trouble && used.trouble.reason !== "denied") throw used.trouble;
  if (!used.value) {
    const [owner, caller] = await whose;
    const account = owner.value ?? null;
    const ours = caller.value?.account ?? null;
    // Of another account's keys this account can tell nothing, dead or alive.
    if (account !== null && ours !== null && account !== ours) throw foreign(account, ours);
    if (used.trouble) throw deniedOrDeleted(used.trouble);
    return { kind: "missing", user: null, account, others: [] };
  }

  const { user, ...lastUsed } = used.value;
  const keys = await iam.keysOf(user);
  const own = keys?.find(({ id }) => id === username);
  if (!keys || !own) return { kind: "missing", user, account: (await whose)[0].value ?? null, others: keys ?? [] };
  const others = keys.filter(({ id }) => id !== username);
  const read = await Promise.all(
    others.map(async (key) => ({ key, used: await readable(aboutRelay(relay, iam.keyLastUsed(key.id))) })),
  );
  return {
    kind: own.status === "Active" ? "active" : "inactive",
    user,
    key: factsOf(own, lastUsed),
    // A sibling that is deleted meanwhile is none.
    siblings: read.flatMap(({ key, used: { value } }) => (value ? [factsOf(key, value)] : [])),
    troubles: read.flatMap(({ used: { trouble } }) => trouble ?? []),
  };
}

function factsOf({ id, status, created }: AccessKey, { at, service, region }: KeyFacts["lastUsed"]): KeyFacts {
  return { id, active: status === "Active", created, lastUsed: { at, service, region } };
}

const LAST_USED = "iam:GetAccessKeyLastUsed";

function foreign(account: string, ours: string): PortTrouble {
  const detail = `the key belongs to AWS account ${account}, and these credentials to ${ours}`;
  return new PortTrouble("denied", { asked: account, permission: LAST_USED, detail });
}

/** For a key that is gone IAM may say AccessDenied as well as NoSuchEntity, and does not say which is meant. */
function deniedOrDeleted({ details }: PortTrouble): PortTrouble {
  const detail =
    "AWS says the same where the key was deleted and where this action is not allowed; it does not tell which";
  return new PortTrouble("denied", { ...details, permission: LAST_USED, detail });
}
