import { type Config, ConfigError, type ScheduleName } from "../config.ts";
import { CANARY_IS_OFF } from "./canary/require-canary.ts";
import { type Command, UsageMistake } from "./command.ts";

export const watch: Command = {
  name: "watch",
  usage: "watch --once [kind]…",
  summary: "Runs the watches that are due, delivers what they have to tell, and exits",
  details: [
    "For those who have a scheduler of their own (cron, systemd); the bot watches by itself. Needs SLACK_BOT_TOKEN, and opens no socket. A bot may run on the same store: nothing is looked at or said twice.",
    "Kinds are the names in schedules: credentials, authentication, suppressions, reputation, senders, canary, digest. A kind that is named is always due; canary needs canary: { from: ADDRESS } in the file.",
    "Exit status: 0 all was looked at and delivered, 3 something was not, 2 wrong words or configuration.",
  ],
  where: "terminal",
  options: { once: { type: "boolean" } },
  run: async ({ positionals, values }, { config, launch }) => {
    if (values.once !== true)
      throw new UsageMistake("watch runs once: watch --once. The bot watches by itself.", watch);
    const kinds = kindsOf(config);
    const named = positionals.map((word) => {
      const kind = kinds.find((each) => each === word.toLowerCase());
      if (!kind) throw new UsageMistake(`There is no watch "${word}". There are: ${kinds.join(", ")}.`, watch);
      if (kind === "canary" && !config.canary) throw new UsageMistake(CANARY_IS_OFF, watch);
      return kind;
    });
    if (!config.slack.botToken) {
      const allowed = "the bot token of the Slack app, which begins with xoxb-";
      throw new ConfigError([{ name: "SLACK_BOT_TOKEN", holds: "nothing", allowed, where: "needed by watch" }]);
    }
    return launch.watch(config, named);
  },
};

function kindsOf({ schedules: { timezone: _, ...kinds } }: Config): readonly ScheduleName[] {
  return Object.keys(kinds) as ScheduleName[];
}
