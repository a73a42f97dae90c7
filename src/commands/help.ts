import { closest } from "fastest-levenshtein";
import type { HelpEntry } from "./answer.ts";
import { type Command, UsageMistake } from "./command.ts";

/** Help is made from the registry, so a new command is in it at once. */
export function helpFor(commands: () => readonly Command[]): Command {
  const help: Command = {
    name: "help",
    usage: "help [command]",
    summary: "What maildiag can be asked",
    where: "everywhere",
    options: {},
    run: async ({ positionals }) => {
      const [name] = positionals;
      if (name === undefined) return { kind: "help", entries: commands().map((command) => entryOf(command, false)) };
      const found = commands().find((command) => command.name === name.toLowerCase());
      if (found) return { kind: "help", entries: [entryOf(found, true)] };
      const names = commands().map((command) => command.name);
      throw new UsageMistake(`There is no command "${name}". Did you mean "${closest(name, names)}"?`, help);
    },
  };
  return help;
}

function entryOf({ usage, summary, where, details }: Command, whole: boolean): HelpEntry {
  return { usage, summary, where, details: whole ? (details ?? []) : [] };
}
