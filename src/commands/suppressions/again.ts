import type { SuppressionFilter } from "../../ports/suppressions.ts";
import type { SuppressionsAnswer } from "../answer.ts";
import { type Context, UsageMistake } from "../command.ts";
import { parse } from "../parse.ts";
import { suppressions } from "../suppressions.ts";
import { filterIn, listSuppressions } from "./list.ts";

/** The words that ask for the same list, at whatever time. */
export function wordsFor({ regions, reason, since }: SuppressionFilter): string {
  const options = [
    ...regions.map((region) => ` --region ${region}`),
    ...(reason === null ? [] : [` --reason ${reason}`]),
    ...(since === null ? [] : [` --since ${since.toISOString()}`]),
  ];
  return `suppressions list${options.join("")}`;
}

/** The list that kept words ask for, as the mirror has it; null where today's program knows them no more. */
export async function listAgain(line: string, context: Context): Promise<SuppressionsAnswer | null> {
  try {
    const { words } = parse(line.split(" "), [suppressions]);
    const filter = filterIn({ ...words, positionals: words.positionals.slice(1) }, context, suppressions);
    return await listSuppressions(filter, context, "as-is");
  } catch (error) {
    if (error instanceof UsageMistake) return null;
    throw error;
  }
}
