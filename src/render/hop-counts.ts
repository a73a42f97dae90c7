import { SEVERITIES_WORST_FIRST } from "../diagnosis/finding.ts";
import { type CheckResult, severityOf } from "../diagnosis/report.ts";

/** How much was found, as in `1 failure, 5 ok`; what is accepted is counted apart. Empty where nothing was found. */
export function hopCounts(results: readonly CheckResult[]): string {
  const words = results.flatMap(({ check, findings }) =>
    findings.map((finding) => (finding.accepted ? "accepted" : severityOf(check, finding))),
  );
  return [...SEVERITIES_WORST_FIRST, "accepted"]
    .map((word) => [words.filter((each) => each === word).length, word] as const)
    .flatMap(([number, word]) => (number > 0 ? [`${number} ${word}`] : []))
    .join(", ");
}
