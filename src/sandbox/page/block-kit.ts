import type { Names } from "../slack/blocks/plain-text.ts";
import { isObject, type JsonObject, objectsIn, stringIn } from "../slack/json.ts";
import { chartHtml } from "./chart.ts";
import { type Html, html } from "./html.ts";
import { richTextHtml, textHtml } from "./inline.ts";
import { inputHtml } from "./inputs.ts";

/** Where a click on one of the blocks is sent. */
export type On = { kind: "message" | "view"; id: string };

/** Blocks as Slack draws them. Nothing of them is fetched: an image is its alternative text. */
export function blocksHtml(blocks: readonly JsonObject[], on: On, names: Names): Html {
  return html`${blocks.map((block) => html`<div class="block ${stringIn(block, "type")}">${blockHtml(block, on, names)}</div>`)}`;
}

function blockHtml(block: JsonObject, on: On, names: Names): Html {
  const elements = () => objectsIn(block.elements).map((each) => elementHtml(each, on, names));
  switch (block.type) {
    case "header":
      return html`<h3>${textHtml(block.text, names)}</h3>`;
    case "section":
      return html`<div class="body">${textHtml(block.text, names)}${fieldsHtml(block, names)}</div>
        ${isObject(block.accessory) && elementHtml(block.accessory, on, names)}`;
    case "context":
    case "actions":
    case "context_actions":
      return html`${elements()}`;
    case "divider":
      return html`<hr />`;
    case "input":
      return html`<label class="field"><span>${textHtml(block.label, names)}${block.optional === true && html` <small>(optional)</small>`}</span>
        ${isObject(block.element) && inputHtml(block.element, names)}</label>
        ${isObject(block.hint) && html`<small class="hint">${textHtml(block.hint, names)}</small>`}`;
    case "rich_text":
      return html`${objectsIn(block.elements).map((each) => richTextHtml(each, names))}`;
    case "table":
      return tableHtml(block, names);
    case "data_visualization":
      return chartHtml(block);
    case "image":
      return html`<p class="picture">${stringIn(block, "alt_text")}</p>`;
    case "alert":
    case "markdown":
      return html`<p>${textHtml(block.text, names)}</p>`;
    default:
      return html`<p class="undrawn">(a block of the type ${stringIn(block, "type")})</p>`;
  }
}

function fieldsHtml(block: JsonObject, names: Names): Html | null {
  const fields = objectsIn(block.fields);
  return fields.length > 0
    ? html`<div class="fields">${fields.map((each) => html`<div>${textHtml(each, names)}</div>`)}</div>`
    : null;
}

function elementHtml(element: JsonObject, on: On, names: Names): Html {
  switch (element.type) {
    case "button":
    case "icon_button":
      return buttonHtml(element, on, names);
    case "overflow":
      return html`<details class="menu"><summary aria-label="More">⋯</summary>${optionsOf(element).map((option) => pickHtml(option, element, on, names))}</details>`;
    case "static_select":
    case "radio_buttons":
      return html`<select data-act="pick" data-on="${on.kind}" data-id="${on.id}" data-action="${stringIn(element, "action_id")}"
        aria-label="${plain(element.placeholder) || "Choose"}"><option value="">${plain(element.placeholder) || "Choose…"}</option>
        ${optionsOf(element).map((each) => html`<option value="${stringIn(each, "value")}">${plain(each.text)}</option>`)}</select>`;
    case "mrkdwn":
    case "plain_text":
      return html`<span>${textHtml(element, names)}</span>`;
    case "image":
      return html`<span class="picture">${stringIn(element, "alt_text")}</span>`;
    default:
      return inputHtml(element, names);
  }
}

function buttonHtml(element: JsonObject, on: On, names: Names): Html {
  const style = stringIn(element, "style");
  return html`<button type="button" class="button ${style}" data-act="press" data-on="${on.kind}" data-id="${on.id}"
    data-action="${stringIn(element, "action_id")}" ${confirmAttributes(element)}
    ${ariaLabel(element)}>${textHtml(element.text, names)}</button>`;
}

function pickHtml(option: JsonObject, element: JsonObject, on: On, names: Names): Html {
  return html`<button type="button" data-act="press" data-on="${on.kind}" data-id="${on.id}" data-action="${stringIn(element, "action_id")}"
    data-value="${stringIn(option, "value")}" ${confirmAttributes(element)}>${textHtml(option.text, names)}</button>`;
}

function ariaLabel(element: JsonObject): Html | null {
  const label = stringIn(element, "accessibility_label");
  return label ? html`aria-label="${label}"` : null;
}

/** The dialog that stands before the press; the page asks, as Slack's client does. */
function confirmAttributes({ confirm }: JsonObject): Html | null {
  if (!isObject(confirm)) return null;
  return html`data-confirm="${plain(confirm.text)}" data-confirm-title="${plain(confirm.title)}"
    data-confirm-yes="${plain(confirm.confirm)}" data-confirm-no="${plain(confirm.deny)}"`;
}

function optionsOf(element: JsonObject): readonly JsonObject[] {
  return [
    ...objectsIn(element.options),
    ...objectsIn(element.option_groups).flatMap((group) => objectsIn(group.options)),
  ];
}

function plain(text: unknown): string {
  return stringIn(text, "text");
}

function tableHtml(block: JsonObject, names: Names): Html {
  const rows = Array.isArray(block.rows) ? block.rows.map(objectsIn) : [];
  const settings: readonly unknown[] = Array.isArray(block.column_settings) ? block.column_settings : [];
  const cell = (each: JsonObject, column: number, isHead: boolean) => {
    const content =
      each.type === "rich_text"
        ? html`${objectsIn(each.elements).map((part) => richTextHtml(part, names))}`
        : html`${stringIn(each, "text")}`;
    const align = `align-${stringIn(settings[column], "align") || "left"}`;
    return isHead ? html`<th class="${align}">${content}</th>` : html`<td class="${align}">${content}</td>`;
  };
  return html`<div class="wide" tabindex="0"><table>${rows.map(
    (row, index) => html`<tr>${row.map((each, column) => cell(each, column, index === 0))}</tr>`,
  )}</table></div>`;
}
