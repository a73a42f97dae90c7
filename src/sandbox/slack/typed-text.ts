import type { Workspace } from "./workspace.ts";

const TRAILING = /[.,;:!?)]$/;
const EMAIL = /^[^\s@<>|]{1,64}@[a-z0-9.-]{1,253}\.[a-z]{2,63}$/i;
const WEB = /^https?:\/\/\S+$/i;
const DOMAIN = /^(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}$/i;

/** What Slack makes of a line that a person typed into a message: `& < >` escaped, addresses and domains linked. */
export function asMessage(typed: string, workspace: Workspace): string {
  return typed.replaceAll(/\S+/g, (word) => linked(word, workspace));
}

/** The text of a slash command: the same where the manifest says `should_escape`, else only `& < >` are escaped. */
export function asCommand(typed: string, shouldEscape: boolean, workspace: Workspace): string {
  return shouldEscape ? asMessage(typed, workspace) : entities(typed);
}

function linked(word: string, workspace: Workspace): string {
  // Pasted as Slack writes it, e.g. the bot's own mention.
  if (/^<[@#!][^<>\s]*>$/.test(word)) return word;
  if (word.startsWith("@")) return mention(word, workspace);
  if (word.startsWith("#")) return channel(word, workspace);
  const tail = TRAILING.exec(word)?.[0] ?? "";
  const bare = tail ? word.slice(0, -1) : word;
  if (EMAIL.test(bare)) return `<mailto:${bare}|${bare}>${tail}`;
  if (WEB.test(bare)) return `<${entities(bare)}>${tail}`;
  if (DOMAIN.test(bare)) return `<http://${bare}|${bare}>${tail}`;
  return entities(word);
}

function mention(word: string, { users, bot }: Workspace): string {
  const name = word.slice(1);
  const found = name === bot.name ? bot.userId : users.find((user) => user.name === name)?.id;
  return found ? `<@${found}>` : entities(word);
}

function channel(word: string, { channels }: Workspace): string {
  const found = channels.find((each) => each.name === word.slice(1));
  return found ? `<#${found.id}|${found.name}>` : entities(word);
}

function entities(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
