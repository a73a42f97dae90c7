import { pipeline } from "node:stream/promises";
import type { Answer, ExplainedInput, ExplanationsAnswer, SuppressionsAnswer } from "../commands/answer.ts";
import type { Context } from "../commands/command.ts";
import { UsageMistake } from "../commands/command.ts";
import { COMMANDS } from "../commands/index.ts";
import { type Parsed, parse } from "../commands/parse.ts";
import { applyToProcess, type Config, ConfigError, loadConfig, noColor } from "../config.ts";
import { createLog, type LogTo } from "../log.ts";
import { StoreTrouble } from "../ports/store.ts";
import type { ListedSuppression } from "../ports/suppressions.ts";
import { exitStatusOfAnswer } from "../render/exit-status.ts";
import { inert } from "../render/inert.ts";
import { ansi, type Paint, plain } from "../render/paint.ts";
import { masked } from "../secret.ts";
import { terminalInputs } from "./inputs.ts";
import { progressLine } from "./progress.ts";
import { readSecret } from "./read-secret.ts";
import type { Shell } from "./shell.ts";

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
export async function runCommandLine(
  argv: readonly string[],
  contextFor: ContextFor,
  shell: Shell,
  logTo?: LogTo,
): Promise<number> {
  shell.stdout.on("error", leaveQuietly);
  try {
    const parsed = parse(argv, COMMANDS);
    const config = loadConfig({ env: shell.env, cwd: shell.cwd() });
    applyToProcess(config);
    return await runParsed(parsed, contextFor(config, parsed.command.name), shell);
  } catch (error) {
    return complain(error, shell, logTo);
  }
}

/** Also used by the sandbox's prompt, for every line that is typed there. */
export async function runParsed({ command, words }: Parsed, context: Context, shell: Shell = process): Promise<number> {
  const progress = progressLine(shell.stderr);
  const watching = { onProgress: progress.show, onReading: progress.reading, onLooking: progress.looking };
  try {
    // Loaded while the first questions are under way.
    const [answer, linesOf] = await Promise.all([
      command.run(words, {
        readSecret: (question) => readSecret(question, shell),
        ...context,
        inputs: terminalInputs(shell.stdin),
        ...watching,
      }),
      words.json ? import("../render/json.ts").then(({ jsonOf }) => jsonOf) : terminalFace(shell),
    ]);
    progress.clear();
    if (answer.kind === "explanations") await printExplanations(answer, words.json, shell);
    else if (answer.kind === "suppressions") await printSuppressions(answer, words.json, shell);
    // JSON is masked where it is made, and one answer is a secret itself.
    else if (words.json || answer.kind === "smtp-password") print(linesOf(answer), shell);
    else printWords(linesOf(answer), shell);
    const asked = answer.kind === "requested" ? answer.asked : answer.kind === "test-mail" ? answer : {};
    if ("holdsSecret" in asked && asked.holdsSecret) await sayOfSecret(shell);
    return exitStatusOfAnswer(answer);
  } finally {
    progress.clear();
  }
}

/** What is printed at once, and not as it comes. */
type Printed = Exclude<Answer, ExplanationsAnswer | SuppressionsAnswer>;

/** What is said beside an answer goes to stderr. */
async function terminalFace(shell: Shell): Promise<(answer: Printed) => readonly string[]> {
  const { notesOf, terminalOf } = await import("../render/terminal.ts");
  return (answer) => {
    for (const note of notesOf(answer)) shell.stderr.write(`${masked(note)}\n`);
    return terminalOf(answer, paint(shell));
  };
}

function paint({ stdout, env }: Shell): Paint {
  return stdout.isTTY && !noColor(env) ? ansi : plain;
}

/** One after another as they come: there may be a hundred thousand. What is looked up beside one follows it. */
async function printExplanations(answer: ExplanationsAnswer, json: boolean, shell: Shell): Promise<void> {
  const tell = json ? await jsonTeller(shell) : await terminalTeller(shell);
  let holdsSecret = false;
  for await (const document of answer.documents) {
    await tell(document);
    holdsSecret ||= document.holdsSecret;
  }
  if (holdsSecret) await sayOfSecret(shell);
}

async function sayOfSecret(shell: Shell): Promise<void> {
  const { SECRET_GIVEN } = await import("../render/explanation-words.ts");
  shell.stderr.write(`\n${SECRET_GIVEN}\n`);
}

async function jsonTeller(shell: Shell): Promise<(document: ExplainedInput) => void> {
  const { explanationJson } = await import("../render/json.ts");
  return (document) => print([explanationJson(document)], shell);
}

async function terminalTeller(shell: Shell): Promise<(document: ExplainedInput) => Promise<void>> {
  const { besideLines, explanationLines } = await import("../render/terminal-explanation.ts");
  return async (document) => {
    printWords(explanationLines(document, paint(shell)), shell);
    if (document.beside) printWords(besideLines(await document.beside(), paint(shell)), shell);
  };
}

/** Two hundred thousand entries are printed as they are read, and not faster than they are taken. */
async function printSuppressions(answer: SuppressionsAnswer, json: boolean, shell: Shell): Promise<void> {
  try {
    if (json) await pipeline(suppressionsDocument(answer), shell.stdout, { end: false });
    else {
      const { MOST_SHOWN, suppressionsLines } = await import("../render/terminal-suppressions.ts");
      const newest: ListedSuppression[] = [];
      for await (const entry of answer.entries(null)) {
        if (newest.push(entry) === MOST_SHOWN) break;
      }
      printWords(suppressionsLines(answer, newest, paint(shell)), shell);
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

/** The last net: what others say may hold what we told them. */
function printWords(lines: readonly string[], shell: Shell): void {
  print(
    lines.map((line) => masked(line)),
    shell,
  );
}

function print(lines: readonly string[], { stdout }: Shell): void {
  if (lines.length > 0) stdout.write(`${lines.join("\n")}\n`);
}

/** Tells on stderr what went wrong, and gives the exit status for it. */
export function complain(error: unknown, { stderr }: Shell = process, logTo?: LogTo): number {
  if (error instanceof UsageMistake) {
    stderr.write(`${inert(masked(error.message))}\n`);
    stderr.write(`Usage: maildiag ${error.command?.usage ?? "<command>"}\n`);
    stderr.write(`maildiag help${error.command ? ` ${error.command.name}` : ""} tells more.\n`);
    return WRONG_INPUT;
  }
  if (error instanceof ConfigError) {
    stderr.write(`The configuration is wrong:\n${error.message}\n`);
    return WRONG_INPUT;
  }
  if (error instanceof StoreTrouble) {
    stderr.write(
      `The store cannot be used: ${inert(masked(error.message))}. MAILDIAG_DATABASE_URL says where it is.\n`,
    );
    return WRONG_INPUT;
  }
  const { log, id } = createLog("error", logTo).job("maildiag");
  log.fatal({ err: error }, "a fault in maildiag");
  stderr.write(`Something broke inside maildiag. The log above has it under the id ${id}.\n`);
  return BROKEN;
}

/** The reader of a pipe has gone (`maildiag … | head`): nobody is left to tell anything. */
function leaveQuietly(error: Error & { code?: string }): void {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
}
