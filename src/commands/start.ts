import { ConfigError } from "../config.ts";
import { type Command, UsageMistake } from "./command.ts";

const TOKENS = {
  SLACK_BOT_TOKEN: "the bot token of the Slack app, which begins with xoxb-",
  SLACK_APP_TOKEN: "an app-level token with connections:write, which begins with xapp-",
};

export const start: Command = {
  name: "start",
  usage: "start",
  summary: "The Slack bot: answers there until it is stopped",
  details: [
    "Needs SLACK_BOT_TOKEN and SLACK_APP_TOKEN. Listens on MAILDIAG_BIND for /healthz, /readyz and /metrics.",
    "SIGTERM and SIGINT end it: what is under way is finished, at most for ten seconds. A second one ends it at once.",
    "Exit status: 0 stopped, 1 Slack refuses the tokens or the store cannot be opened, 2 wrong configuration.",
  ],
  where: "terminal",
  options: {},
  run: async ({ positionals }, { config, launch }) => {
    if (positionals.length > 0) throw new UsageMistake("start takes no words.", start);
    const { botToken, appToken } = config.slack;
    const missing = [botToken ? [] : ["SLACK_BOT_TOKEN" as const], appToken ? [] : ["SLACK_APP_TOKEN" as const]].flat();
    if (missing.length > 0) {
      throw new ConfigError(
        missing.map((name) => ({ name, holds: "nothing", allowed: TOKENS[name], where: "needed by start" })),
      );
    }
    return { kind: "done", status: await launch.start(config) };
  },
};
