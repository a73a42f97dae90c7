import type { Fix, Severity } from "../diagnosis/finding.ts";
import { HOPS } from "../diagnosis/hop.ts";
import {
  type CheckResult,
  entryOf,
  type HopReport,
  hopsOf,
  type Report,
  type ReportedFinding,
  severityOf,
  verdictOf,
} from "../diagnosis/report.ts";
import { inert } from "./inert.ts";
import type { Paint } from "./paint.ts";
import { WHO_WORDS } from "./who-words.ts";
import { COLUMNS, indent, wrapped } from "./wrapped.ts";

const MARKS: { readonly [S in Severity]: string } = { ok: "✓", note: "·", warning: "!", failure: "✗", unknown: "?" };

const SEVERITY_WORDS: { readonly [S in Severity]: string } = {
  ok: "Nothing failed",
  note: "Nothing failed",
  warning: "Nothing failed, but there is a warning",
  failure: "Mail breaks",
  unknown: "Nothing failed, but not everything could be looked at",
};

/** A report: the verdict and what to do, the six hops in a line each, then what has something to say. */
export function reportLines(report: Report, paint: Paint): readonly string[] {
  const { target, tookMs } = report;
  const hops = hopsOf(report);
  const head = `${inert(titleOf(target))}  ${paint("faint", `${regionsOf(target).join(", ")} · ${(tookMs / 1000).toFixed(1)} s`)}`;
  return [
    paint("strong", head),
    "",
    ...verdictLines(report, paint),
    "",
    ...chain(hops, paint),
    ...hops.flatMap((hop) => hopLines(hop, paint)),
  ];
}

function titleOf(target: Report["target"]): string {
  if ("domain" in target) return target.typed;
  const names = target.relays.map(({ name }) => name);
  return names.length > 0 ? `Relays: ${names.join(", ")}` : "Relays";
}

function regionsOf(target: Report["target"]): readonly string[] {
  return "domain" in target ? target.regions : [...new Set(target.relays.map(({ region }) => region))];
}

function verdictLines(report: Report, paint: Paint): readonly string[] {
  const verdict = verdictOf(report);
  if (!verdict) return [paint("ok", "✓ Nothing was found that counts")];
  const { severity, hop, check, finding } = verdict;
  const entry = entryOf(check, finding);
  const isBad = severity !== "ok" && severity !== "note";
  const what = severity === "failure" ? `Mail breaks at ${hop}` : SEVERITY_WORDS[severity];
  const lines = [paint(severity, `${MARKS[severity]} ${what}`)];
  if (!isBad) return lines;
  lines.push(...indent(wrapped(entry.title(finding), COLUMNS - 2), 2));
  if (entry.fix) lines.push(...fixLines(entry.fix(finding), paint, 2));
  return lines;
}

/** The six hops in their order, one line each. */
function chain(hops: readonly HopReport[], paint: Paint): readonly string[] {
  return HOPS.map((hop) => {
    const found = hops.find((report) => report.hop === hop);
    if (!found) return `  ${hop.padEnd(15)} ${paint("faint", "– not tested")}`;
    return `  ${hop.padEnd(15)} ${paint(found.severity, `${MARKS[found.severity]} ${found.severity}`.padEnd(10))} ${paint("faint", counts(found))}`;
  });
}

function counts({ results }: HopReport): string {
  const bySeverity = Map.groupBy(
    results.flatMap(({ check, findings }) => findings.map((finding) => severityOf(check, finding))),
    (severity) => severity,
  );
  return (["failure", "warning", "unknown", "note", "ok"] as const)
    .flatMap((severity) => {
      const number = bySeverity.get(severity)?.length ?? 0;
      return number > 0 ? [`${number} ${severity}`] : [];
    })
    .join(", ");
}

function hopLines({ hop, results }: HopReport, paint: Paint): readonly string[] {
  const blocks = results.flatMap((result) => together(result).map((group) => findingLines(result, group, paint)));
  return ["", paint("strong", hop), ...blocks.flat()];
}

/** The same fact about the same thing in several regions is told once. */
function together({ check, findings }: CheckResult): readonly (readonly ReportedFinding[])[] {
  const key = (finding: ReportedFinding) =>
    [
      finding.code,
      finding.subject,
      finding.data.reason ?? "",
      finding.data.permission ?? "",
      entryOf(check, finding).title(inNoRegion(finding)),
    ].join("\n");
  return [...Map.groupBy(findings, key).values()];
}

function inNoRegion(finding: ReportedFinding): ReportedFinding {
  return { ...finding, data: { ...finding.data, region: "" } };
}

function findingLines({ check }: CheckResult, group: readonly ReportedFinding[], paint: Paint): readonly string[] {
  const [finding] = group;
  if (!finding) return [];
  const entry = entryOf(check, finding);
  const severity = severityOf(check, finding);
  const style = finding.accepted ? "faint" : severity;
  const regions = group.flatMap(({ data }) =>
    typeof data.region === "string" && group.length > 1 ? [data.region] : [],
  );
  const title =
    regions.length > 1
      ? entry.title({ ...finding, data: { ...finding.data, region: regions.join(", ") } })
      : entry.title(finding);
  const [first = "", ...rest] = wrapped(title, COLUMNS - 4);
  const lines = [`  ${paint(style, MARKS[severity])} ${first}`, ...indent(rest, 4)];
  if (severity === "ok") return lines;
  const regionWord =
    typeof finding.data.region === "string"
      ? ` · ${regions.length > 1 ? regions.join(", ") : finding.data.region}`
      : "";
  lines.push(
    ...indent(wrapped(`${finding.code} · ${finding.subject}${regionWord}`, COLUMNS - 4), 4).map((line) =>
      paint("faint", line),
    ),
  );
  lines.push(...indent(wrapped(entry.why(finding), COLUMNS - 4), 4));
  if (finding.accepted) {
    lines.push(...indent(wrapped(`Accepted until ${finding.accepted.until}: ${finding.accepted.why}`, COLUMNS - 4), 4));
    return lines;
  }
  if (entry.fix)
    for (const each of severity === "note" ? [finding] : distinctFixes(entry.fix, group))
      lines.push(...fixLines(entry.fix(each), paint, 4));
  return lines;
}

function distinctFixes(
  fix: (finding: ReportedFinding) => Fix,
  group: readonly ReportedFinding[],
): readonly ReportedFinding[] {
  return [...new Map(group.map((finding) => [JSON.stringify(fix(finding)), finding])).values()];
}

function fixLines({ text, who, records, commands }: Fix, paint: Paint, by: number): readonly string[] {
  return [
    ...inSteps(`→ ${WHO_WORDS[who]}: ${text}`).flatMap((step, index) =>
      indent(wrapped(step, COLUMNS - by - (index > 0 ? 2 : 0)), index > 0 ? by + 2 : by),
    ),
    // A record is never broken, so that it can be copied in one piece.
    ...records.map((record) => paint("strong", `${" ".repeat(by + 2)}${inert(zoneLine(record), LONGEST_LINE)}`)),
    ...commands
      .flatMap((command) => indent(shellLines(command, COLUMNS - by - 2), by + 2))
      .map((line) => paint("strong", line)),
  ];
}

/** A remedy of several steps counts them "1. … 2. …"; each begins a line of its own. */
function inSteps(text: string): readonly string[] {
  return text.split(/ (?=[1-9]\. )/);
}

const LONGEST_LINE = 1_000;

/** As in a zone file; the text of a TXT record stands in quotes there. */
function zoneLine({ type, name, value }: Fix["records"][number]): string {
  return `${name} ${type} ${type === "TXT" ? `"${value.replace(/["\\]/g, "\\$&")}"` : value}`;
}

/** Long commands go on in the next line behind a backslash, broken before an option only, and still run as copied. */
function shellLines(command: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const part of inert(`$ ${command}`, LONGEST_LINE).split(/ (?=--)/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length + 3 <= width) lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(lines.length === 0 ? part : `    ${part}`);
  }
  return lines.map((line, index) => (index < lines.length - 1 ? `${line} \\` : line));
}
