import type { AnyCheck } from "../diagnosis/check.ts";
import type { Fix } from "../diagnosis/finding.ts";
import { HOPS, type Hop } from "../diagnosis/hop.ts";
import { type CheckResult, entryOf, hopsOf, type Report, type Verdict, verdictOf } from "../diagnosis/report.ts";
import { asTyped } from "./as-typed.ts";
import { hopCounts } from "./hop-counts.ts";
import { runnable } from "./key-id.ts";
import { LONGEST_LINE, recordLine } from "./record-line.ts";
import { bold, buttons, code, copyable, ICONS, person, plain, richText, section, worded } from "./slack-elements.ts";
import type { RichTextElement, RichTextPart, SlackBlock, SlackMessage } from "./slack-message.ts";
import { fitting } from "./slack-pack.ts";
import { said, sentence, shown } from "./slack-text.ts";
import { stepsOf } from "./steps.ts";
import { isTrouble, verdictWords } from "./verdict-words.ts";
import { WHO_WORDS } from "./who-words.ts";

/** What the parent message of one report shows. */
export type ReportView = {
  /** Opaque id of the report, the value of its buttons: `[\w:.-]{1,80}` */
  id: string;
  /** The domain as the person wrote it. */
  typed: string;
  regions: readonly string[];
  /** Slack user id */
  askedBy: string;
  state: "queued" | "running" | "done" | "interrupted" | "failed";
  /** While it runs, and as far as it came where it was interrupted. */
  known: readonly CheckResult[];
  pending: readonly AnyCheck[];
  /** Where it is done. */
  report: Report | null;
  /** Where it failed: the id under which the log tells more. */
  errorId: string | null;
};

/** The parent message of one report in any of its states: what is to be known first, then the chain of hops. */
export function slackReport(view: ReportView): SlackMessage {
  switch (view.state) {
    case "queued":
    case "running":
      return underWay(view);
    case "done":
      return view.report ? done(view, view.report) : interrupted(view);
    case "interrupted":
      return interrupted(view);
    case "failed":
      return failed(view);
  }
}

function underWay(view: ReportView): SlackMessage {
  const { typed, known, pending, state } = view;
  const all = known.length + pending.length;
  const progress =
    state === "queued" ? "waiting for its turn" : all > 0 ? `${known.length} of ${all} checks done` : null;
  const isOpen = (hop: Hop) => all === 0 || pending.some((check) => check.hop === hop);
  return {
    text: said(`Checking ${typed}${progress ? `, ${progress}` : ""}`),
    blocks: [
      richText(section([ICONS.pending, plain(" "), bold(`Checking ${name(typed)}`)])),
      richText(chain(known, (hop) => (isOpen(hop) ? "open" : "not tested"))),
      richText(section(about(view, progress))),
    ],
  };
}

function done(view: ReportView, report: Report): SlackMessage {
  const verdict = verdictOf(report);
  const severity = verdict?.severity ?? "ok";
  const first = `${name(view.typed)}: ${lowerFirst(verdictWords(verdict, report))}`;
  const trouble = verdict && isTrouble(severity) ? troubleOf(verdict, report.target) : null;
  const tested = `${hopsOf(report).length} of ${HOPS.length} hops were tested`;
  const head: readonly RichTextPart[] = [
    section(
      [verdict ? ICONS[severity] : ICONS.none, plain(" "), bold(first)],
      trouble
        ? trouble.line
        : [plain(sentence(hopCounts(report.results) ? `${tested}: ${hopCounts(report.results)}` : tested))],
    ),
    ...(trouble?.copyable ?? []),
  ];
  return {
    text: said(trouble ? `${first}: ${trouble.aloud}` : sentence(`${first}: ${tested}`)),
    blocks: [
      richText(...head),
      richText(chain(report.results, () => "not tested")),
      richText(section(about(view, `${(report.tookMs / 1000).toFixed(1)} s`, "details in the thread"))),
      buttons(view.id, "run_again", "report_json"),
    ],
  };
}

type Trouble = { line: readonly RichTextElement[]; copyable: readonly RichTextPart[]; aloud: string };

/** What it is, who must do what, and what that person copies; the rest stands in the thread. */
function troubleOf({ check, finding }: Verdict, target: Report["target"]): Trouble {
  const entry = entryOf(check, finding);
  const title = sentence(asTyped(entry.title(finding), target));
  const fix = entry.fix?.(finding);
  if (!fix) return { line: [plain(title)], copyable: [], aloud: title };
  const who = WHO_WORDS[fix.who];
  const [first = "", ...steps] = stepsOf(fix.text);
  const text = steps.length > 0 ? `${first} ${steps.length} steps, in the thread.` : fix.text;
  return {
    line: [plain(title), plain(" "), bold(`${who}:`), plain(" "), ...worded(text)],
    copyable: fitting(copyable(linesToCopy(fix), LONGEST_LINE), 4_000),
    aloud: `${shown(title, 300)} ${who}: ${text}`,
  };
}

/** The records; where there are none, the commands. */
function linesToCopy({ records, commands }: Fix): readonly string[] {
  return records.length > 0 ? records.map(recordLine) : runnable(commands);
}

function interrupted(view: ReportView): SlackMessage {
  const first = `${name(view.typed)}: the check was interrupted`;
  const next = "maildiag was stopped before it was done. Run it again.";
  return {
    text: said(`${first}. ${next}`),
    blocks: [
      richText(section([ICONS.unknown, plain(" "), bold(first)], [plain(next)])),
      ...(view.known.length > 0 ? [richText(chain(view.known, (hop) => unfinished(view, hop)))] : []),
      ...footOf(view),
    ],
  };
}

function unfinished({ pending }: ReportView, hop: Hop): HopState {
  return pending.some((check) => check.hop === hop) ? "unfinished" : "not tested";
}

function failed(view: ReportView): SlackMessage {
  const first = `${name(view.typed)}: maildiag itself broke, and knows nothing about it`;
  const next = "Run it again. If it stays so, tell whoever runs maildiag";
  const { errorId } = view;
  return {
    text: said(`${first}. ${next}${errorId ? ` this id: ${errorId}` : ""}.`),
    blocks: [
      richText(
        section(
          [ICONS.unknown, plain(" "), bold(first)],
          errorId ? [plain(`${next} this id: `), code(errorId, 100)] : [plain(`${next}.`)],
        ),
      ),
      ...footOf(view),
    ],
  };
}

function footOf(view: ReportView): readonly SlackBlock[] {
  return [richText(section(about(view))), buttons(view.id, "run_again")];
}

type HopState = "open" | "unfinished" | "not tested";

/** The six hops in their order, one line each. `stateOf` is asked about what has not been looked at to the end. */
function chain(results: readonly CheckResult[], stateOf: (hop: Hop) => HopState): RichTextPart {
  const found = hopsOf({ results });
  return section(
    ...HOPS.map((hop) => {
      const known = found.find((each) => each.hop === hop);
      const counts = known ? hopCounts(known.results) : "";
      const state = stateOf(hop);
      if (state === "open") return hopLine(ICONS.pending, hop, `${counts} …`);
      if (state === "unfinished") return hopLine(ICONS.unknown, hop, `${counts ? `${counts}, ` : ""}not finished`);
      return known ? hopLine(ICONS[known.severity], hop, counts) : hopLine(ICONS.none, hop, "not tested");
    }),
  );
}

function hopLine(icon: RichTextElement, hop: Hop, state: string): readonly RichTextElement[] {
  return [icon, plain(" "), bold(hop), plain(`  ${state.trim()}`)];
}

/** Who asked, where, and what else belongs in small print. */
function about({ askedBy, regions }: ReportView, ...more: readonly (string | null)[]): readonly RichTextElement[] {
  const words = [regions.join(", "), ...more].filter((word) => word !== null && word !== "");
  return [plain("asked by "), person(askedBy), plain(words.map((word) => ` · ${word}`).join(""))];
}

/** A domain is at most 253 characters. */
function name(typed: string): string {
  return shown(typed, 253);
}

function lowerFirst(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1);
}
