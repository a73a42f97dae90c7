import type { App } from "@slack/bolt";
import { COMMANDS } from "../../commands/index.ts";
import { slackHome } from "../../render/slack.ts";
import type { Asker } from "../asker.ts";
import type { BotParts } from "../bot-parts.ts";
import { SlackRefused } from "../trouble.ts";

/** The app's Home, made anew whenever somebody opens it. */
export function listenToHome(app: App, { calls, access, context, log }: BotParts): void {
  app.event("app_home_opened", async ({ event, body, payload }) => {
    if (event.tab !== "home") return;
    const team = "team" in payload && typeof payload.team === "string" ? payload.team : null;
    const asker: Pick<Asker, "user" | "team" | "isShared" | "channel"> = {
      user: event.user,
      team,
      isShared: body.is_ext_shared_channel === true,
      channel: null,
    };
    const refusal = await access.refusal(asker);
    const { domains, regions } = context.config;
    const view = slackHome(
      refusal ?? {
        kind: "welcome",
        commands: COMMANDS.filter(({ where }) => where === "everywhere"),
        domains: domains.map(({ typed }) => typed),
        regions,
      },
    );
    try {
      const blocks = structuredClone([...view]);
      const publish = () => calls.client.views.publish({ user_id: event.user, view: { type: "home", blocks } });
      await calls.call("views.publish", publish);
    } catch (error) {
      if (!(error instanceof SlackRefused)) throw error;
      log.warn({ err: error, user: event.user }, "Slack did not take a Home");
    }
  });
}
