import type { AlertTold, SummaryBody } from "../alerts/bodies.ts";
import { alertWords } from "./alert-words.ts";
import { stateIcon } from "./slack-alert.ts";
import { summaryBodyIn } from "./slack-alert-read.ts";
import { bold, code, mention, plain, richText, section } from "./slack-elements.ts";
import type { RichTextElement } from "./slack-message.ts";
import { fitting } from "./slack-pack.ts";
import { said } from "./slack-text.ts";
import type { Told } from "./told.ts";

const MOST_LINES = 25;

/** Many at once: how many, which, and where each stands with its buttons. */
export function tellAlertSummary(given: unknown): Told {
  const { watch, mention: called, inThread, alerts, counts } = summaryBodyIn(given);
  const { all, standing, failures } = counts ?? countsOf(alerts);
  const warnings = standing - failures;
  const some = [failures > 0 ? numbered(failures, "failure") : "", warnings > 0 ? numbered(warnings, "warning") : ""];
  const first =
    standing === 0
      ? `All ${all} alerts that came together are over (${watch})`
      : `${all} alerts came together (${watch}): ${some.filter((it) => it !== "").join(", ")} ${standing === 1 ? "stands" : "stand"}`;
  const lines = alerts
    .slice(0, MOST_LINES)
    .map((alert): readonly RichTextElement[] => [stateIcon(alert), plain(" "), plain(alertWords(alert).title, 160)]);
  const more = all - Math.min(alerts.length, MOST_LINES);
  const isOver = standing === 0;
  return {
    message: {
      text: said(first),
      blocks: [
        richText(
          ...fitting([
            section(
              ...(called && !isOver ? [[mention(called)]] : []),
              [
                isOver
                  ? stateIcon({ state: "resolved", severity: "warning" })
                  : stateIcon({ state: "firing", severity: failures > 0 ? "failure" : "warning" }),
                plain(" "),
                bold(first),
              ],
              ...(isOver
                ? []
                : [[plain("Many at once mostly have one cause: look for what they share before you look at each.")]]),
            ),
            ...lines.map((line) => section(line)),
            section([
              plain(more > 0 ? `And ${more} more. ` : ""),
              plain(`${inThread} of the messages stand in the thread${isOver ? "" : ", each with its buttons"}. All: `),
              code("/maildiag alerts"),
            ]),
          ]),
        ),
      ],
    },
  };
}

function countsOf(alerts: readonly AlertTold[]): NonNullable<SummaryBody["counts"]> {
  const standing = alerts.filter(({ state }) => state !== "resolved");
  const failures = standing.filter(({ severity }) => severity === "failure").length;
  return { all: alerts.length, standing: standing.length, failures };
}

function numbered(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
