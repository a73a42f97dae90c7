import type { Names } from "../slack/blocks/plain-text.ts";
import type { SlackStandIn } from "../slack/index.ts";

export type PageNames = Names;

/** Ids as people read them; a user group by its handle. */
export function pageNames({ state: { workspace } }: SlackStandIn): PageNames {
  const users = new Map<string, string>(workspace.users.map((each) => [each.id, each.name]));
  users.set(workspace.bot.userId, workspace.bot.name);
  users.set("USLACKBOT", "Slackbot");
  for (const { id, handle } of workspace.userGroups ?? []) users.set(id, handle);
  const channels = new Map<string, string>(workspace.channels.map((each) => [each.id, each.name]));
  return { user: (id) => users.get(id) ?? id, channel: (id) => channels.get(id) ?? id };
}
