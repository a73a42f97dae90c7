import type { Beside } from "../bounces/beside.ts";
import { type Inputs, UnreadableInput } from "../ports/inputs.ts";
import type { ExplainedInput } from "./answer.ts";
import { type Command, type Context, UsageMistake, type Words } from "./command.ts";

/** Milliseconds for what is looked up beside an explanation, which has been given by then. */
const BESIDE_LIMIT = 6_000;
const MOST_FILES = 100_000;

export const explain: Command = {
  name: "explain",
  usage: "explain [TEXT]",
  summary: "Why a mail was refused: which hop, who must act",
  details: [
    "TEXT is what you have: an SMTP reply, an error of SES, a log line. In a terminal also: explain FILE… (bounce mails, SES events, headers), explain - (standard input), explain --lines FILE (a reply a line).",
    "--why shows the rules that were tried. With --json, several files or --lines nothing is looked up.",
  ],
  where: "everywhere",
  takesText: true,
  options: { lines: { type: "string" }, why: { type: "boolean" } },
  run: async ({ positionals, values, json }, context) => {
    const { sources, single } = await sourcesOf(positionals, values.lines, context);
    const documents = explained(sources, values.why === true, single && !json ? context : null);
    return { kind: "explanations", documents };
  },
};

type Source = { name: string | null; content: Uint8Array | string };
type Sources = { sources: AsyncIterable<Source>; single: boolean };

async function* explained(
  sources: AsyncIterable<Source>,
  why: boolean,
  context: Context | null,
): AsyncIterable<ExplainedInput> {
  // A thousand rules, which no other command needs.
  const { explainInDetail } = await import("../bounces/explain.ts");
  for await (const { name, content } of sources) {
    const { explanation, details, holdsSecret } = explainInDetail(content, { why });
    const beside = context && (() => lookedUpBeside({ explanation, details }, content, context));
    yield { source: name, explanation, details, holdsSecret, why, beside };
  }
}

/** The checks are loaded when the explanation has been given. */
async function lookedUpBeside(
  { explanation, details }: Pick<ExplainedInput, "explanation" | "details">,
  content: Source["content"],
  { config, deps }: Context,
): Promise<Beside> {
  const [{ lookBeside }, { askOnce }] = await Promise.all([
    import("../bounces/beside.ts"),
    import("../diagnosis/questions.ts"),
  ]);
  const questions = askOnce(deps, AbortSignal.timeout(BESIDE_LIMIT));
  return lookBeside(explanation, details, config.regions, questions, content);
}

async function sourcesOf(
  words: readonly string[],
  lines: Words["values"][string],
  { inputs }: Context,
): Promise<Sources> {
  if (typeof lines === "string") {
    if (words.length > 0) throw new UsageMistake("--lines takes one file and nothing else.", explain);
    return { sources: await linesOf(lines, inputs), single: false };
  }
  if (words.length === 0) {
    const piped = await inputs?.stdin();
    if (!piped)
      throw new UsageMistake("What is to be explained? Paste the reply or the error, or name a file.", explain);
    return one(piped);
  }
  if (!inputs) return one(words.join(" "));
  if (words.length === 1 && words[0] === "-") return one((await inputs.stdin()) ?? "");
  return filesOrText(words, inputs);
}

/** Words that all are files are files; words of which none is one are a text. */
async function filesOrText(words: readonly string[], inputs: Inputs): Promise<Sources> {
  const [first = ""] = words;
  const start = await fileOf(first, inputs);
  if (start === null && !looksLikeFile(first)) return one(words.join(" "));
  if (start === null) throw new UsageMistake(`There is no file "${first}".`, explain);
  if (words.length === 1) return one(start);
  if (words.length > MOST_FILES) throw new UsageMistake(`At most ${MOST_FILES} files at a time.`, explain);
  return { sources: contents(words, inputs), single: false };
}

/** A single word with a path or an ending of a mail or event file, which nobody means as a text. */
function looksLikeFile(word: string): boolean {
  return !/\s/.test(word) && (/^\.{0,2}\//.test(word) || /\.(eml|msg|txt|json|jsonl|log|mbox)$/i.test(word));
}

async function* contents(names: readonly string[], inputs: Inputs): AsyncIterable<Source> {
  for (const name of names) {
    const content = name === "-" ? await inputs.stdin() : await fileOf(name, inputs);
    if (content === null) throw new UsageMistake(`There is no file "${name}".`, explain);
    yield { name, content };
  }
}

async function linesOf(name: string, inputs: Inputs | null): Promise<AsyncIterable<Source>> {
  const lines = await inputs?.lines(name);
  if (!lines) throw new UsageMistake(`There is no file "${name}".`, explain);
  return numbered(name, lines);
}

async function* numbered(name: string, lines: AsyncIterable<string>): AsyncIterable<Source> {
  let number = 0;
  for await (const content of lines) {
    number += 1;
    yield { name: `${name}:${number}`, content };
  }
}

async function* once(source: Source): AsyncIterable<Source> {
  yield source;
}

function one(content: Uint8Array | string): Sources {
  return { sources: once({ name: null, content }), single: true };
}

async function fileOf(name: string, inputs: Inputs): Promise<Uint8Array | null> {
  try {
    return await inputs.file(name);
  } catch (error) {
    if (error instanceof UnreadableInput) throw new UsageMistake(error.message, explain);
    throw error;
  }
}
