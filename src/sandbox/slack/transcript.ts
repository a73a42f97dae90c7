import { type Names, plainTextOf, readable } from "./blocks/plain-text.ts";
import { objectsIn, stringIn } from "./json.ts";
import { type Deed, directMessageWith, type Message, type SlackState, type View } from "./state.ts";

export type TranscriptOptions = {
  /** Every version of an edited message, not only the last. */
  edits?: boolean;
};

/**
 * The workspace as a reader would see it, without ids and times, so that two runs print the same: channels, their
 * threads indented, ephemerals with who sees them, what people did in brackets, then Homes and open modals.
 */
export function printTranscript(state: SlackState, options: TranscriptOptions = {}): string {
  const names = namesIn(state);
  const channels = state.workspace.channels.map((each) => ({ id: each.id, title: `#${each.name}` }));
  const direct = state.workspace.users.map((each) => ({
    id: directMessageWith(each.id),
    title: `direct messages of ${each.name}`,
  }));
  const parts = [...channels, ...direct].map(({ id, title }) =>
    section(title, channelLines(id, state, names, options)),
  );
  const views = state.views
    .filter((view) => view.open)
    .map((view) => section(viewTitle(view, names), viewLines(view, names)));
  return [...parts, ...views].filter(Boolean).join("\n");
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

function channelLines(channel: string, state: SlackState, names: Names, options: TranscriptOptions): string[] {
  const here: (Message | Deed)[] = [...state.messages, ...state.deeds]
    .filter((each) => each.channel === channel)
    .sort((a, b) => (a.ts < b.ts ? -1 : 1));
  const lines = (each: Message | Deed) =>
    "what" in each ? [`(${names.user(each.user)} ${each.what})`] : messageLines(each, state, names, options);
  const replies = (ts: string) => here.filter((each) => each.threadTs === ts).flatMap(lines);
  return here
    .filter((each) => !each.threadTs)
    .flatMap((each) => [...lines(each), ...("what" in each ? [] : replies(each.ts).map((line) => `  | ${line}`))]);
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
