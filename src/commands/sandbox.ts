import { type Command, UsageMistake } from "./command.ts";

export const sandbox: Command = {
  name: "sandbox",
  usage: "sandbox [world]",
  summary: "The embedded world: try maildiag with nothing configured, offline",
  where: "terminal",
  options: {},
  run: async ({ positionals }, { launch }) => {
    if (positionals.length > 1) throw new UsageMistake("One world at a time.", sandbox);
    return { kind: "done", status: await launch.sandbox(positionals[0]) };
  },
};
