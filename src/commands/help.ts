import type { HelpEntry } from "./answer.ts";
import { type Command, UsageMistake } from "./command.ts";
import { noSuchCommand } from "./parse.ts";

/** Help is made from the registry, so a new command is in it at once. */
export function helpFor(commands: () => readonly Command[]): Command {
  const help: Command = {
    name: "help",
    usage: "help [command]",
    summary: "What maildiag can be asked",
    where: "everywhere",
    options: {},
    run: async ({ positionals }) => {
      const [name, another] = positionals;
      if (another !== undefined) throw new UsageMistake("Help for one command at a time.", help);
      if (name === undefined) return { kind: "help", entries: commands().map((command) => entryOf(command, false)) };
      const found = commands().find((command) => command.name === name.toLowerCase());
      if (found) return { kind: "help", entries: [entryOf(found, true)] };
      throw new UsageMistake(noSuchCommand(name, commands()), help);
    },
  };
  return help;
}

function entryOf({ usage, summary, where, details }: Command, whole: boolean): HelpEntry {
  return { usage, summary, where, details: whole ? (details ?? []) : [] };
}
