import { type Command, UsageMistake, type Words } from "./command.ts";
import { find } from "./suppressions/find.ts";
import { history } from "./suppressions/history.ts";
import { list } from "./suppressions/list.ts";
import { request } from "./suppressions/request.ts";
import type { SubCommand } from "./suppressions/sub-command.ts";

/** The registry: one line a sub-command. Without a word it is the first. */
const SUB_COMMANDS: readonly SubCommand[] = [list, find, request, history];

export const suppressions: Command = {
  name: "suppressions",
  usage: SUB_COMMANDS.map(({ usage }) => `suppressions ${usage}`).join(" | "),
  summary: "The suppression lists of every region, and where an address stands",
  details: SUB_COMMANDS.flatMap(({ details }) => details),
  where: "everywhere",
  options: Object.assign({}, ...SUB_COMMANDS.map(({ options }) => options)),
  run: async (words, context) => {
    const { sub, rest } = subCommandIn(words);
    return sub.run(rest, context, suppressions);
  },
};

/** Which sub-command is meant, and its words. Throws UsageMistake for options that are another's. */
function subCommandIn({ positionals, values, json }: Words): { sub: SubCommand; rest: Words } {
  const [first, ...behind] = positionals;
  const named = SUB_COMMANDS.find(({ name }) => name === first?.toLowerCase());
  const [usual] = SUB_COMMANDS;
  const sub = named ?? (first === undefined ? usual : undefined);
  if (!sub) {
    const names = SUB_COMMANDS.map(({ name }) => name).join(", ");
    // An address by itself can only be meant for one of them.
    const meant = first?.includes("@") ? `Did you mean "suppressions find ${first}"?` : `There are: ${names}.`;
    throw new UsageMistake(`suppressions knows no "${first}". ${meant}`, suppressions);
  }
  const stray = Object.keys(values).find((option) => !Object.hasOwn(sub.options, option));
  if (stray !== undefined) throw new UsageMistake(`suppressions ${sub.name} takes no --${stray}.`, suppressions);
  return { sub, rest: { json, positionals: behind, values } };
}
