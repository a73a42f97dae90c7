import type { Names } from "../slack/blocks/plain-text.ts";
import { isObject, type JsonObject, objectsIn, stringIn } from "../slack/json.ts";
import { type Html, html } from "./html.ts";

/** A text object, or a bare string: mrkdwn as Slack draws it, plain text as it stands. */
export function textHtml(text: unknown, names: Names): Html {
  if (!isObject(text)) return html`${typeof text === "string" ? text : ""}`;
  const content = stringIn(text, "text");
  return text.type === "mrkdwn" ? mrkdwnHtml(content, names) : withEmoji(content);
}

/** https://docs.slack.dev/messaging/formatting-message-text: entities, angle brackets, emphasis, code. */
export function mrkdwnHtml(text: string, names: Names): Html {
  const pieces = text.split(/(```[^`]*```|`[^`\n]+`|<[^<>\n]*>)/);
  return html`${pieces.map((piece) => {
    if (piece.startsWith("```")) return html`<pre>${undone(piece.slice(3, -3))}</pre>`;
    if (piece.startsWith("`") && piece.length > 2) return html`<code>${undone(piece.slice(1, -1))}</code>`;
    if (/^<[^<>\n]*>$/.test(piece)) return angleHtml(piece.slice(1, -1), names);
    return emphasised(piece);
  })}`;
}

function angleHtml(inside: string, names: Names): Html {
  const [target = "", label = ""] = inside.split("|", 2);
  if (target.startsWith("@")) return mention(`@${names.user(target.slice(1))}`);
  if (target.startsWith("#")) return mention(`#${names.channel(target.slice(1))}`);
  if (target.startsWith("!")) return mention(label || `@${target.slice(1).replace(/^subteam\^/, "")}`);
  return linkHtml(undone(target), undone(label || target.replace(/^mailto:/, "")));
}

const EMPHASIS = [
  { sign: /(?<![\w*])\*([^*\n]+)\*(?![\w*])/, wrap: (inside: Html) => html`<b>${inside}</b>` },
  { sign: /(?<![\w_])_([^_\n]+)_(?![\w_])/, wrap: (inside: Html) => html`<i>${inside}</i>` },
  { sign: /(?<![\w~])~([^~\n]+)~(?![\w~])/, wrap: (inside: Html) => html`<s>${inside}</s>` },
] as const;

function emphasised(text: string): Html {
  for (const { sign, wrap } of EMPHASIS) {
    const found = sign.exec(text);
    if (!found) continue;
    const before = text.slice(0, found.index);
    const after = text.slice(found.index + found[0].length);
    return html`${emphasised(before)}${wrap(emphasised(found[1] ?? ""))}${emphasised(after)}`;
  }
  return withEmoji(undone(text));
}

function undone(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function mention(name: string): Html {
  return html`<span class="mention">${name}</span>`;
}

/** Only what a browser may follow; anything else stays text. */
function linkHtml(url: string, label: string): Html {
  if (!/^(?:https?:\/\/|mailto:)/i.test(url)) return html`${label || url}`;
  return html`<a href="${url}" target="_blank" rel="noopener noreferrer">${label || url}</a>`;
}

/** Drawn as signs of the page's own: not every machine has a font for emoji. */
const EMOJI: Readonly<Record<string, readonly [sign: string, look: string]>> = {
  white_check_mark: ["✓", "good"],
  information_source: ["i", "hint"],
  warning: ["!", "care"],
  x: ["✗", "bad"],
  grey_question: ["?", ""],
  question: ["?", ""],
  hourglass_flowing_sand: ["…", ""],
  heavy_minus_sign: ["–", ""],
  bell: ["!", "bad"],
  rotating_light: ["!", "bad"],
  no_bell: ["z", ""],
  zzz: ["z", ""],
  eyes: ["o", "hint"],
  no_entry: ["–", "bad"],
  arrow_up: ["↑", "care"],
  arrow_right: ["→", "hint"],
  leftwards_arrow_with_hook: ["↩", "hint"],
};

function emojiHtml(name: string): Html {
  const [sign, look] = EMOJI[name] ?? [];
  return sign
    ? html`<span class="emoji ${look}" role="img" aria-label="${name.replaceAll("_", " ")}">${sign}</span>`
    : html`<span class="emoji-name">:${name}:</span>`;
}

/** `:name:` in plain text, where there is such an emoji. */
function withEmoji(text: string): Html {
  return html`${text.split(/(:[a-z0-9_+-]{1,40}:)/).map((piece) => {
    const name = /^:([a-z0-9_+-]{1,40}):$/.exec(piece)?.[1];
    return name && EMOJI[name] ? emojiHtml(name) : html`${piece}`;
  })}`;
}

/** A part of a `rich_text` block. */
export function richTextHtml(part: JsonObject, names: Names): Html {
  const inside = () => objectsIn(part.elements).map((each) => elementHtml(each, names));
  switch (part.type) {
    case "rich_text_list": {
      const indent = `indent-${typeof part.indent === "number" ? Math.min(8, Math.max(0, part.indent)) : 0}`;
      const items = objectsIn(part.elements).map((each) => html`<li>${richTextHtml(each, names)}</li>`);
      return part.style === "ordered"
        ? html`<ol class="${indent}" start="${Number(part.offset ?? 0) + 1}">${items}</ol>`
        : html`<ul class="${indent}">${items}</ul>`;
    }
    case "rich_text_preformatted":
      return html`<pre tabindex="0">${inside()}</pre>`;
    case "rich_text_quote":
      return html`<blockquote>${inside()}</blockquote>`;
    default:
      return html`<div class="rich">${inside()}</div>`;
  }
}

function elementHtml(element: JsonObject, names: Names): Html {
  const text = stringIn(element, "text");
  switch (element.type) {
    case "user":
      return mention(`@${names.user(stringIn(element, "user_id"))}`);
    case "channel":
      return mention(`#${names.channel(stringIn(element, "channel_id"))}`);
    case "usergroup":
      return mention(`@${names.user(stringIn(element, "usergroup_id"))}`);
    case "broadcast":
      return mention(`@${stringIn(element, "range")}`);
    case "emoji":
      return emojiHtml(stringIn(element, "name"));
    case "link":
      return styled(linkHtml(stringIn(element, "url"), text), element.style);
    case "date":
      return html`${stringIn(element, "fallback") || String(element.timestamp)}`;
    case "color":
      return html`<code>${stringIn(element, "value")}</code>`;
    default:
      return styled(html`${text}`, element.style);
  }
}

function styled(inside: Html, style: unknown): Html {
  if (!isObject(style)) return inside;
  let drawn = style.code === true ? html`<code>${inside}</code>` : inside;
  if (style.bold === true) drawn = html`<b>${drawn}</b>`;
  if (style.italic === true) drawn = html`<i>${drawn}</i>`;
  if (style.strike === true) drawn = html`<s>${drawn}</s>`;
  return drawn;
}
