import type { HistoryAnswer, RequestedAnswer } from "../commands/answer.ts";
import type { Clicked } from "../removals/clicks.ts";
import { historyCsv } from "./removal-csv.ts";
import { aboutWords, refusalWords, stateWords } from "./removal-words.ts";
import { requestedRest, trailWords } from "./requested-words.ts";
import { bold, ICONS, plain, richText, section } from "./slack-elements.ts";
import type { RichTextElement, SlackFile, SlackMessage } from "./slack-message.ts";
import { oneNotice, refusedNotice, slackNotice } from "./slack-notice.ts";
import { messagesOf, type Unit } from "./slack-pack.ts";
import { said } from "./slack-text.ts";
import { timeWords } from "./trace-words.ts";

/** What was asked for, for who asked alone. */
export function slackRequested({ asked }: RequestedAnswer): readonly SlackMessage[] {
  const { removal } = asked;
  const head = removal ? `Asked for the removal of ${aboutWords(removal)}.` : "Nothing was asked for.";
  const lines: (readonly RichTextElement[])[] = [
    [removal ? ICONS.ok : ICONS.none, plain(" "), bold(head)],
    ...(removal ? [[plain("Approvers decide; you are told what comes of it.")]] : []),
    ...requestedRest(asked)
      .slice(0, 20)
      .map((line) => [plain(line)]),
  ];
  const message = { text: said(head), blocks: [richText(section(...lines))] };
  return asked.holdsSecret ? [slackNotice({ kind: "secret" }), message] : [message];
}

const MOST_LINES = 40;

export function slackHistory({ address, entries }: HistoryAnswer): readonly SlackMessage[] {
  const head = address === null ? "Removals, the newest first" : `Removals of ${address}, the newest first`;
  const more = entries.length - MOST_LINES;
  const lines = entries
    .slice(0, MOST_LINES)
    .map((entry) => [plain(`${timeWords(entry.at)}  `), plain(trailWords(entry), 400)]);
  const units: Unit[] = [
    { heading: null, blocks: [richText(section([bold(head)]))], aloud: "" },
    ...lines.map((line) => ({ heading: null, blocks: [richText(section(line))], aloud: "" })),
    ...(more > 0
      ? [
          {
            heading: null,
            blocks: [
              richText(
                section([
                  plain(
                    `and ${more} more: /maildiag suppressions history${address === null ? "" : ` ${address}`} --csv`,
                    400,
                  ),
                ]),
              ),
            ],
            aloud: "",
          },
        ]
      : []),
  ];
  if (entries.length === 0)
    return messagesOf(head, [
      { heading: null, blocks: [richText(section([plain("Nobody has asked for a removal.")]))], aloud: "" },
    ]);
  return messagesOf(head, units);
}

/** The trail as a file; no cell of it starts a formula. */
export function slackHistoryFile({ address, entries }: HistoryAnswer): SlackFile {
  const about = address === null ? "" : ` of ${address}`;
  const text = said(`${entries.length === 1 ? "1 line" : `${entries.length} lines`} of the trail of removals${about}`);
  const content = historyCsv(entries)
    .map((line) => `${line}\r\n`)
    .join("");
  return { filename: "removals.csv", title: "Removals", content, text };
}

/** Before many addresses are looked at. */
export function slackLooking(addresses: number): SlackMessage {
  return oneNotice(
    [ICONS.pending, plain(" "), plain(`Looking where ${addresses} addresses stand.`)],
    `SES tells of one a second, so it takes about ${addresses} seconds; you are told then.`,
  );
}

const TAKEN = {
  approve:
    "You approved it. maildiag looks at the list again and removes what has not changed; this message then tells what came of it.",
  deny: "You denied it. Who asked is told.",
  retry: "The rest is tried again.",
  undo: "It is put back. The message tells what came of it.",
} as const;

/** What came of a click, for who clicked alone. */
export function slackClicked(clicked: Clicked): SlackMessage {
  if (clicked.kind === "unknown")
    return oneNotice(
      [ICONS.warning, plain(" "), bold("This request is no longer kept.")],
      "Ask again: /maildiag suppressions request <address>",
    );
  if (clicked.kind === "taken")
    return oneNotice(
      [ICONS.ok, plain(" "), plain(TAKEN[clicked.click])],
      `${stateWords(clicked.removal)}: ${aboutWords(clicked.removal)}`,
    );
  const { refusal } = clicked;
  const { happened, next } = refusalWords(refusal);
  return refusedNotice(happened, next, refusal.why === "already" ? refusal : null);
}

/** The button is too old. */
export function slackOfferGone(): SlackMessage {
  return oneNotice(
    [ICONS.warning, plain(" "), bold("This button is too old.")],
    "Ask by /maildiag suppressions request <address>",
  );
}
