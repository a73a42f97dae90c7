import { type Names, plainTextOf, readable } from "./blocks/plain-text.ts";
import { objectsIn, stringIn } from "./json.ts";
import { type Deed, directMessageWith, type Message, type SlackState, type View } from "./state.ts";

export type TranscriptOptions = {
  /** Every version of an edited message, not only the last. */
  edits?: boolean;
};

/** One thing to be seen: a message, what a person did, a Home, or an open modal. */
export type Sight = { of: Message | Deed | View; where: string; lines: readonly string[] };

/**
 * The workspace as a reader would see it, without ids and times, so that two runs print the same: channels, their
 * threads indented, ephemerals with who sees them, what people did in brackets, then Homes and open modals.
 */
export function printTranscript(state: SlackState, options: TranscriptOptions = {}): string {
  const sections: { where: string; lines: string[] }[] = [];
  for (const { of, where, lines } of sightsOf(state, options)) {
    const last = sections.at(-1);
    if (last?.where === where && !("open" in of)) last.lines.push(...lines);
    else sections.push({ where, lines: [...lines] });
  }
  return sections
    .map(({ where, lines }) => section(where, lines))
    .filter(Boolean)
    .join("\n");
}

/** The same, one by one, in the same order. What people do in views is in no channel, and so not among it. */
export function sightsOf(state: SlackState, options: TranscriptOptions = {}): readonly Sight[] {
  const names = namesIn(state);
  const channels = state.workspace.channels.map((each) => ({ id: each.id, where: `#${each.name}` }));
  const direct = state.workspace.users.map((each) => ({
    id: directMessageWith(each.id),
    where: `direct messages of ${each.name}`,
  }));
  const spoken = [...channels, ...direct].flatMap(({ id, where }) => inChannel(id, where, state, names, options));
  const views = state.views
    .filter((view) => view.open)
    .map((view) => ({ of: view, where: viewTitle(view, names), lines: viewLines(view, names) }));
  return [...spoken, ...views];
}

function namesIn({ workspace }: SlackState): Names {
  const users = new Map(workspace.users.map((each) => [each.id, each.name]));
  users.set(workspace.bot.userId, workspace.bot.name);
  users.set("USLACKBOT", "Slackbot");
  const channels = new Map(workspace.channels.map((each) => [each.id, each.name]));
  return { user: (id) => users.get(id) ?? id, channel: (id) => channels.get(id) ?? id };
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `== ${title} ==\n${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

function inChannel(
  channel: string,
  where: string,
  state: SlackState,
  names: Names,
  options: TranscriptOptions,
): readonly Sight[] {
  const here: (Message | Deed)[] = [...state.messages, ...state.deeds]
    .filter((each) => each.channel === channel)
    .sort((a, b) => (a.ts < b.ts ? -1 : 1));
  const sight = (of: Message | Deed, indent: string): Sight => {
    const lines = "what" in of ? [deedLine(of, names)] : messageLines(of, state, names, options);
    return { of, where, lines: lines.map((line) => `${indent}${line}`) };
  };
  const replies = (ts: string) => here.filter((each) => each.threadTs === ts).map((each) => sight(each, "  | "));
  return here
    .filter((each) => !each.threadTs)
    .flatMap((each) => [sight(each, ""), ...("what" in each ? [] : replies(each.ts))]);
}

function deedLine({ user, what }: Deed, names: Names): string {
  return `(${names.user(user)} ${what})`;
}

function messageLines(message: Message, state: SlackState, names: Names, options: TranscriptOptions): string[] {
  const who = names.user(message.user);
  const head = message.onlyTo ? `${who}, only to ${names.user(message.onlyTo)}:` : `${who}:`;
  const body = (version: Pick<Message, "text" | "blocks">) =>
    version.blocks.length > 0 ? plainTextOf(version.blocks, names) : readable(version.text, names).split("\n");
  const edits = message.earlier.length;
  const earlier = options.edits ? message.earlier.flatMap((each) => [...body(each), "(edited to)"]) : [];
  const files = message.files.map((id) => `(file: ${state.files.get(id)?.title ?? id})`);
  const content = message.deleted ? ["(deleted)"] : [...earlier, ...body(message), ...files].filter(Boolean);
  const note = edits > 0 && !options.edits && !message.deleted ? [`(edited ${edits}×)`] : [];
  return [head, ...[...content, ...note].map((line) => `    ${line}`)];
}

function viewTitle(view: View, names: Names): string {
  const user = names.user(view.user);
  return view.type === "home" ? `Home of ${user}` : `modal of ${user}: ${stringIn(view.content.title, "text")}`;
}

function viewLines(view: View, names: Names): string[] {
  const blocks = plainTextOf(objectsIn(view.content.blocks), names);
  const errors = Object.values(view.errors).map((each) => `(error: ${each})`);
  const buttons = ["close", "submit"].map((field) => stringIn(view.content[field], "text")).filter(Boolean);
  return [...blocks, ...errors, ...(buttons.length > 0 ? [buttons.map((each) => `[${each}]`).join(" ")] : [])];
}
