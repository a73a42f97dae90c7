import type { Fix, Severity } from "../diagnosis/finding.ts";
import {
  type Accepted,
  type CheckResult,
  entryOf,
  type Report,
  type ReportedFinding,
  severityOf,
} from "../diagnosis/report.ts";
import { asTyped } from "./as-typed.ts";

/** One fact in words, with every region that it holds in. */
export type Told = {
  code: string;
  subject: string;
  severity: Severity;
  title: string;
  why: string;
  /** In the order of the findings; empty where it belongs to none. */
  regions: readonly string[];
  /** Those that differ, each once; none for what is accepted. */
  fixes: readonly Fix[];
  accepted: Accepted | null;
};

/** What a check found about the target. The same fact about the same thing in several regions is told once. */
export function together({ check, findings }: CheckResult, target: Report["target"]): readonly Told[] {
  const key = (finding: ReportedFinding) =>
    [
      finding.code,
      finding.subject,
      finding.data.reason ?? "",
      finding.data.permission ?? "",
      entryOf(check, finding).title(inRegion(finding, "")),
    ].join("\n");
  return [...Map.groupBy(findings, key).values()].flatMap((group) => {
    const [first] = group;
    return first ? [told(check, first, group, target)] : [];
  });
}

/**
 * For what is told one after another: where the same trouble stood in the way of several looks, its cause and what to do
 * about it are told with the first.
 */
export function causesOnce(): (told: Told) => Told {
  const causes = new Set<string>();
  return (told) => {
    if (told.severity !== "unknown" || told.accepted) return told;
    const cause = JSON.stringify([told.why, told.fixes]);
    if (causes.has(cause)) return { ...told, why: "For the same reason as above.", fixes: [] };
    causes.add(cause);
    return told;
  };
}

function told(
  check: CheckResult["check"],
  first: ReportedFinding,
  group: readonly ReportedFinding[],
  target: Report["target"],
): Told {
  const { title, why, fix } = entryOf(check, first);
  const severity = severityOf(check, first);
  const regions = group.flatMap(({ data }) => (typeof data.region === "string" ? [data.region] : []));
  // What need not be done is not spelled out for every region.
  const toFix = first.accepted ? [] : severity === "note" ? [first] : group;
  return {
    code: first.code,
    subject: first.subject,
    severity,
    title: asTyped(title(regions.length > 1 ? inRegion(first, regions.join(", ")) : first), target),
    why: why(first),
    regions,
    fixes: fix ? distinct(toFix.map(fix)) : [],
    accepted: first.accepted ?? null,
  };
}

function inRegion(finding: ReportedFinding, region: string): ReportedFinding {
  return { ...finding, data: { ...finding.data, region } };
}

function distinct(fixes: readonly Fix[]): readonly Fix[] {
  return [...new Map(fixes.map((fix) => [JSON.stringify(fix), fix])).values()];
}
