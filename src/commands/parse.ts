import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { closest } from "fastest-levenshtein";
import { type Command, UsageMistake, type Words } from "./command.ts";

/** A command with its words, before it runs. */
export type Parsed = { command: Command; words: Words };

const EVERYWHERE = { json: { type: "boolean" }, help: { type: "boolean", short: "h" } } as const;

/**
 * Turns words into a command. No words, `--help` and `-h` mean `help`; `check --help` means `help check`.
 * Throws UsageMistake.
 */
export function parse(argv: readonly string[], commands: readonly Command[]): Parsed {
  // `--json check x` is as good as `check x --json`.
  const ahead = argv.findIndex((word) => word !== "--json");
  const [first = "help", ...rest] = ahead < 1 ? argv : [...argv.slice(ahead), ...argv.slice(0, ahead)];
  const isHelp = first === "--help" || first === "-h";
  const command = commands.find(({ name }) => name === (isHelp ? "help" : first.toLowerCase()));
  if (!command) throw new UsageMistake(noSuchCommand(first, commands));
  const { values, positionals } = wordsOf(command, rest);
  const { help, json: asJson, ...own } = values;
  const json = asJson === true;
  const helpCommand = help === true && commands.find(({ name }) => name === "help");
  if (helpCommand) return { command: helpCommand, words: { json, positionals: [command.name], values: {} } };
  return { command, words: { json, positionals, values: own } };
}

/** What was typed, and the command that was probably meant. */
export function noSuchCommand(typed: string, commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name);
  const nearest = closest(typed.slice(0, 30).toLowerCase(), names);
  return `There is no command "${typed}". Did you mean "${nearest}"?`;
}

function wordsOf(command: Command, rest: readonly string[]): Omit<Words, "json"> {
  try {
    return parseArgs({
      args: command.takesText ? optionsFirst(command, rest) : [...rest],
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

/** The command's own options, wherever they stand, then the text behind `--`. A slip in the first word stays a slip. */
function optionsFirst(command: Command, rest: readonly string[]): string[] {
  const known: ParseArgsOptionsConfig = { ...command.options, ...EVERYWHERE };
  const options: string[] = [];
  const text: string[] = [];
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index] ?? "";
    if (word === "--") {
      text.push(...rest.slice(index + 1));
      break;
    }
    const [, name = "", value] = /^--([a-z-]+)(=.*)?$/s.exec(word) ?? (word === "-h" ? ["", "help"] : []);
    const option = Object.hasOwn(known, name) ? known[name] : undefined;
    const isSlip = text.length === 0 && /^--[a-z]/.test(word);
    if (!option && !isSlip) text.push(word);
    else options.push(word);
    if (option?.type === "string" && value === undefined && rest[index + 1] !== undefined)
      options.push(rest[++index] ?? "");
  }
  return [...options, "--", ...text];
}

/** Node's sentence up to its first advice, and the option that was probably meant. */
function problemOf(message: string, command: Command): string {
  const sentence = message.split(/\. (?:To specify|Did you)/)[0] ?? message;
  const typed = /'(-[^']+)'/.exec(message)?.[1];
  const known = [...Object.keys(command.options), ...Object.keys(EVERYWHERE)].map((name) => `--${name}`);
  const isUnknown = message.startsWith("Unknown option") && typed;
  return isUnknown ? `Unknown option ${typed}. Did you mean ${closest(typed, known)}?` : sentence;
}
