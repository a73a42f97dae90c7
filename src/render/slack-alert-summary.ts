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
  const { watch, mention: called, inThread, alerts } = summaryBodyIn(given);
  const standing = alerts.filter(({ state }) => state !== "resolved");
  const failures = standing.filter(({ severity }) => severity === "failure").length;
  const counts = [failures > 0 ? `${failures} failures` : "", `${standing.length - failures} warnings`];
  const first =
    standing.length === 0
      ? `All ${alerts.length} alerts that came together are over (${watch})`
      : `${alerts.length} alerts came together (${watch}): ${counts.filter((it) => it !== "" && it !== "0 warnings").join(", ")} stand`;
  const lines = alerts
    .slice(0, MOST_LINES)
    .map((alert): readonly RichTextElement[] => [stateIcon(alert), plain(" "), plain(alertWords(alert).title, 160)]);
  const more = alerts.length - MOST_LINES;
  return {
    message: {
      text: said(first),
      blocks: [
        richText(
          ...fitting([
            section(
              ...(called ? [[mention(called)]] : []),
              [
                standing.length === 0
                  ? stateIcon({ state: "resolved", severity: "warning" })
                  : stateIcon({ state: "firing", severity: failures > 0 ? "failure" : "warning" }),
                plain(" "),
                bold(first),
              ],
              [plain("Many at once mostly have one cause: look for what they share before you look at each.")],
            ),
            ...lines.map((line) => section(line)),
            section([
              plain(more > 0 ? `And ${more} more. ` : ""),
              plain(`${inThread} of the messages stand in the thread, each with its buttons. All: `),
              code("/maildiag alerts"),
            ]),
          ]),
        ),
      ],
    },
  };
}
