import { SEVERITIES_WORST_FIRST } from "../diagnosis/finding.ts";
import { type HopReport, hopsOf, nameOf, type Report } from "../diagnosis/report.ts";
import { jsonOf } from "./json.ts";
import { runnable, withoutKeyIds } from "./key-id.ts";
import { LONGEST_LINE, recordLine } from "./record-line.ts";
import { slackRateCharts } from "./slack-chart.ts";
import { bold, buttons, code, copyable, header, ICONS, plain, richText, section, worded } from "./slack-elements.ts";
import type { RichTextElement, RichTextPart, SlackFile, SlackMessage } from "./slack-message.ts";
import { fitting, messagesOf, type Unit } from "./slack-pack.ts";
import { said, shown } from "./slack-text.ts";
import { stepsOf } from "./steps.ts";
import { causesOnce, type Told, together } from "./together.ts";
import { WHO_WORDS } from "./who-words.ts";

/** The details of a finished report, for its thread: one reply where the budget allows, else as few as it takes. */
export function slackReportThread(report: Report, { id }: { id: string }): readonly SlackMessage[] {
  const hops = hopsOf(report);
  const causeOnce = causesOnce();
  const findings = hops.flatMap((hop) => findingsOf(hop, report.target, causeOnce));
  const healthy = healthyOf(hops, report.target);
  const wasCut = findings.some(({ cut }) => cut);
  const units = [...findings, ...healthy, ...(wasCut ? [whole(id)] : [])];
  return [...messagesOf(`Details of ${shown(report.target.typed, 253)}`, units), ...slackRateCharts(report)];
}

function findingsOf(
  { hop, results }: HopReport,
  target: Report["target"],
  causeOnce: (told: Told) => Told,
): readonly (Unit & { cut: boolean })[] {
  const heading = header(hop);
  return results
    .flatMap((result) => together(result, target))
    .filter(({ severity }) => severity !== "ok")
    .sort((one, other) => rank(one) - rank(other))
    .map(causeOnce)
    .map((told) => {
      const parts = partsOf(told);
      const kept = fitting(parts);
      const cut = kept.length < parts.length;
      const more = section([plain("More of this stands in the JSON report.")]);
      return {
        heading,
        blocks: [richText(...kept, ...(cut ? [more] : []))],
        aloud: `${hop}: ${shown(told.title, 150)}`,
        cut,
      };
    });
}

/** Worst first; what is accepted last. */
function rank({ severity, accepted }: Told): number {
  return accepted ? SEVERITIES_WORST_FIRST.length : SEVERITIES_WORST_FIRST.indexOf(severity);
}

/** A finding: what, where, why; then each fix with what is to be copied. */
function partsOf(told: Told): readonly RichTextPart[] {
  const { subject, severity, title, why, regions, fixes, accepted } = told;
  const where = [...new Set([subject, regions.join(", ")])].filter((word) => word !== "").join(" · ");
  return [
    section(
      [accepted ? ICONS.none : ICONS[severity], plain(" "), bold(title)],
      [code(told.code), plain(` · ${where}`, 300)],
      [plain(why)],
      ...(accepted ? [[plain(`Accepted until ${accepted.until}: ${accepted.why}`, 300)]] : []),
    ),
    ...fixes.flatMap(({ who, text, records, commands }) => [
      section(...fixLines(`${WHO_WORDS[who]}:`, text)),
      ...copyable(records.map(recordLine), LONGEST_LINE),
      ...copyable(runnable(commands), LONGEST_LINE),
    ]),
  ];
}

function fixLines(who: string, text: string): readonly (readonly RichTextElement[])[] {
  const [first = "", ...steps] = stepsOf(text);
  return [[bold(who), plain(" "), ...worded(first)], ...steps.map((step) => worded(step))];
}

/** What is in order, a line for each hop. */
function healthyOf(hops: readonly HopReport[], target: Report["target"]): readonly Unit[] {
  const heading = header("In order");
  return hops.flatMap(({ hop, results }) => {
    const all = results.flatMap((result) => together(result, target));
    const titles = all.filter(({ severity }) => severity === "ok").map(({ title }) => shown(title, 200));
    if (titles.length === 0) return [];
    // A hop of which something else was said is not in order itself.
    const isWhole = titles.length === all.length;
    const what = isWhole ? hop : `${hop}, the rest`;
    const line = [ICONS.ok, plain(" "), bold(what), plain(`  ${titles.join(" · ")}`, 2_000)];
    return [{ heading, blocks: [richText(section(line))], aloud: `${what} in order` }];
  });
}

/** The way to what did not fit. */
function whole(id: string): Unit {
  return { heading: null, blocks: [buttons(id, "report_json")], aloud: "the JSON report tells all of it" };
}

/** `maildiag/report@1` as a file, without key ids like everything that leaves for Slack. */
export function slackReportFile(report: Report): SlackFile {
  const content = withoutKeyIds(jsonOf({ kind: "reports", reports: [report] }).join("\n"));
  return slackStoredFile(report.target.typed, `${content}\n`, nameOf(report.target));
}

/** The same of a report that was stored. @param typed what it is about, @param name for the file */
export function slackStoredFile(typed: string, content: string, name = typed): SlackFile {
  const filename = `maildiag-${withoutKeyIds(name)
    .replace(/[^A-Za-z0-9._-]/g, "-")
    .slice(0, 100)}.json`;
  return { filename, title: filename, content, text: said(`The report on ${shown(typed, 253)} as JSON.`) };
}
