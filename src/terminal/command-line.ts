import { pipeline } from "node:stream/promises";
import type { Answer, ExplainedInput, ExplanationsAnswer, SuppressionsAnswer } from "../commands/answer.ts";
import type { Context } from "../commands/command.ts";
import { UsageMistake } from "../commands/command.ts";
import { COMMANDS } from "../commands/index.ts";
import { type Parsed, parse } from "../commands/parse.ts";
import { applyToProcess, type Config, ConfigError, loadConfig, noColor } from "../config.ts";
import { createLog } from "../log.ts";
import type { ListedSuppression } from "../ports/suppressions.ts";
import { exitStatusOfAnswer } from "../render/exit-status.ts";
import { inert } from "../render/inert.ts";
import { ansi, type Paint, plain } from "../render/paint.ts";
import { terminalInputs } from "./inputs.ts";
import { progressLine } from "./progress.ts";
import { readSecret } from "./read-secret.ts";

/** Wrong words or a wrong configuration: nothing was done. */
const WRONG_INPUT = 2;
/** A bug: the person gets an id that stands in the log. */
const BROKEN = 70;

/** The adapters and the log of one command; wiring makes it. */
export type ContextFor = (config: Config, name: string) => Context;

/**
 * Runs one command of a terminal and returns the exit status: 0 nothing failed, 1 a failure, 2 wrong input or
 * configuration, 3 something could not be determined, 70 a bug. Answers go to stdout, everything else to stderr.
 */
export async function runCommandLine(argv: readonly string[], contextFor: ContextFor): Promise<number> {
  process.stdout.on("error", leaveQuietly);
  try {
    const parsed = parse(argv, COMMANDS);
    const config = loadConfig();
    applyToProcess(config);
    return await runParsed(parsed, contextFor(config, parsed.command.name));
  } catch (error) {
    return complain(error);
  }
}

/** Also used by the sandbox's prompt, for every line that is typed there. */
export async function runParsed({ command, words }: Parsed, context: Context): Promise<number> {
  const progress = progressLine(process.stderr);
  const watching = { onProgress: progress.show, onReading: progress.reading };
  try {
    // Loaded while the first questions are under way.
    const [answer, linesOf] = await Promise.all([
      command.run(words, { readSecret, ...context, inputs: terminalInputs(), ...watching }),
      words.json ? import("../render/json.ts").then(({ jsonOf }) => jsonOf) : terminalFace(),
    ]);
    progress.clear();
    if (answer.kind === "explanations") await printExplanations(answer, words.json);
    else if (answer.kind === "suppressions") await printSuppressions(answer, words.json);
    else print(linesOf(answer));
    if (answer.kind === "requested" && answer.asked.holdsSecret) await sayOfSecret();
    return exitStatusOfAnswer(answer);
  } finally {
    progress.clear();
  }
}

/** What is printed at once, and not as it comes. */
type Printed = Exclude<Answer, ExplanationsAnswer | SuppressionsAnswer>;

/** What is said beside an answer goes to stderr. */
async function terminalFace(): Promise<(answer: Printed) => readonly string[]> {
  const { notesOf, terminalOf } = await import("../render/terminal.ts");
  return (answer) => {
    for (const note of notesOf(answer)) process.stderr.write(`${note}\n`);
    return terminalOf(answer, paint());
  };
}

function paint(): Paint {
  return process.stdout.isTTY && !noColor() ? ansi : plain;
}

/** One after another as they come: there may be a hundred thousand. What is looked up beside one follows it. */
async function printExplanations(answer: ExplanationsAnswer, json: boolean): Promise<void> {
  const tell = json ? await jsonTeller() : await terminalTeller();
  let holdsSecret = false;
  for await (const document of answer.documents) {
    await tell(document);
    holdsSecret ||= document.holdsSecret;
  }
  if (holdsSecret) await sayOfSecret();
}

async function sayOfSecret(): Promise<void> {
  const { SECRET_GIVEN } = await import("../render/explanation-words.ts");
  process.stderr.write(`\n${SECRET_GIVEN}\n`);
}

async function jsonTeller(): Promise<(document: ExplainedInput) => void> {
  const { explanationJson } = await import("../render/json.ts");
  return (document) => print([explanationJson(document)]);
}

async function terminalTeller(): Promise<(document: ExplainedInput) => Promise<void>> {
  const { besideLines, explanationLines } = await import("../render/terminal-explanation.ts");
  return async (document) => {
    print(explanationLines(document, paint()));
    if (document.beside) print(besideLines(await document.beside(), paint()));
  };
}

/** Two hundred thousand entries are printed as they are read, and not faster than they are taken. */
async function printSuppressions(answer: SuppressionsAnswer, json: boolean): Promise<void> {
  try {
    if (json) await pipeline(suppressionsDocument(answer), process.stdout, { end: false });
    else {
      const { MOST_SHOWN, suppressionsLines } = await import("../render/terminal-suppressions.ts");
      const newest: ListedSuppression[] = [];
      for await (const entry of answer.entries(null)) {
        if (newest.push(entry) === MOST_SHOWN) break;
      }
      print(suppressionsLines(answer, newest, paint()));
    }
  } finally {
    await answer.close();
  }
}

async function* suppressionsDocument(answer: SuppressionsAnswer): AsyncGenerator<string, void, undefined> {
  const { suppressionsFrame } = await import("../render/json-suppressions.ts");
  const { beginning, before, entry, behind, end } = suppressionsFrame(answer);
  yield beginning;
  for (const [index, region] of answer.regions.entries()) {
    yield before(region, index);
    let count = 0;
    for await (const each of answer.entries(region.region)) yield entry(each, count++);
    yield behind;
  }
  yield `${end}\n`;
}

function print(lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(`${lines.join("\n")}\n`);
}

/** Tells on stderr what went wrong, and gives the exit status for it. */
export function complain(error: unknown): number {
  if (error instanceof UsageMistake) {
    process.stderr.write(`${inert(error.message)}\n`);
    process.stderr.write(`Usage: maildiag ${error.command?.usage ?? "<command>"}\n`);
    process.stderr.write(`maildiag help${error.command ? ` ${error.command.name}` : ""} tells more.\n`);
    return WRONG_INPUT;
  }
  if (error instanceof ConfigError) {
    process.stderr.write(`The configuration is wrong:\n${error.message}\n`);
    return WRONG_INPUT;
  }
  const { log, id } = createLog("error").job("maildiag");
  log.fatal({ err: error }, "a fault in maildiag");
  process.stderr.write(`Something broke inside maildiag. The log above has it under the id ${id}.\n`);
  return BROKEN;
}

/** The reader of a pipe has gone (`maildiag … | head`): nobody is left to tell anything. */
function leaveQuietly(error: Error & { code?: string }): void {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
}
