import type { Severity } from "../diagnosis/finding.ts";
import type { Report, Verdict } from "../diagnosis/report.ts";

const BY_SEVERITY: { readonly [S in Exclude<Severity, "failure">]: string } = {
  ok: "Nothing failed",
  note: "Nothing failed",
  warning: "Nothing failed, but there is a warning",
  unknown: "Nothing failed, but not everything could be looked at",
};

/** The verdict in a few words, before any detail. */
export function verdictWords(verdict: Verdict | null, { results }: Report): string {
  if (!verdict && results.every(({ findings }) => findings.length === 0)) return "Nothing was looked at";
  if (!verdict) return "Nothing was found that counts";
  return verdict.severity === "failure" ? `Mail breaks at ${verdict.hop}` : BY_SEVERITY[verdict.severity];
}

/** Whether somebody has to look at it. */
export function isTrouble(severity: Severity): boolean {
  return severity !== "ok" && severity !== "note";
}
