import type { App } from "@slack/bolt";
import type { ShowHome } from "../home.ts";

/** The app's Home, made anew whenever somebody opens it. */
export function listenToHome(app: App, showHome: ShowHome): void {
  app.event("app_home_opened", async ({ event, body, payload }) => {
    if (event.tab !== "home") return;
    const team = "team" in payload && typeof payload.team === "string" ? payload.team : null;
    await showHome({ user: event.user, team, isShared: body.is_ext_shared_channel === true, channel: null });
  });
}
