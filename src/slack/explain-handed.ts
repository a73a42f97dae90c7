import { UsageMistake, type Words } from "../commands/command.ts";
import { explain } from "../commands/explain.ts";
import type { Inputs } from "../ports/inputs.ts";
import { slackMistake, slackNotice } from "../render/slack.ts";
import { withoutSecretForms } from "../secret-form.ts";
import type { Asker } from "./asker.ts";
import type { BotParts } from "./bot-parts.ts";
import type { Explaining } from "./explaining.ts";
import type { ReadSharedFile, SharedFile } from "./shared-files.ts";

/** What a person hands in: a text, files, or both. */
export type Handed = { text: string; files: readonly SharedFile[]; values?: Words["values"] };

/** Explains what was handed in. Throws UsageMistake where it is nothing. */
export type ExplainHanded = (asker: Asker, handed: Handed) => Promise<void>;

const MOST_FILES = 10;

export function createExplainHanded(
  { context, privately }: Pick<BotParts, "context" | "privately">,
  explaining: Explaining,
  readFile: ReadSharedFile,
): ExplainHanded {
  async function run(
    asker: Asker,
    positionals: readonly string[],
    values: Words["values"],
    inputs: Inputs | null,
  ): Promise<void> {
    const answer = await explain.run({ json: false, positionals, values }, { ...context, inputs });
    if (answer.kind === "explanations") await explaining(asker, answer);
  }

  async function runFiles(asker: Asker, files: readonly SharedFile[], values: Words["values"]): Promise<void> {
    const read = await Promise.all(files.slice(0, MOST_FILES).map(readFile));
    const contents = new Map<string, Uint8Array>();
    for (const [index, file] of read.entries()) {
      if ("problem" in file)
        await privately(asker, [slackMistake(`${file.name} cannot be read: ${file.problem}`, null)]);
      else contents.set(contents.has(file.name) ? `${file.name} (${index + 1})` : file.name, file.content);
    }
    if (files.length > MOST_FILES)
      await privately(asker, [slackMistake(`At most ${MOST_FILES} files at a time.`, null)]);
    if (contents.size > 0) await run(asker, [...contents.keys()], values, inputsOf(contents));
  }

  return async (asker, { text: typed, files, values = {} }) => {
    const { text, found } = withoutSecretForms(typed);
    if (found) await privately(asker, [slackNotice({ kind: "secret" })]);
    const isText = text.trim() !== "";
    if (!isText && files.length === 0) {
      throw new UsageMistake("What is to be explained? Paste the reply or the error, or hand in a file.", explain);
    }
    if (isText) await run(asker, [text], values, null);
    if (files.length > 0) await runFiles(asker, files, values);
  };
}

function inputsOf(contents: ReadonlyMap<string, Uint8Array>): Inputs {
  return {
    file: async (name) => contents.get(name) ?? null,
    stdin: async () => null,
    lines: async () => null,
  };
}
