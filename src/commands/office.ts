import type { Config } from "../config.ts";
import type { RemovalOrigin } from "../ports/removals.ts";
import { type Command, type Context, UsageMistake } from "./command.ts";

/** What whoever asks for an approval has to say. */
const LONGEST_WHY = 1_000;

/** Where and by whom removals, or test mails, are decided. Throws UsageMistake where configuration does not say. */
export function requireOffice(
  { channels, approvers }: Config,
  command: Command | null = null,
  what = "removals",
): { channel: string; approvers: Config["approvers"] } {
  if (channels.approvals === null) {
    throw new UsageMistake(
      `There is no approval channel, where ${what} are decided. Whoever runs maildiag sets MAILDIAG_APPROVAL_CHANNEL to a channel's id, and MAILDIAG_APPROVERS.`,
      command,
    );
  }
  if (approvers.users.length + approvers.groups.length === 0) {
    throw new UsageMistake(
      `Nobody may approve ${what}. Whoever runs maildiag sets MAILDIAG_APPROVERS to user ids (U…) and user groups (S…).`,
      command,
    );
  }
  return { channel: channels.approvals, approvers };
}

export function whyOf(value: unknown, command: Command): string {
  const why = typeof value === "string" ? value.trim() : "";
  if (why.length > LONGEST_WHY) throw new UsageMistake(`--why takes at most ${LONGEST_WHY} characters.`, command);
  return why;
}

/** In Slack whoever typed it, and nobody else; in a terminal whom `--as` names. */
export function askerOf(
  as: unknown,
  { asker }: Context,
  command: Command,
): { id: string; by: string; origin: RemovalOrigin | null } {
  const id = crypto.randomUUID();
  if (asker) {
    if (as !== undefined) throw new UsageMistake("--as is for a terminal: here it is you who asks.", command);
    return { id, by: asker.user, origin: asker.origin };
  }
  if (typeof as !== "string")
    throw new UsageMistake("Say who asks: --as U…, their Slack user id. They may not approve it then.", command);
  if (!/^[UW][A-Z0-9]{2,30}$/.test(as))
    throw new UsageMistake(`--as takes a Slack user id such as U0123ABC, not "${as.slice(0, 50)}".`, command);
  return { id, by: as, origin: null };
}
