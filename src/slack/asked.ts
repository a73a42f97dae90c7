import { type AskedReport, type Command, UsageMistake } from "../commands/command.ts";
import { COMMANDS } from "../commands/index.ts";
import { type Parsed, parse } from "../commands/parse.ts";
import type { Config } from "../config.ts";

const EVERYWHERE = COMMANDS.filter(({ where }) => where === "everywhere");

/** What words ask for, in Slack. Throws UsageMistake, also for the commands of the terminal. */
export function parsedInSlack(words: readonly string[]): Parsed {
  const name = words[0]?.toLowerCase();
  const inTerminal = COMMANDS.find((command) => command.name === name && command.where === "terminal");
  if (inTerminal) {
    throw new UsageMistake(
      `"${inTerminal.name}" works only in a terminal, on a machine that has maildiag: maildiag ${inTerminal.usage}`,
    );
  }
  return parse(words, EVERYWHERE);
}

/** The one report that a stored command asks for; null where today's program or configuration knows it no more. */
export function askedAgain(line: string, config: Config): { command: Command; asked: AskedReport } | null {
  try {
    const { command, words } = parsedInSlack(line.split(" "));
    const asked = command.reports?.(words, config)[0];
    return asked ? { command, asked } : null;
  } catch (error) {
    if (error instanceof UsageMistake) return null;
    throw error;
  }
}
