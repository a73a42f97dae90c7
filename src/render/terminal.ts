import type { Answer, DoctorItem, HelpEntry } from "../commands/answer.ts";
import { jsonOf } from "./json.ts";
import { type Paint, plain } from "./paint.ts";
import { reportLines } from "./terminal-report.ts";
import { COLUMNS, indent, wrapped } from "./wrapped.ts";

/** An answer as the lines that a person reads in a terminal of 80 columns. Colour only where `paint` gives it. */
export function terminalOf(answer: Answer, paint: Paint = plain): readonly string[] {
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
    case "policy":
      return JSON.stringify(answer.policy, null, 2).split("\n");
    case "done":
      return jsonOf(answer);
  }
}

const STATE_MARKS = { ok: "✓", missing: "✗", denied: "✗", unreachable: "?" } as const;
const STATE_STYLES = { ok: "ok", missing: "failure", denied: "failure", unreachable: "unknown" } as const;

function doctorLines(items: readonly DoctorItem[], paint: Paint): readonly string[] {
  const width = Math.max(...items.map(({ item }) => item.length));
  return items.flatMap(({ item, state, detail, fix }) => {
    const mark = paint(STATE_STYLES[state], STATE_MARKS[state]);
    const text = wrapped(state === "ok" ? detail : `${state}: ${detail}`, COLUMNS - width - 4);
    const [first = "", ...rest] = text;
    return [
      `${mark} ${item.padEnd(width)}  ${first}`,
      ...indent(rest, width + 4),
      ...(fix ? indent(wrapped(`→ ${fix}`, COLUMNS - width - 4), width + 4) : []),
    ];
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
      if (usage.length > width) return [`  ${paint("strong", usage)}`, ...indent(text, width + 4)];
      return [`  ${paint("strong", usage.padEnd(width))}  ${first}`, ...indent(rest, width + 4)];
    }),
    "",
    "Every command takes --json. maildiag help <command> tells more.",
  ];
}

function oneCommand({ usage, summary, where, details }: HelpEntry, paint: Paint): readonly string[] {
  return [
    paint("strong", usage),
    ...wrapped(`${summary}${where === "terminal" ? " (terminal only)" : ""}.`, COLUMNS),
    ...details.flatMap((detail) => wrapped(detail, COLUMNS)),
  ];
}
