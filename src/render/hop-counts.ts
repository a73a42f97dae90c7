import { SEVERITIES_WORST_FIRST } from "../diagnosis/finding.ts";
import { type CheckResult, severityOf } from "../diagnosis/report.ts";

const PLURALS: Readonly<Record<string, string>> = { failure: "failures", warning: "warnings", note: "notes" };

/** How much was found, as in `1 failure, 2 warnings, 5 ok`; what is accepted is counted apart. Empty where nothing was found. */
export function hopCounts(results: readonly CheckResult[]): string {
  const words = results.flatMap(({ check, findings }) =>
    findings.map((finding) => (finding.accepted ? "accepted" : severityOf(check, finding))),
  );
  return [...SEVERITIES_WORST_FIRST, "accepted"]
    .map((word) => [words.filter((each) => each === word).length, word] as const)
    .flatMap(([number, word]) => (number > 0 ? [`${number} ${number > 1 ? (PLURALS[word] ?? word) : word}`] : []))
    .join(", ");
}
