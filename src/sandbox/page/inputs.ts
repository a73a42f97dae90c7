import type { Names } from "../slack/blocks/plain-text.ts";
import { isObject, type JsonObject, objectsIn, stringIn } from "../slack/json.ts";
import { type Html, html } from "./html.ts";
import { textHtml } from "./inline.ts";

/** An input of a modal or a Home, named by its action_id. */
export function inputHtml(element: JsonObject, names: Names): Html {
  const name = stringIn(element, "action_id");
  const initial = stringIn(element, "initial_value");
  const hint = stringIn(element.placeholder, "text");
  const focus = element.focus_on_load === true && html`autofocus`;
  switch (element.type) {
    case "plain_text_input":
      return element.multiline === true
        ? html`<textarea name="${name}" rows="6" placeholder="${hint}" ${limits(element)} ${focus}>${initial}</textarea>`
        : html`<input name="${name}" value="${initial}" placeholder="${hint}" ${limits(element)} ${focus} />`;
    case "email_text_input":
    case "url_text_input":
    case "number_input":
      return html`<input name="${name}" value="${initial}" placeholder="${hint}" ${focus} />`;
    case "file_input":
      return html`<input type="file" name="${name}" ${Number(element.max_files ?? 10) > 1 && html`multiple`} />`;
    case "checkboxes":
    case "radio_buttons":
      return choicesHtml(element, name, names);
    case "static_select":
    case "multi_static_select":
      return selectHtml(element, name);
    case "datepicker":
      return html`<input type="date" name="${name}" value="${stringIn(element, "initial_date")}" />`;
    case "timepicker":
      return html`<input type="time" name="${name}" value="${stringIn(element, "initial_time")}" />`;
    default:
      return html`<span class="undrawn">(an input of the type ${stringIn(element, "type")})</span>`;
  }
}

function limits({ max_length }: JsonObject): Html {
  return html`maxlength="${typeof max_length === "number" ? max_length : 3000}"`;
}

function initialValues(element: JsonObject): readonly string[] {
  const one = isObject(element.initial_option) ? [element.initial_option] : [];
  return [...one, ...objectsIn(element.initial_options)].map((each) => stringIn(each, "value"));
}

function choicesHtml(element: JsonObject, name: string, names: Names): Html {
  const chosen = initialValues(element);
  const type = element.type === "checkboxes" ? "checkbox" : "radio";
  const options = objectsIn(element.options).map((each) => {
    const value = stringIn(each, "value");
    return html`<label class="choice"><input type="${type}" name="${name}" value="${value}" ${chosen.includes(value) && html`checked`} />
      <span>${textHtml(each.text, names)}${isObject(each.description) && html`<small>${textHtml(each.description, names)}</small>`}</span></label>`;
  });
  return html`<fieldset>${options}</fieldset>`;
}

function selectHtml(element: JsonObject, name: string): Html {
  const chosen = initialValues(element);
  const isMulti = element.type === "multi_static_select";
  const options = [
    ...objectsIn(element.options),
    ...objectsIn(element.option_groups).flatMap((group) => objectsIn(group.options)),
  ].map((each) => {
    const value = stringIn(each, "value");
    return html`<option value="${value}" ${chosen.includes(value) && html`selected`}>${stringIn(each.text, "text")}</option>`;
  });
  const none = isMulti ? null : html`<option value="">Choose…</option>`;
  return html`<select name="${name}" ${isMulti && html`multiple`}>${none}${options}</select>`;
}
