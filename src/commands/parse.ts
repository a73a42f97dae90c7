import { parseArgs } from "node:util";
import { closest } from "fastest-levenshtein";
import { type Command, UsageMistake, type Words } from "./command.ts";

/** A command with its words, before it runs. */
export type Parsed = { command: Command; words: Words; json: boolean };

const EVERYWHERE = { json: { type: "boolean" }, help: { type: "boolean", short: "h" } } as const;

/**
 * Turns words into a command. No words, `--help` and `-h` mean `help`; `check --help` means `help check`.
 * Throws UsageMistake.
 */
export function parse(argv: readonly string[], commands: readonly Command[]): Parsed {
  const [first = "help", ...rest] = argv[0] === "--help" || argv[0] === "-h" ? ["help", ...argv.slice(1)] : argv;
  const command = commands.find(({ name }) => name === first.toLowerCase());
  if (!command) {
    const names = commands.map(({ name }) => name);
    throw new UsageMistake(`There is no command "${first}". Did you mean "${closest(first.toLowerCase(), names)}"?`);
  }
  const { values, positionals } = wordsOf(command, rest);
  const { help, json, ...own } = values;
  if (help === true) {
    const helpCommand = commands.find(({ name }) => name === "help");
    if (helpCommand)
      return { command: helpCommand, words: { positionals: [command.name], values: {} }, json: json === true };
  }
  return { command, words: { positionals, values: own }, json: json === true };
}

function wordsOf(command: Command, rest: readonly string[]): Words {
  try {
    return parseArgs({
      args: [...rest],
      options: { ...command.options, ...EVERYWHERE },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    if (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS_")) {
      throw new UsageMistake(problemOf(error.message, command), command);
    }
    throw error;
  }
}

/** Node's sentence up to its first advice, and the option that was probably meant. */
function problemOf(message: string, command: Command): string {
  const sentence = message.split(/\. (?:To specify|Did you)/)[0] ?? message;
  const typed = /'(-[^']+)'/.exec(message)?.[1];
  const known = [...Object.keys(command.options), ...Object.keys(EVERYWHERE)].map((name) => `--${name}`);
  const isUnknown = message.startsWith("Unknown option") && typed;
  return isUnknown ? `Unknown option ${typed}. Did you mean ${closest(typed, known)}?` : sentence;
}
