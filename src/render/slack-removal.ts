import type { Removal, RemovalItem } from "../ports/removals.ts";
import { MOST_IN_MESSAGE, MOST_WITHOUT_FILE, removalOf } from "../removals/told.ts";
import { csvLine } from "./csv.ts";
import { aboutWords, actsWords, buttonsOf, entryWords, outcomeWords, stateWords } from "./removal-words.ts";
import { bold, code, ICONS, person, plain, richText, section } from "./slack-elements.ts";
import type { RichTextElement, RichTextPart, SlackMessage } from "./slack-message.ts";
import { fitting } from "./slack-pack.ts";
import { removalButtons } from "./slack-removal-buttons.ts";
import { said } from "./slack-text.ts";
import { type Told, textIn, Untellable } from "./told.ts";
import { timeWords } from "./trace-words.ts";

const ITEMS_BUDGET = 8_500;
const LONGEST_WHY = 500;

/** The message in which a request is decided, as it stands. */
export function tellRemoval(body: unknown): Told {
  const removal = readRemoval(body);
  return { message: slackRemoval(removal, atOf(body, removal)) };
}

/** What came of it, for who asked and in the thread. */
export function tellOutcome(body: unknown): Told {
  const removal = readRemoval(body);
  const { askedBy, items } = removal;
  const what = `${stateWords(removal)}: ${aboutWords(removal)}`;
  const lines = items.slice(0, MOST_IN_MESSAGE).map((item) => [...whereOf(item), plain(` ${outcomeWords(item)}`, 300)]);
  const rest = items.length - MOST_IN_MESSAGE;
  return {
    message: {
      text: said(what),
      blocks: [
        richText(
          section(
            [iconOf(removal), plain(" "), bold(what), plain("  asked by "), person(askedBy)],
            ...decisionLines(removal),
            ...(showsItems(removal) ? lines : []),
            ...(showsItems(removal) && rest > 0 ? [[plain(`and ${rest} more: /maildiag suppressions history`)]] : []),
          ),
        ),
      ],
    },
  };
}

/** `{ address, removedAt, bouncedAt }` */
export function tellRebound(body: unknown): Told {
  const address = textIn(body, "address");
  const [removedAt, bouncedAt] = [textIn(body, "removedAt"), textIn(body, "bouncedAt")].map((at) =>
    timeWords(new Date(at)),
  );
  const what = `${address} has bounced again`;
  return {
    message: {
      text: said(what),
      blocks: [
        richText(
          section(
            [ICONS.warning, plain(" "), bold(what)],
            [
              plain(
                `It was taken off the list at ${removedAt}, and mail to it bounced at ${bouncedAt}. SES may list it again.`,
              ),
            ],
            [plain("What the server said: "), code(`/maildiag trace ${address}`)],
          ),
        ),
      ],
    },
  };
}

/** All of a long request, for its thread. */
export function tellRemovalList(body: unknown): Told {
  const removal = readRemoval(body);
  const lines = removal.items.map(({ address, region, entry, acts, cause }) =>
    csvLine([
      address,
      region,
      entry.reason,
      entry.since.toISOString(),
      entry.messageId ?? "",
      acts === null ? "" : String(acts),
      cause ?? "",
    ]),
  );
  const content = [csvLine(["address", "region", "reason", "since", "messageId", "acts", "cause"]), ...lines].join("");
  const text = said(`All ${removal.items.length} entries that the request is about.`);
  return { file: { filename: "maildiag-removal.csv", title: "Entries to remove", content, text } };
}

function readRemoval(body: unknown): Removal {
  try {
    const removal = removalOf(body);
    if (typeof removal.id === "string" && Array.isArray(removal.items)) return removal;
  } catch (error) {
    throw new Untellable("unreadable_body", { cause: error });
  }
  throw new Untellable("unreadable_body");
}

/** When what is told was so. */
function atOf(body: unknown, { endedAt, askedAt }: Removal): Date {
  const at = typeof body === "object" && body !== null && "at" in body ? new Date(String(body.at)) : null;
  return at && !Number.isNaN(at.getTime()) ? at : (endedAt ?? askedAt);
}

function slackRemoval(removal: Removal, at: Date): SlackMessage {
  const { id, askedBy, askedAt, why, items } = removal;
  const what = `Take ${aboutWords(removal)} off the suppression list?`;
  const shown = items.slice(0, MOST_IN_MESSAGE).map((item) => section(...itemLines(item)));
  const parts = fitting(shown, ITEMS_BUDGET);
  const rest = items.length - parts.length;
  const restLines: readonly RichTextPart[] =
    rest > 0
      ? [
          section([
            plain(
              `and ${rest} more${items.length > MOST_WITHOUT_FILE ? ": all of them stand in the file in the thread" : ""}. ${countsOf(items)}`,
            ),
          ]),
        ]
      : [];
  // An edit tells what is the case when it is made; what can be pressed is looked at again at the click.
  const buttons = buttonsOf(removal, at);
  return {
    text: said(`${stateWords(removal)}: ${what}`),
    blocks: [
      richText(
        section(
          [
            iconOf(removal),
            plain(" "),
            bold(removal.state === "pending" ? what : `${stateWords(removal)}: ${aboutWords(removal)}`),
          ],
          [plain("asked by "), person(askedBy), plain(` at ${timeWords(askedAt)}`)],
          why.trim() === "" ? [plain("no reason was given")] : [plain("why: "), plain(why.trim(), LONGEST_WHY)],
          ...(removal.state === "pending" && items.some(({ outcome }) => outcome === "changed")
            ? [[bold(stateWords(removal))]]
            : []),
          ...decisionLines(removal),
        ),
      ),
      richText(...parts, ...restLines),
      ...(buttons.length > 0 ? [removalButtons(id, buttons, removal)] : []),
    ],
  };
}

export function itemLines(item: RemovalItem): readonly (readonly RichTextElement[])[] {
  const { entry, was, cause } = item;
  const outcome = outcomeWords(item);
  return [
    [plain("• "), ...whereOf(item), plain(`  ${entryWords(entry)}; ${actsWords(item)}`, 300)],
    ...(was ? [[plain(`   it was: ${entryWords(was)}`, 300)]] : []),
    ...(cause === null ? [] : [[plain("   "), plain(cause, 250)]]),
    ...(outcome === "" ? [] : [[plain("   → "), bold(outcome, 300)]]),
  ];
}

function whereOf({ address, region }: RemovalItem): readonly RichTextElement[] {
  return [code(address, 320), plain(` ${region}`, 40)];
}

function decisionLines({
  state,
  decidedBy,
  decidedAt,
  undoneBy,
  undoneAt,
}: Removal): readonly (readonly RichTextElement[])[] {
  const verb = state === "denied" ? "denied by " : "approved by ";
  return [
    ...(decidedBy && decidedAt ? [[plain(verb), person(decidedBy), plain(` at ${timeWords(decidedAt)}`)]] : []),
    ...(undoneBy && undoneAt ? [[plain("undo by "), person(undoneBy), plain(` at ${timeWords(undoneAt)}`)]] : []),
  ];
}

/** What became of single addresses says nothing where nothing was begun. */
function showsItems({ items }: Removal): boolean {
  return items.some(({ outcome }) => outcome !== "open" && outcome !== "denied" && outcome !== "expired");
}

function countsOf(items: readonly RemovalItem[]): string {
  const byReason = Map.groupBy(items, ({ entry, region }) => `${entry.reason} in ${region}`);
  return [...byReason].map(([what, own]) => `${own.length} ${what}`).join(", ");
}

function iconOf({ state }: Removal): RichTextElement {
  switch (state) {
    case "pending":
      return ICONS.note;
    case "approved":
    case "executing":
    case "undoing":
      return ICONS.pending;
    case "done":
    case "undone":
      return ICONS.ok;
    case "partly":
      return ICONS.warning;
    case "failed":
      return ICONS.failure;
    case "denied":
    case "expired":
      return ICONS.none;
  }
}
