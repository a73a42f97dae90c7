import { type Command, UsageMistake } from "./command.ts";

export const sandbox: Command = {
  name: "sandbox",
  usage: "sandbox [world] [--serve] [--port N] [--tour]",
  summary: "The embedded world: try maildiag with nothing configured, offline",
  details: [
    "On a terminal it opens a page on this machine, plays one command in Slack, and offers a prompt.",
    "Without one it plays the command and ends; --serve keeps the page up until it is stopped.",
    "--tour plays the whole incident by itself, prints what was seen, and ends.",
  ],
  where: "terminal",
  options: { serve: { type: "boolean" }, port: { type: "string" }, tour: { type: "boolean" } },
  run: async ({ positionals, values }, { launch }) => {
    if (positionals.length > 1) throw new UsageMistake("One world at a time.", sandbox);
    const port = values.port === undefined ? 0 : Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new UsageMistake("--port is a number from 0 to 65535; 0 takes any that is free.", sandbox);
    }
    const asked = { world: positionals[0], serve: values.serve === true, tour: values.tour === true, port };
    return { kind: "done", status: await launch.sandbox(asked) };
  },
};
