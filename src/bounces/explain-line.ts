import type { LineExplanation } from "../diagnosis/explain-line.ts";
import { explain } from "./explain.ts";

/** What SES said to a program, from a line of its log. Rules of other providers read mail servers' words, not SES's API. */
export function explainLine(line: string): LineExplanation | null {
  const item = explain(line).items.find(({ rule }) => rule?.startsWith("amazon-ses:"));
  return item?.fix ? { reason: item.reason, meaning: item.meaning, fix: item.fix } : null;
}
