import type { Answer, DoctorItem, HelpEntry, StreamedAnswer } from "../commands/answer.ts";
import { lengthOfTime } from "../diagnosis/ago.ts";
import { alertLines } from "./alert-lines.ts";
import { type Paint, plain } from "./paint.ts";
import { historyCsv } from "./removal-csv.ts";
import { historyLines, requestedLines } from "./terminal-removals.ts";
import { reportLines } from "./terminal-report.ts";
import { suppressionLines } from "./terminal-suppressions.ts";
import { testMailLines } from "./terminal-test-mail.ts";
import { importLines, traceLines } from "./terminal-trace.ts";
import { watchedLines } from "./watched-words.ts";
import { COLUMNS, indent, wrapped } from "./wrapped.ts";

/** An answer as the lines that a person reads in a terminal of 80 columns. Colour only where `paint` gives it. */
export function terminalOf(answer: Exclude<Answer, StreamedAnswer>, paint: Paint = plain): readonly string[] {
  switch (answer.kind) {
    case "reports":
      return answer.reports.flatMap((report, index) => [
        ...(index > 0 ? ["", "─".repeat(COLUMNS), ""] : []),
        ...reportLines(report, paint),
      ]);
    case "doctor":
      return doctorLines(answer.items, paint);
    case "help":
      return helpLines(answer.entries, paint);
    case "smtp-password":
      return [answer.password.reveal()];
    case "policy":
      return JSON.stringify(answer.policy, null, 2).split("\n");
    case "trace":
      return traceLines(answer, paint);
    case "suppression":
      return suppressionLines(answer, paint);
    case "requested":
      return requestedLines(answer, paint);
    case "test-mail":
      return testMailLines(answer, paint);
    case "history":
      return answer.csv ? historyCsv(answer.entries) : historyLines(answer, paint);
    case "alerts":
      return alertLines(answer, paint);
    case "import":
      return importLines(answer.files);
    case "template":
      return JSON.stringify(answer.template, null, 2).split("\n");
    case "watched":
      return watchedLines(answer);
    case "done":
      return [];
  }
}

/** What is said beside an answer that is for another program: on stderr. */
export function notesOf(answer: Answer): readonly string[] {
  if (answer.kind === "template") return ["", "To put it to use:", "", ...answer.commands];
  if (answer.kind !== "smtp-password" || !answer.verification) return [];
  const { where, username, result, detail, ageMs } = answer.verification;
  const words = {
    accepted: `${where} takes it for ${username}.`,
    failed: `${where} does not take it for ${username}: ${detail}`,
    unknown: `Whether ${where} takes it for ${username} could not be learned: ${detail}`,
  };
  if (ageMs === null || ageMs < 60_000) return wrapped(words[result], COLUMNS);
  const then = `That was ${lengthOfTime(ageMs)} ago; the same login is tried once in ten minutes.`;
  return wrapped(`${words[result]} ${then}`, COLUMNS);
}

const STATE_MARKS = { ok: "✓", missing: "✗", denied: "✗", unreachable: "?" } as const;
const STATE_STYLES = { ok: "ok", missing: "failure", denied: "failure", unreachable: "unknown" } as const;

/** Longer names of items stand in a line of their own. */
const WIDEST_ITEM = 34;

function doctorLines(items: readonly DoctorItem[], paint: Paint): readonly string[] {
  const width = Math.min(WIDEST_ITEM, Math.max(...items.map(({ item }) => item.length)));
  return items.flatMap(({ item, state, detail, fix }) => {
    const mark = paint(STATE_STYLES[state], STATE_MARKS[state]);
    const said = state === "ok" ? detail : `${state}: ${detail}`;
    const isShort = item.length + said.length + 4 <= COLUMNS;
    const by = isShort || item.length <= width ? Math.max(width, isShort ? 0 : item.length) + 4 : 6;
    const [first = "", ...rest] = wrapped(said, isShort ? COLUMNS : COLUMNS - by);
    const remedy = fix ? indent(wrapped(`→ ${fix}`, COLUMNS - 6), 6) : [];
    if (isShort) return [`${mark} ${item.padEnd(width)}  ${first}`, ...remedy];
    if (item.length <= width) return [`${mark} ${item.padEnd(width)}  ${first}`, ...indent(rest, by), ...remedy];
    return [`${mark} ${item}`, ...indent([first, ...rest], 6), ...remedy];
  });
}

function helpLines(entries: readonly HelpEntry[], paint: Paint): readonly string[] {
  if (entries.length === 1) return entries.flatMap((entry) => oneCommand(entry, paint));
  const width = Math.min(34, Math.max(...entries.map(({ usage }) => usage.length)));
  return [
    "maildiag tells why a mail sent through Amazon SES did not arrive, at which hop,",
    "and who must do what.",
    "",
    ...entries.flatMap(({ usage, summary, where }) => {
      const text = wrapped(`${summary}${where === "terminal" ? " (terminal only)" : ""}`, COLUMNS - width - 4);
      const [first = "", ...rest] = text;
      if (usage.length > width)
        return [...usesOf(usage).flatMap((each) => useLines(each, paint)), ...indent(text, width + 4)];
      return [`  ${paint("strong", usage.padEnd(width))}  ${first}`, ...indent(rest, width + 4)];
    }),
    "",
    "Every command takes --json. maildiag help <command> tells more.",
  ];
}

/** `one A | one B`, a line each. */
function usesOf(usage: string): readonly string[] {
  const [name = ""] = usage.split(" ");
  return usage.split(` | ${name} `).map((each, index) => (index === 0 ? each : `${name} ${each}`));
}

/** One that is too long goes on below, further in. */
function useLines(use: string, paint: Paint): readonly string[] {
  const [first = "", ...rest] = wrapped(use, COLUMNS - 6);
  return [`  ${paint("strong", first)}`, ...rest.map((each) => `      ${paint("strong", each)}`)];
}

function oneCommand({ usage, summary, where, details }: HelpEntry, paint: Paint): readonly string[] {
  return [
    ...usesOf(usage)
      .flatMap((each) => wrapped(each, COLUMNS))
      .map((each) => paint("strong", each)),
    ...wrapped(sentence(`${summary}${where === "terminal" ? " (terminal only)" : ""}`), COLUMNS),
    ...details.flatMap((detail) => wrapped(detail, COLUMNS)),
  ];
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
