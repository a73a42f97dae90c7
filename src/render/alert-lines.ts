import type { AlertsAnswer } from "../commands/answer.ts";
import { endWords } from "./alert-state.ts";
import { duration, minute, wordsFrom } from "./alert-wording.ts";
import { inert } from "./inert.ts";
import type { Paint } from "./paint.ts";
import { COLUMNS, indent, wrapped } from "./wrapped.ts";

const MARKS = { failure: "✗", warning: "!", resolved: "✓" } as const;

/** What fires, what is over lately, how the watches fare and what Slack refuses. */
export function alertLines(answer: AlertsAnswer, paint: Paint): readonly string[] {
  const { alerts, watches, complaints, hasChannel, at, checkNamed } = answer;
  const now = at.toISOString();
  const stands = alerts.filter(({ alert }) => alert.state !== "resolved").length;
  const first = stands === 0 ? "Nothing fires." : stands === 1 ? "1 alert." : `${stands} alerts.`;
  return [
    paint("strong", first),
    ...alerts.flatMap(({ alert }) => {
      const { title, regions } = wordsFrom(checkNamed, alert);
      const isOver = alert.state === "resolved";
      const mark = isOver ? paint("ok", MARKS.resolved) : paint(alert.severity, MARKS[alert.severity]);
      const [line = "", ...rest] = wrapped(title, COLUMNS - 2);
      const where = [alert.subject, ...regions].filter((it, index, all) => all.indexOf(it) === index).join(", ");
      const state = isOver
        ? endWords(alert)
        : `${stateWords(alert)}, since ${minute(alert.since)} (${duration(alert.since, now)})`;
      return [
        "",
        `${mark} ${paint("strong", line)}`,
        ...indent(rest, 2),
        ...indent(wrapped(state, COLUMNS - 2), 2),
        ...indent(wrapped(`${alert.code}  ${where}`, COLUMNS - 2), 2),
      ];
    }),
    ...(watches.length > 0
      ? ["", paint("strong", "Watches")]
      : ["", "No watch has run yet: maildiag start, or maildiag watch --once."]),
    ...watches.flatMap(({ kind, last }) => indent(wrapped(watchWords(kind, last, now), COLUMNS - 2), 2)),
    ...(complaints.length > 0 ? ["", paint("strong", "What Slack does not take")] : []),
    ...complaints.flatMap((complaint) => indent(wrapped(complaintWords(complaint), COLUMNS - 2), 2)),
    ...(hasChannel ? [] : ["", ...wrapped(WITHOUT_CHANNEL, COLUMNS)]),
  ];
}

export const WITHOUT_CHANNEL =
  "No alert channel is configured, so that nobody is told: set MAILDIAG_ALERT_CHANNEL, or channels.alerts.";

function stateWords({ state, hush }: AlertsAnswer["alerts"][number]["alert"]): string {
  if (state === "acknowledged") return `acknowledged by ${inert(hush?.by ?? "somebody", 50)}`;
  if (state !== "snoozed") return "fires";
  const until = hush?.until ? `until ${minute(hush.until)}` : "until it changes";
  return `snoozed ${until} by ${inert(hush?.by ?? "somebody", 50)}${hush?.why ? ` (${hush.why})` : ""}`;
}

export function watchWords(kind: string, last: AlertsAnswer["watches"][number]["last"], now: string): string {
  if (!last) return `${kind}: has not looked yet`;
  const at = last.at.toISOString();
  const saw = { all: "saw all", partly: "saw a part", nothing: "saw nothing" }[last.looked];
  const why = last.troubles.length > 0 ? `: ${last.troubles.slice(0, 3).join("; ")}` : "";
  return `${kind}: looked ${minute(at)} (${duration(at, now)} ago), ${saw}${why}`;
}

export function complaintWords({ channel, error, since, waiting }: AlertsAnswer["complaints"][number]): string {
  const what = waiting === 1 ? "1 message waits" : `${waiting} messages wait`;
  return `${channel} refuses (${error}) since ${minute(since.toISOString())}; ${what}. Whoever runs maildiag learns from maildiag doctor what to do.`;
}
