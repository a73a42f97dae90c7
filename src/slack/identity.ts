import type { ChatIdentity } from "../ports/chat.ts";
import type { Calls } from "./calls.ts";

/** Who the bot is, and what it may. Throws SlackRefused. https://docs.slack.dev/reference/methods/auth.test */
export async function identityOf({
  client,
  once,
}: Pick<Calls, "client" | "once">): Promise<ChatIdentity & { botId: string; url: string | null }> {
  const told = await once("auth.test", () => client.auth.test());
  return {
    team: told.team ?? "",
    teamId: told.team_id ?? "",
    userId: told.user_id ?? "",
    botId: told.bot_id ?? "",
    // `https://….slack.com/`
    url: told.url ?? null,
    // The header x-oauth-scopes, where the client puts it.
    scopes: told.response_metadata?.scopes ?? [],
  };
}
