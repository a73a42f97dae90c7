import type { Config } from "../config.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { ChatIdentity } from "../ports/chat.ts";
import type { SlackNotice } from "../render/slack.ts";
import type { Asker } from "./asker.ts";
import type { Calls } from "./calls.ts";
import type { Timing } from "./timing.ts";
import { SlackRefused } from "./trouble.ts";

type Why = Extract<SlackNotice, { kind: "refused" }>["why"];

export type Access = {
  /** A fresh look at whether they are an approver, for a decision. What cannot be read is nobody's right. */
  approval: (user: string) => Promise<"approver" | "stranger" | "group-unreadable">;
  /** Null: they may. Asked anew on every command, mention, button, shortcut and Home; the refusal is logged here. */
  refusal: (
    asker: Pick<Asker, "user" | "team" | "isShared" | "channel">,
    /** Approvers need not be operators for this. */
    approversToo?: boolean,
  ) => Promise<Extract<SlackNotice, { kind: "refused" }> | null>;
};

type Known<T> = { at: number; answer: Promise<T> };
type Person = { team: string; isGuest: boolean; isGone: boolean };

const MOST_KEPT = 5_000;

/**
 * Members of the bot's own team, or the operators named; never another team's people, bots, or who has left. Guests only where
 * they are named. Without `users:read` Slack does not tell guests apart from members, and only a stranger's own team, which
 * Slack sends along, keeps them out; where it does not in a shared channel, they are refused.
 */
export function createAccess(
  { operators, approvers }: Pick<Config, "operators" | "approvers">,
  { teamId, userId, scopes }: ChatIdentity,
  { client, call }: Calls,
  { timing, metrics, log }: { timing: Timing; metrics: Metrics; log: Log },
): Access {
  const people = new Map<string, Known<Person>>();
  const groups = new Map<string, Known<readonly string[]>>();

  /** What is known for a minute; what could not be had is asked again the next time. */
  function known<T>(kept: Map<string, Known<T>>, id: string, ask: () => Promise<T>): Promise<T> {
    const found = kept.get(id);
    const now = performance.now();
    if (found && now - found.at < timing.peopleMs) return found.answer;
    return keep(kept, id, ask());
  }

  function keep<T>(kept: Map<string, Known<T>>, id: string, answer: Promise<T>): Promise<T> {
    if (kept.size >= MOST_KEPT) kept.clear();
    const one = { at: performance.now(), answer };
    kept.set(id, one);
    answer.catch(() => {
      if (kept.get(id) === one) kept.delete(id);
    });
    return answer;
  }

  const asking = new Map<string, Promise<readonly string[]>>();

  /**
   * Asked now, whatever is known; all who click meanwhile share the answer, since Slack takes some twenty of these a minute.
   * https://docs.slack.dev/reference/methods/usergroups.users.list
   */
  function membersNow(group: string): Promise<readonly string[]> {
    const answer = asking.get(group) ?? members(group).finally(() => asking.delete(group));
    asking.set(group, answer);
    return keep(groups, group, answer);
  }

  async function person(id: string): Promise<Person> {
    const { user } = await call("users.info", () => client.users.info({ user: id }));
    return {
      team: user?.team_id ?? "",
      isGuest: user?.is_restricted === true || user?.is_ultra_restricted === true,
      isGone: user?.deleted === true || user?.is_bot === true || user?.is_stranger === true,
    };
  }

  async function members(id: string): Promise<readonly string[]> {
    const { users } = await call("usergroups.users.list", () => client.usergroups.users.list({ usergroup: id }));
    return users ?? [];
  }

  /** In a group that can be read; "unread" where in none of those, but one could not be read. */
  async function inGroups(id: string, ids: readonly string[], isNow = false): Promise<boolean | "unread"> {
    const answers = await Promise.allSettled(
      ids.map((group) => (isNow ? membersNow(group) : known(groups, group, () => members(group)))),
    );
    if (answers.some((each) => each.status === "fulfilled" && each.value.includes(id))) return true;
    const failed = answers.find((each) => each.status === "rejected");
    if (failed) log.warn({ err: failed.reason }, "a user group could not be read");
    return failed ? "unread" : false;
  }

  async function why(
    { user, team, isShared }: Pick<Asker, "user" | "team" | "isShared">,
    isFree: boolean,
  ): Promise<Why | null> {
    if (!/^[UW][A-Z0-9]{1,30}$/.test(user) || user === userId || user === "USLACKBOT") return "other-team";
    if (team !== null && team !== teamId) return "other-team";
    const isOperator = operators ? operators.users.includes(user) || (await inGroups(user, operators.groups)) : false;
    const isNamed = isFree || isOperator;
    if (isNamed === "unread") return "group-unreadable";
    if (operators && !isNamed) return "not-operator";
    if (!scopes.includes("users:read")) return team === null && isShared ? "other-team" : null;
    const about = await known(people, user, () => person(user));
    if (about.team !== teamId || about.isGone) return "other-team";
    return about.isGuest && !isNamed ? "guest" : null;
  }

  async function approval(user: string, isNow: boolean): Promise<"approver" | "stranger" | "group-unreadable"> {
    if (approvers.users.includes(user)) return "approver";
    const isIn = await inGroups(user, approvers.groups, isNow);
    if (isIn === "unread") return "group-unreadable";
    return isIn ? "approver" : "stranger";
  }

  return {
    approval: (user) => approval(user, true),
    async refusal(asker, approversToo = false) {
      const isFree = approversToo && operators !== null && (await approval(asker.user, false)) === "approver";
      const found = await why(asker, isFree).catch((error: unknown): Why => {
        if (!(error instanceof SlackRefused)) throw error;
        log.warn({ err: error, user: asker.user }, "it could not be looked up who this is");
        return "not-known";
      });
      if (!found) return null;
      metrics.refusals.inc({ why: found });
      log.warn({ user: asker.user, team: asker.team, channel: asker.channel, why: found }, "refused a person");
      return { kind: "refused", why: found };
    },
  };
}
