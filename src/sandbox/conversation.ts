import { createScreen } from "./screen.ts";
import { elementsOf } from "./slack/blocks/validate.ts";
import type { Message, SlackStandIn, View } from "./slack/index.ts";
import { type JsonObject, objectsIn, stringIn } from "./slack/json.ts";

/** Whose keyboard the prompt is, and where that person is. */
export type Seat = { user: string; channel: string };

/** A person in Slack, by the lines of a prompt. */
export type Conversation = {
  /**
   * Does what a line says: `/maildiag …`, `@maildiag …`, `home`, `[Run again]`, `press Run again`, `press 2`, `as ben`
   * to be somebody else from then on; while a modal is open also `fill TEXT`, and anything else is a further line of its text. False where it says nothing of the
   * kind. Throws what Slack's client would not let a person do.
   */
  act: (line: string) => Promise<boolean>;
  /** What came or changed on the screen since the last call. */
  fresh: () => readonly string[];
};

/** What was filled into a modal's text, until it is submitted. */
type Draft = { view: View; text: string };

export function createConversation(slack: SlackStandIn, { user: first, channel }: Seat): Conversation {
  let user = first;
  const screen = createScreen(slack, () => user);
  let draft: Draft | null = null;

  async function act(line: string): Promise<boolean> {
    const typed = line.trim();
    const button = /^\[(.{1,75})\]$/.exec(typed)?.[1] ?? /^press\s+(.{1,75})$/i.exec(typed)?.[1];
    const modal = slack.modalOf(user);
    const somebody = /^as\s+@?([\w.-]{1,40})$/i.exec(typed)?.[1];
    const filled = /^fill(?:\s+(.*))?$/i.exec(typed);
    if (typed.startsWith("/")) await slack.people.type(user, channel, typed);
    else if (/^@maildiag\b/i.test(typed))
      await slack.people.mention(user, channel, typed.slice("@maildiag".length).trim());
    else if (/^home$/i.test(typed)) await openHome();
    else if (button) await press(button);
    else if (filled) fill(modal, filled[1] ?? "");
    else if (modal) fill(modal, draft?.view === modal && draft.text ? `${draft.text}\n${line}` : line);
    else if (somebody) become(somebody);
    else return false;
    return true;
  }

  function become(name: string): void {
    const people = slack.state.workspace.users.filter((each) => !each.deleted);
    const found = people.find((each) => each.name.toLowerCase() === name.toLowerCase());
    if (!found) throw new Error(`Nobody is called ${name}. There are: ${people.map((each) => each.name).join(", ")}.`);
    user = found.id;
    slack.state.note(user, "", "is at the prompt now");
  }

  async function openHome(): Promise<void> {
    slack.state.note(user, "", "opens Home");
    await slack.people.openHome(user);
    const home = slack.homeOf(user);
    if (home) screen.forget(home);
  }

  function fill(view: View | undefined, text: string): void {
    if (!view || !textInputOf(view)) throw new Error("There is no text to fill in here.");
    draft = { view, text };
    const lines = text.split("\n");
    const more = lines.length > 1 ? ` (line ${lines.length})` : "";
    slack.state.note(user, "", `fills in: ${lines.at(-1)}${more}`);
  }

  async function press(named: string): Promise<void> {
    const all = buttonsFor(user, slack);
    const found = /^\d{1,3}$/.test(named)
      ? all[Number(named) - 1]
      : all.find(({ label }) => label.toLowerCase() === named.toLowerCase());
    if (!found)
      throw new Error(`There is no such button. There are: ${all.map(({ label }) => label).join(", ") || "none"}.`);
    const { on, label, act: does } = found;
    if (does === "press") {
      await slack.people.press(user, on, label);
      return;
    }
    slack.state.note(user, "", `presses [${label}]`);
    if (does === "close") await slack.people.closeView(user, on.id);
    else await submit(on);
  }

  async function submit(view: View): Promise<void> {
    const input = textInputOf(view);
    const values = input && draft?.view === view ? { [stringIn(input, "action_id")]: draft.text } : {};
    await slack.people.submit(user, view.id, values);
    if (view.open) screen.forget(view);
    else draft = null;
  }

  return { act, fresh: screen.fresh };
}

type Button =
  | { on: Message | View; label: string; act: "press" }
  | { on: View; label: string; act: "submit" | "close" };

/** What can be pressed: in the modal that is open, else in messages, the newest first, and in the Home. */
function buttonsFor(user: string, slack: SlackStandIn): readonly Button[] {
  const modal = slack.modalOf(user);
  if (modal) return [...buttonsOn(modal), ...buttonsUnder(modal)];
  const visible = slack.messages.filter((each) => !each.deleted && (!each.onlyTo || each.onlyTo === user));
  const home = slack.homeOf(user);
  return [...visible.toReversed(), ...(home ? [home] : [])].flatMap(buttonsOn);
}

function buttonsOn(on: Message | View): readonly Button[] {
  const blocks = "open" in on ? objectsIn(on.content.blocks) : on.blocks;
  return blocks
    .flatMap(elementsOf)
    .flatMap(({ element }) => stringIn(element.text, "text") || [])
    .map((label) => ({ on, label, act: "press" as const }));
}

/** A modal always has a cross that closes it, whatever its button is called. */
function buttonsUnder(on: View): readonly Button[] {
  const submit = stringIn(on.content.submit, "text");
  return [
    ...(submit ? [{ on, label: submit, act: "submit" as const }] : []),
    { on, label: stringIn(on.content.close, "text") || "Cancel", act: "close" },
  ];
}

function textInputOf(view: View): JsonObject | undefined {
  return objectsIn(view.content.blocks)
    .flatMap(elementsOf)
    .find(({ element }) => element.type === "plain_text_input")?.element;
}
