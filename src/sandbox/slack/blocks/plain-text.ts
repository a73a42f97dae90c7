import { isObject, type JsonObject, objectsIn, stringIn } from "../json.ts";

/** Names for ids, so that `<@U1>` and `<#C1>` read as people see them. */
export type Names = { user: (id: string) => string; channel: (id: string) => string };

/** Blocks as lines of plain text, as one would read them aloud: buttons as [Label], code between fences. */
export function plainTextOf(blocks: readonly JsonObject[], names: Names): string[] {
  return blocks.flatMap((block) => linesOf(block, names));
}

/** mrkdwn as a reader sees it: mentions and links by name, entities undone. Emphasis stays as it was written. */
export function readable(mrkdwn: string, names: Names): string {
  return mrkdwn
    .replaceAll(/<([^<>]*)>/g, (_, inside: string) => angle(inside, names))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function angle(inside: string, names: Names): string {
  const [target = "", label = ""] = inside.split("|", 2);
  if (target.startsWith("@")) return `@${names.user(target.slice(1))}`;
  if (target.startsWith("#")) return `#${names.channel(target.slice(1))}`;
  if (target.startsWith("!")) return label || `@${target.slice(1)}`;
  const plain = target.replace(/^mailto:/, "");
  // `<http://x.org|x.org>` is Slack's own linking of what somebody typed; any other label may hide where it leads.
  return label && label !== plain && `http://${label}` !== plain ? `${label} (${plain})` : label || plain;
}

function textOf(text: unknown, names: Names): string {
  if (!isObject(text)) return typeof text === "string" ? text : "";
  return text.type === "mrkdwn" ? readable(stringIn(text, "text"), names) : stringIn(text, "text");
}

function linesOf(block: JsonObject, names: Names): string[] {
  const text = (field: string) => textOf(block[field], names);
  switch (block.type) {
    case "header":
      return [`# ${text("text")}`];
    case "section":
      return lines([
        [text("text"), isObject(block.accessory) ? elementText(block.accessory, names) : ""].filter(Boolean).join("  "),
        ...objectsIn(block.fields).map((field) => textOf(field, names)),
      ]);
    case "context":
      return lines([
        objectsIn(block.elements)
          .map((each) => elementText(each, names))
          .join(" · "),
      ]);
    case "actions":
    case "context_actions":
      return [
        objectsIn(block.elements)
          .map((each) => elementText(each, names))
          .join(" "),
      ];
    case "divider":
      return ["---"];
    case "input":
      return lines([
        `${text("label")}: ${isObject(block.element) ? elementText(block.element, names) : ""}`,
        text("hint"),
      ]);
    case "rich_text":
      return objectsIn(block.elements).flatMap((each) => richText(each, names));
    case "table":
      return rowsOf(block.rows).map((row) => row.map((cell) => cellText(cell, names)).join(" | "));
    case "image":
      return [`(image: ${text("alt_text")})`];
    case "data_visualization":
      return [`(${stringIn(block.chart, "type")} chart: ${text("title")})`];
    case "markdown":
    case "alert":
      return lines([text("text")]);
    default:
      return [`(${stringIn(block, "type")}: ${text("title")})`];
  }
}

function elementText(element: JsonObject, names: Names): string {
  switch (element.type) {
    case "button":
    case "workflow_button":
    case "icon_button":
      return `[${textOf(element.text, names)}]`;
    case "overflow":
      return objectsIn(element.options)
        .map((each) => `[… ${textOf(each.text, names)}]`)
        .join(" ");
    case "checkboxes":
    case "radio_buttons":
    case "static_select":
    case "multi_static_select":
      return `<${objectsIn(element.options)
        .map((each) => textOf(each.text, names))
        .join(" / ")}>`;
    case "image":
      return `(image: ${stringIn(element, "alt_text")})`;
    case "mrkdwn":
    case "plain_text":
      return textOf(element, names);
    default:
      return `<${stringIn(element, "initial_value") || stringIn(element, "type")}>`;
  }
}

function richText(part: JsonObject, names: Names): string[] {
  const inline = () =>
    lines([
      objectsIn(part.elements)
        .map((each) => inlineText(each, names))
        .join(""),
    ]);
  switch (part.type) {
    case "rich_text_list": {
      const indent = "  ".repeat(typeof part.indent === "number" ? part.indent : 0);
      const bullet = (index: number) => (part.style === "ordered" ? `${index + 1}.` : "-");
      return objectsIn(part.elements).map(
        (each, index) => `${indent}${bullet(index)} ${richText(each, names).join("\n")}`,
      );
    }
    case "rich_text_preformatted":
      return ["```", ...inline(), "```"];
    case "rich_text_quote":
      return inline().map((line) => `> ${line}`);
    default:
      return inline();
  }
}

function inlineText(element: JsonObject, names: Names): string {
  const text = stringIn(element, "text");
  switch (element.type) {
    case "user":
      return `@${names.user(stringIn(element, "user_id"))}`;
    case "channel":
      return `#${names.channel(stringIn(element, "channel_id"))}`;
    case "usergroup":
      return `@${stringIn(element, "usergroup_id")}`;
    case "broadcast":
      return `@${stringIn(element, "range")}`;
    case "emoji":
      return `:${stringIn(element, "name")}:`;
    case "link":
      return text && text !== stringIn(element, "url")
        ? `${text} (${stringIn(element, "url")})`
        : stringIn(element, "url");
    case "date":
      return stringIn(element, "fallback") || `(date ${String(element.timestamp)})`;
    default:
      return isObject(element.style) && element.style.code === true ? `\`${text}\`` : text;
  }
}

function rowsOf(rows: unknown): JsonObject[][] {
  return Array.isArray(rows) ? rows.map(objectsIn) : [];
}

function cellText(cell: JsonObject, names: Names): string {
  return cell.type === "rich_text" ? linesOf(cell, names).join(" ") : stringIn(cell, "text");
}

function lines(texts: readonly string[]): string[] {
  return texts.filter(Boolean).flatMap((text) => text.replace(/\n$/, "").split("\n"));
}
