import { bold, code, header, ICONS, plain, richText, section } from "./slack-elements.ts";
import { type HomeState, homeStateBlocks } from "./slack-home-state.ts";
import type { SlackBlock } from "./slack-message.ts";
import { type SlackNotice, slackNotice } from "./slack-notice.ts";
import { sentence } from "./slack-text.ts";

export type HomeView =
  | {
      kind: "welcome";
      commands: readonly { usage: string; summary: string }[];
      /** Configured, as typed. */
      domains: readonly string[];
      regions: readonly string[];
      /** Null where the store could not be read. */
      state: HomeState | null;
    }
  | Extract<SlackNotice, { kind: "refused" }>;

const MOST_DOMAINS = 100;
/** Of the hundred blocks that a Home takes. */
const MOST_COMMANDS = 40;

/** The blocks of the app's Home for one person. */
export function slackHome(home: HomeView): readonly SlackBlock[] {
  if (home.kind === "refused") return slackNotice(home).blocks;
  const { commands, domains, regions, state } = home;
  const more = domains.length - MOST_DOMAINS;
  return [
    ...(state
      ? homeStateBlocks(state)
      : [richText(section([ICONS.unknown, plain(" What fires cannot be told: the store does not answer.")]))]),
    header("maildiag"),
    richText(
      section([
        plain(
          "Why a mail sent through Amazon SES did not arrive, at which hop, and who must do what. Type it in any channel or here, or mention ",
        ),
        code("@maildiag"),
        plain(" in a thread."),
      ]),
    ),
    header("What it can be asked"),
    ...commands
      .slice(0, MOST_COMMANDS)
      .map(({ usage, summary }) => richText(section([code(`/maildiag ${usage}`, 300)], [plain(sentence(summary))]))),
    header("What it is set up for"),
    richText(
      ...(domains.length === 0
        ? [section([plain("No domains are configured. Any domain can be checked.")])]
        : domains.slice(0, MOST_DOMAINS).map((domain) => section([ICONS.none, plain(" "), bold(domain, 253)]))),
      section([plain(`${more > 0 ? `And ${more} more domains. ` : ""}Regions: ${regions.join(", ")}.`, 1_000)]),
    ),
  ];
}
