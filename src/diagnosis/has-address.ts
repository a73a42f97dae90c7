import type { Questions } from "./questions.ts";
import { readable } from "./readable.ts";

/** Whether a host name has an A or AAAA record. Trouble is thrown only where no address was found. */
export async function hasAddress(questions: Questions, name: string): Promise<boolean> {
  const answers = await Promise.all([readable(questions.dns(name, "A")), readable(questions.dns(name, "AAAA"))]);
  if (answers.some(({ value }) => value?.found)) return true;
  for (const { trouble } of answers) if (trouble) throw trouble;
  return false;
}
