import { type Args, requiredArg } from "../args.ts";
import type { JsonObject } from "../json.ts";
import type { Office } from "../office.ts";
import { SlackRefusal } from "../refusal.ts";

export function authTest(_args: Args, office: Office): JsonObject {
  const { team, bot } = office.state.workspace;
  return {
    url: `https://${team.domain}.slack.com/`,
    team: team.name ?? team.domain,
    user: bot.name,
    team_id: team.id,
    user_id: bot.userId,
    bot_id: bot.botId,
    is_enterprise_install: false,
  };
}

export function usersInfo(args: Args, office: Office): JsonObject {
  const { workspace } = office.state;
  const id = requiredArg(args, "user");
  const isBot = id === workspace.bot.userId;
  const user = isBot ? { id, name: workspace.bot.name } : office.state.user(id);
  if (!user) throw new SlackRefusal("user_not_found");
  const teamId = ("teamId" in user && user.teamId) || workspace.team.id;
  const guest = "guest" in user ? user.guest : undefined;
  return {
    user: {
      id,
      team_id: teamId,
      name: user.name,
      real_name: user.name,
      profile: { display_name: user.name, real_name: user.name, team: teamId },
      deleted: "deleted" in user && user.deleted === true,
      is_bot: isBot,
      // An ultra-restricted guest is a restricted one too.
      is_restricted: guest !== undefined,
      is_ultra_restricted: guest === "ultra_restricted",
      ...(teamId !== workspace.team.id && { is_stranger: true }),
    },
  };
}

export function userGroupMembers(args: Args, office: Office): JsonObject {
  const id = requiredArg(args, "usergroup");
  const group = office.state.workspace.userGroups?.find((each) => each.id === id);
  if (!group) throw new SlackRefusal("no_such_subteam");
  return { users: group.members };
}

export function connectionsOpen(_args: Args, office: Office): JsonObject {
  return { url: office.socketUrl() };
}
