import type { ParseArgsOptionsConfig } from "node:util";
import type { Answer } from "../answer.ts";
import type { Command, Context, Words } from "../command.ts";

/** One of `suppressions`: its words follow its name. Throws UsageMistake, with `command` for its usage line. */
export type SubCommand = {
  name: string;
  /** As in `find <address>`. */
  usage: string;
  details: readonly string[];
  options: ParseArgsOptionsConfig;
  run: (words: Words, context: Context, command: Command) => Promise<Answer>;
};
