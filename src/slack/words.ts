/** Spaces that are none of ASCII's, and what has no width: https://www.unicode.org/reports/tr44/#GC_Values_Table (Zs, Cf). */
const WIDE = /[\p{Zs}\t\r\n\v\f]/gu;
const WIDTHLESS = /[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;
/** `<http://x.org|x.org>`, `<mailto:a@b|a@b>`, `<https://x.org/path>`. Escaped text holds no other `<`. */
const LINK = /<((?:https?:\/\/|mailto:)[^<>|\s]{1,2000})(?:\|([^<>]{0,2000}))?>/gi;
/** A dash that stands for the two hyphens before an option. */
const LONG_DASH = /^(?:[—―]-?|–[–-]?)(?=[a-z])/i;

/**
 * The words of what a person typed, as Slack hands it on: links as their label, `& < >` unescaped, dashes and quotes as
 * typed on a plain keyboard. https://docs.slack.dev/messaging/formatting-message-text#linking-urls
 */
export function wordsOf(text: string): readonly string[] {
  const plain = plainText(text)
    .replace(WIDE, " ")
    .replace(WIDTHLESS, "")
    .replace(/[“”„‟«»]/g, '"')
    .replace(/[‘’‚‛]/g, "'")
    .trim()
    .replace(/^`+|`+$/g, "")
    .replace(/[.。．｡]+$/u, "");
  const words = split(plain);
  const [first = ""] = words;
  return /^\/?maildiag$/i.test(first) ? words.slice(1) : words;
}

/** A text as its author saw it: links as their label, nothing escaped. */
export function plainText(text: string): string {
  return unescaped(text.replace(LINK, (_, target: string, label = "") => readLink(target, label)));
}

/** What stands behind the command's name, as its author saw it, line breaks and quotes too; and options at its ends. */
export function textBehind(text: string): { text: string; options: readonly string[] } {
  const behind = plainText(text)
    .trim()
    .replace(/^`+|`+$/g, "")
    .trim()
    .replace(/^\/?maildiag\s+/i, "")
    .replace(/^\S+\s*/, "");
  const options: string[] = [];
  const rest = behind.replace(
    /^(?:--|—)(why|json)(?=\s|$)\s*|\s*(?:--|—)(why|json)\s*$/g,
    (_, first?: string, last?: string) => {
      options.push(first ?? last ?? "");
      return "";
    },
  );
  return { text: rest, options };
}

/** What a person says to the bot: the words behind its first mention, or before it where none follow. */
export function mentionedText(text: string, botUserId: string): string {
  const mention = new RegExp(`<@${botUserId}(?:\\|[^<>]{0,200})?>`);
  const found = mention.exec(text);
  if (!found) return text;
  const behind = text.slice(found.index + found[0].length);
  return /[^\s.,:;!?]/.test(behind) ? behind.replace(/^\s*[,:;]/, "") : text.slice(0, found.index);
}

/** Where label and target differ, somebody made a link by hand: the target is where it leads. */
function readLink(target: string, label: string): string {
  const bare = target.replace(/^mailto:/i, "");
  if (bare !== target) return bare;
  const told = label.toLowerCase();
  const meant = target.toLowerCase().replace(/\/$/, "");
  return label !== "" && [meant, `${meant}/`, meant.replace(/^https?:\/\//, "")].includes(told) ? label : target;
}

function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** At blanks; what stands in quotes is one word. A quote inside a word is an apostrophe. */
function split(text: string): readonly string[] {
  const found = text.matchAll(/([^ "'=]{1,80}=)?(?:"([^"]*)"|'([^']*)')(?= |$)|[^ ]+/g);
  return [...found]
    .map(([whole, option = "", double, single]) => {
      const quoted = double ?? single;
      return quoted === undefined ? withHyphens(whole) : withHyphens(option) + quoted;
    })
    .filter(Boolean);
}

function withHyphens(word: string): string {
  return word.replace(/^`+|`+$/g, "").replace(LONG_DASH, "--");
}
