import type { Fix, Severity } from "../diagnosis/finding.ts";
import { HOPS } from "../diagnosis/hop.ts";
import { entryOf, type HopReport, hopsOf, type Report, verdictOf } from "../diagnosis/report.ts";
import { asTyped } from "./as-typed.ts";
import { hopCounts } from "./hop-counts.ts";
import { inert } from "./inert.ts";
import type { Paint } from "./paint.ts";
import { LONGEST_LINE, recordLine } from "./record-line.ts";
import { stepsOf } from "./steps.ts";
import { causesOnce, type Told, together } from "./together.ts";
import { isTrouble, verdictWords } from "./verdict-words.ts";
import { WHO_WORDS } from "./who-words.ts";
import { COLUMNS, indent, wrapped } from "./wrapped.ts";

const MARKS: { readonly [S in Severity]: string } = { ok: "✓", note: "·", warning: "!", failure: "✗", unknown: "?" };

/** A report: the verdict and what to do, the six hops in a line each, then what has something to say. */
export function reportLines(report: Report, paint: Paint): readonly string[] {
  const { target } = report;
  const hops = hopsOf(report);
  const causeOnce = causesOnce();
  return [
    ...headLines(report, paint),
    "",
    ...verdictLines(report, paint),
    "",
    ...chain(hops, paint),
    ...hops.flatMap((hop) => hopLines(hop, target, causeOnce, paint)),
  ];
}

/** There may be many relays. */
function headLines({ target, tookMs }: Report, paint: Paint): readonly string[] {
  const lines = wrapped(inert(target.typed), COLUMNS);
  const beside = `${target.regions.join(", ")} · ${(tookMs / 1000).toFixed(1)} s`;
  const last = lines.at(-1) ?? "";
  if (lines.length > 1 && last.length + beside.length + 2 > COLUMNS) {
    return [...lines.map((line) => paint("strong", line)), paint("faint", beside)];
  }
  const before = lines.slice(0, -1).map((line) => paint("strong", line));
  return [...before, paint("strong", `${last}  ${paint("faint", beside)}`)];
}

function verdictLines(report: Report, paint: Paint): readonly string[] {
  const verdict = verdictOf(report);
  const words = verdictWords(verdict, report);
  if (!verdict) return [`– ${words}`];
  const { severity } = verdict;
  const lines = [paint(severity, `${MARKS[severity]} ${words}`)];
  if (!isTrouble(severity)) return lines;
  const { check, finding } = verdict;
  const entry = entryOf(check, finding);
  lines.push(...indent(wrapped(asTyped(entry.title(finding), report.target), COLUMNS - 2), 2));
  if (entry.fix) lines.push(...fixLines(entry.fix(finding), paint, 2));
  return lines;
}

/** The six hops in their order, one line each. */
function chain(hops: readonly HopReport[], paint: Paint): readonly string[] {
  return HOPS.map((hop) => {
    const found = hops.find((report) => report.hop === hop);
    if (!found) return `  ${hop.padEnd(15)} ${paint("faint", "– not tested")}`;
    return `  ${hop.padEnd(15)} ${paint(found.severity, `${MARKS[found.severity]} ${found.severity}`.padEnd(10))} ${paint("faint", hopCounts(found.results))}`;
  });
}

function hopLines(
  { hop, results }: HopReport,
  target: Report["target"],
  causeOnce: (told: Told) => Told,
  paint: Paint,
): readonly string[] {
  const tolds = results.flatMap((result) => together(result, target)).map(causeOnce);
  return ["", paint("strong", hop), ...tolds.flatMap((told) => findingLines(told, paint))];
}

function findingLines(told: Told, paint: Paint): readonly string[] {
  const { code, subject, severity, title, why, regions, fixes, accepted } = told;
  const style = accepted ? "faint" : severity;
  const [first = "", ...rest] = wrapped(title, COLUMNS - 4);
  const lines = [`  ${paint(style, MARKS[severity])} ${first}`, ...indent(rest, 4)];
  if (severity === "ok") return lines;
  const where = [code, subject, ...(regions.length > 0 ? [regions.join(", ")] : [])].join(" · ");
  lines.push(...indent(wrapped(where, COLUMNS - 4), 4).map((line) => paint("faint", line)));
  lines.push(...indent(wrapped(why, COLUMNS - 4), 4));
  if (accepted) {
    lines.push(...indent(wrapped(`Accepted until ${accepted.until}: ${accepted.why}`, COLUMNS - 4), 4));
    return lines;
  }
  return [...lines, ...fixes.flatMap((fix) => fixLines(fix, paint, 4))];
}

function fixLines({ text, who, records, commands }: Fix, paint: Paint, by: number): readonly string[] {
  return [
    ...stepsOf(`→ ${WHO_WORDS[who]}: ${text}`).flatMap((step, index) =>
      indent(wrapped(step, COLUMNS - by - (index > 0 ? 2 : 0)), index > 0 ? by + 2 : by),
    ),
    // A record is never broken, so that it can be copied in one piece.
    ...records.map((record) => paint("strong", `${" ".repeat(by + 2)}${inert(recordLine(record), LONGEST_LINE)}`)),
    ...commands
      .flatMap((command) => indent(shellLines(command, COLUMNS - by - 2), by + 2))
      .map((line) => paint("strong", line)),
  ];
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
