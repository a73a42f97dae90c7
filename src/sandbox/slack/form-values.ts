import { elementsOf } from "./blocks/validate.ts";
import { isObject, type JsonObject, objectsIn, stringIn } from "./json.ts";
import { fileJson } from "./methods/files.ts";
import type { Office } from "./office.ts";
import type { View } from "./state.ts";

/** What a person put into the inputs of a view, by action_id or block_id. Options by value or label; files by id. */
export type FormValues = Readonly<Record<string, string | readonly string[]>>;

/**
 * `view.state.values`. Throws where Slack's own form would not let the person submit: a required input left empty, text
 * too long or too short, an option that is not there, an input that does not exist.
 */
export function formValues(view: View, given: FormValues, office: Office): JsonObject {
  const used = new Set<string>();
  const values: { [blockId: string]: JsonObject } = {};
  for (const block of objectsIn(view.content.blocks)) {
    const blockId = stringIn(block, "block_id");
    for (const { element } of elementsOf(block)) {
      if (!isInput(element)) continue;
      const actionId = stringIn(element, "action_id");
      const key = actionId in given ? actionId : blockId;
      used.add(key);
      const entered = given[key] ?? initial(element);
      if (entered.length === 0 && block.type === "input" && block.optional !== true) {
        throw new Error(`Slack does not submit: ${actionId} is empty`);
      }
      values[blockId] = { ...values[blockId], [actionId]: entry(element, entered, office) };
    }
  }
  const stray = Object.keys(given).find((key) => !used.has(key));
  if (stray !== undefined) throw new Error(`the view has no input ${stray}`);
  return values;
}

function isInput(element: JsonObject): boolean {
  return !["button", "image", "overflow", "workflow_button"].includes(stringIn(element, "type"));
}

function initial(element: JsonObject): string | string[] {
  if (isObject(element.initial_option)) return stringIn(element.initial_option, "value");
  if (Array.isArray(element.initial_options))
    return objectsIn(element.initial_options).map((o) => stringIn(o, "value"));
  for (const field of ["initial_value", "initial_date", "initial_time", "initial_user", "initial_conversation"]) {
    if (stringIn(element, field)) return stringIn(element, field);
  }
  return "";
}

function entry(element: JsonObject, entered: string | readonly string[], office: Office): JsonObject {
  const type = stringIn(element, "type");
  const one = typeof entered === "string" ? entered : (entered[0] ?? "");
  const all = typeof entered === "string" ? (entered ? [entered] : []) : entered;
  switch (type) {
    case "static_select":
    case "external_select":
    case "radio_buttons":
      return { type, selected_option: one ? optionOf(element, one) : null };
    case "multi_static_select":
    case "checkboxes":
      return { type, selected_options: all.map((each) => optionOf(element, each)) };
    case "users_select":
      return { type, selected_user: one || null };
    case "multi_users_select":
      return { type, selected_users: all };
    case "conversations_select":
      return { type, selected_conversation: one || null };
    case "channels_select":
      return { type, selected_channel: one || null };
    case "datepicker":
      return { type, selected_date: one || null };
    case "timepicker":
      return { type, selected_time: one || null };
    case "file_input":
      return { type, files: all.map((id) => uploaded(id, office)) };
    default:
      return { type, value: written(element, one) };
  }
}

function written(element: JsonObject, text: string): string | null {
  const max = typeof element.max_length === "number" ? element.max_length : 3000;
  const min = typeof element.min_length === "number" ? element.min_length : 0;
  if (text.length > max) throw new Error(`Slack does not submit: more than ${max} characters`);
  if (text && text.length < min) throw new Error(`Slack does not submit: fewer than ${min} characters`);
  return text || null;
}

function optionOf(element: JsonObject, wanted: string): JsonObject {
  const options = [
    ...objectsIn(element.options),
    ...objectsIn(element.option_groups).flatMap((g) => objectsIn(g.options)),
  ];
  const found = options.find((each) => each.value === wanted || stringIn(each.text, "text") === wanted);
  if (!found) throw new Error(`no option ${wanted}`);
  return found;
}

function uploaded(id: string, office: Office): JsonObject {
  const file = office.state.files.get(id);
  if (!file) throw new Error(`no file ${id}`);
  return fileJson(file, office);
}
