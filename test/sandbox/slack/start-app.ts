import { App, SocketModeReceiver } from "@slack/bolt";
import { onTestFinished } from "vitest";
import {
  EXAMPLE_WORKSPACE,
  type SlackOptions,
  type SlackStandIn,
  startSlack,
} from "../../../src/sandbox/slack/index.ts";
import { SILENT } from "./client.ts";

/** Apps are stopped before their stand-in is closed. */
const apps = new WeakMap<SlackStandIn, App[]>();

/** A stand-in that is closed when the test is over. */
export async function freshSlack(options: SlackOptions = {}): Promise<SlackStandIn> {
  const slack = await startSlack(EXAMPLE_WORKSPACE, options);
  onTestFinished(async () => {
    await Promise.all((apps.get(slack) ?? []).map((app) => app.stop()));
    await slack.close();
  });
  return slack;
}

/**
 * A real Bolt app on Socket Mode, connected to the stand-in when this resolves.
 * @param reconnectMs after which it reconnects; the same value is its pong time-out, so small ones flap on busy machines.
 */
export async function startApp(slack: SlackStandIn, listen: (app: App) => void, reconnectMs = 5000): Promise<App> {
  const receiver = new SocketModeReceiver({
    appToken: slack.tokens.app,
    clientPingTimeout: reconnectMs,
    logger: SILENT,
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
  });
  const app = new App({
    token: slack.tokens.bot,
    receiver,
    logger: SILENT,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
  });
  listen(app);
  const before = slack.sockets.open;
  await app.start();
  await slack.until(({ sockets }) => sockets.open > before);
  apps.set(slack, [...(apps.get(slack) ?? []), app]);
  return app;
}
