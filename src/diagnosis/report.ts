import type { AnyCheck, RegionsTarget, Target } from "./check.ts";
import { COULD_NOT_CHECK, couldNotCheckEntry } from "./could-not-check.ts";
import { type CatalogueEntry, type Finding, SEVERITIES_WORST_FIRST, type Severity } from "./finding.ts";
import { HOPS, type Hop } from "./hop.ts";

/** Known and accepted by configuration: shown, but left out of verdict, hop severity and exit status. */
export type Accepted = { until: string; why: string };

export type ReportedFinding = Finding & { accepted?: Accepted };

export type CheckResult = { check: AnyCheck; tookMs: number; findings: readonly ReportedFinding[] };

/** The results stand in the registry's order. `tookMs` is milliseconds. */
export type Report = {
  target: RegionsTarget & Partial<Target>;
  at: Date;
  tookMs: number;
  results: readonly CheckResult[];
};

export type Verdict = { severity: Severity; hop: Hop; check: AnyCheck; finding: ReportedFinding };

/** What a report is about, in a word: its domain, or "relays", "senders", "reputation". */
export function nameOf({ domain, relays, senders }: Report["target"]): string {
  return domain ?? (relays ? "relays" : senders ? "senders" : "reputation");
}

export function entryOf(check: AnyCheck, finding: Finding): CatalogueEntry {
  if (finding.code === COULD_NOT_CHECK) return unknownTo(check);
  const entry = check.codes[finding.code];
  if (!entry) throw new Error(`${check.name} found ${finding.code}, which its catalogue does not know`);
  return entry;
}

/** What could not be looked at says by which check, since several may have missed the same answer. */
function unknownTo(check: AnyCheck): CatalogueEntry {
  return { ...couldNotCheckEntry, title: (finding) => `${check.title}: ${couldNotCheckEntry.title(finding)}` };
}

export function severityOf(check: AnyCheck, finding: Finding): Severity {
  return entryOf(check, finding).severity;
}

/** The first failure in order; with none, the first of the worst severity present. Null where nothing counts. */
export function verdictOf(report: Report): Verdict | null {
  const counted = report.results.flatMap(({ check, findings }) =>
    findings
      .filter((finding) => !finding.accepted)
      .map((finding) => ({ severity: severityOf(check, finding), hop: check.hop, check, finding })),
  );
  for (const severity of SEVERITIES_WORST_FIRST) {
    const first = counted.find((candidate) => candidate.severity === severity);
    if (first) return first;
  }
  return null;
}

export type HopReport = { hop: Hop; severity: Severity; results: readonly CheckResult[] };

/** Only the hops that have findings; a hop is as bad as its worst finding that is not accepted. */
export function hopsOf(report: Pick<Report, "results">): readonly HopReport[] {
  return HOPS.flatMap((hop) => {
    const results = report.results.filter((result) => result.check.hop === hop && result.findings.length > 0);
    if (results.length === 0) return [];
    const present = new Set(
      results.flatMap(({ check, findings }) => findings.filter((f) => !f.accepted).map((f) => severityOf(check, f))),
    );
    return [{ hop, severity: SEVERITIES_WORST_FIRST.find((severity) => present.has(severity)) ?? "ok", results }];
  });
}

/** Exit status of a report: 0 nothing failed, 1 a failure, 3 nothing failed but something could not be determined. */
export function exitStatusOf(report: Report): 0 | 1 | 3 {
  const severities = new Set(hopsOf(report).map(({ severity }) => severity));
  if (severities.has("failure")) return 1;
  const unknown = report.results.some(({ check, findings }) =>
    findings.some((finding) => !finding.accepted && severityOf(check, finding) === "unknown"),
  );
  return unknown ? 3 : 0;
}
