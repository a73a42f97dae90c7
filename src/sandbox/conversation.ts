import type { Message, SlackStandIn } from "./slack/index.ts";

/** Whose keyboard the prompt is, and where that person is. */
export type Seat = { user: string; channel: string };

/** What is on the screen is told once: each call gives the lines that came or changed since the last. */
export function createScreen(slack: SlackStandIn): () => readonly string[] {
  let shown: readonly string[] = [];
  return () => {
    const now = slack.transcript().split("\n");
    const same = now.findIndex((line, index) => line !== shown[index]);
    const fresh = same === -1 ? [] : now.slice(same);
    shown = now;
    return fresh.filter((line, index) => line !== "" || index > 0).map(withSigns);
  };
}

/** What Slack draws for the names of emoji, as far as a terminal can. */
const SIGNS: Readonly<Record<string, string>> = {
  ":white_check_mark:": "✓",
  ":information_source:": "i",
  ":warning:": "!",
  ":x:": "✗",
  ":grey_question:": "?",
  ":hourglass_flowing_sand:": "…",
  ":heavy_minus_sign:": "–",
};

function withSigns(line: string): string {
  return line.replace(/:[a-z_]{1,30}:/g, (name) => SIGNS[name] ?? name);
}

/** What can be pressed, the newest message's buttons first. */
function buttonsOn(slack: SlackStandIn, { user }: Seat): readonly { message: Message; label: string }[] {
  const visible = slack.messages.filter((each) => !each.deleted && (!each.onlyTo || each.onlyTo === user));
  return visible.toReversed().flatMap((message) => labelsOf(message).map((label) => ({ message, label })));
}

function labelsOf({ blocks }: Message): readonly string[] {
  return blocks.flatMap((block) => {
    const elements = block.type === "actions" && Array.isArray(block.elements) ? block.elements : [];
    return elements.flatMap((each: unknown) => labelOf(each));
  });
}

function labelOf(element: unknown): readonly string[] {
  if (typeof element !== "object" || element === null || !("text" in element)) return [];
  const { text } = element;
  const isText = typeof text === "object" && text !== null && "text" in text && typeof text.text === "string";
  return isText ? [String(text.text)] : [];
}

/**
 * Does what a line says: `/maildiag …`, `@maildiag …`, `home`, `[Run again]`, `press Run again`, `press 2`. False where it
 * says nothing of the kind. Throws what Slack's client would not let a person do.
 */
export async function act(line: string, slack: SlackStandIn, seat: Seat): Promise<boolean> {
  const { user, channel } = seat;
  const typed = line.trim();
  const button = /^\[(.{1,75})\]$/.exec(typed)?.[1] ?? /^press\s+(.{1,75})$/i.exec(typed)?.[1];
  if (typed.startsWith("/")) await slack.people.type(user, channel, typed);
  else if (/^@maildiag\b/i.test(typed))
    await slack.people.mention(user, channel, typed.slice("@maildiag".length).trim());
  else if (/^home$/i.test(typed)) await slack.people.openHome(user);
  else if (button) await press(button, slack, seat);
  else return false;
  return true;
}

async function press(named: string, slack: SlackStandIn, seat: Seat): Promise<void> {
  const all = buttonsOn(slack, seat);
  const found = /^\d{1,3}$/.test(named)
    ? all[Number(named) - 1]
    : all.find(({ label }) => label.toLowerCase() === named.toLowerCase());
  if (!found)
    throw new Error(`There is no such button. There are: ${all.map(({ label }) => label).join(", ") || "none"}.`);
  await slack.people.press(seat.user, found.message, found.label);
}
