import { readFile } from "node:fs/promises";
import { join } from "node:path";

export type Step = { keyword: string; words: string };
/** What stands between one FROM and the next. */
export type Stage = { from: string; name: string | null; steps: readonly Step[] };

/** Reads this project's Dockerfile: stages in order. It knows what that file uses, not all that such files may hold. */
export async function readDockerfile(): Promise<readonly Stage[]> {
  const text = await readFile(join(import.meta.dirname, "../../Dockerfile"), "utf8");
  const stages: { from: string; name: string | null; steps: Step[] }[] = [];
  for (const line of text.replaceAll("\\\n", " ").split("\n")) {
    const step = /^([A-Z]+)\s+(.+)$/.exec(line.trim());
    if (step?.[1] === undefined || step[2] === undefined) continue;
    const [, keyword, words] = step;
    const from = /^(\S+)(?: AS (\S+))?$/.exec(words);
    if (keyword === "FROM" && from?.[1] !== undefined) stages.push({ from: from[1], name: from[2] ?? null, steps: [] });
    else stages.at(-1)?.steps.push({ keyword, words });
  }
  return stages;
}

/** `KEY=value KEY=value` of all ENV steps. */
export function environmentOf(stage: Stage): Readonly<Record<string, string>> {
  const pairs = wordsOf(stage, "ENV").flatMap((words) => words.split(" "));
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
}

export function wordsOf(stage: Stage, keyword: string): readonly string[] {
  return stage.steps.filter((step) => step.keyword === keyword).map((step) => step.words);
}

/** The words of an exec form, e.g. `["node", "x.js"]`; throws where it is the shell form. */
export function execForm(words: string): readonly string[] {
  const form: unknown = JSON.parse(words.slice(words.indexOf("[")));
  if (!Array.isArray(form) || !form.every((word) => typeof word === "string"))
    throw new Error(`no exec form: ${words}`);
  return form;
}
