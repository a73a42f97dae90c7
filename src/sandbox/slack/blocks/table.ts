import { isObject, type JsonObject } from "../json.ts";
import { RICH_TEXT } from "./rich-text.ts";
import {
  complain,
  flag,
  type Look,
  list,
  number,
  object,
  oneOf,
  type Rule,
  type Shape,
  string,
  variants,
} from "./rules.ts";

// https://docs.slack.dev/reference/block-kit/blocks/table-block

/** Of all cells of one table together. */
const MAX_CHARACTERS = 10_000;

const cell = variants({
  raw_text: object({ required: { text: string() } }),
  raw_number: object({ required: { value: number(), text: string() } }),
  rich_text: RICH_TEXT,
});

const column = object({ optional: { align: oneOf("left", "center", "right"), is_wrapped: flag } });

/** `null` leaves a column at its default. */
const columnOrNull: Rule = (value, at, look) => {
  if (value !== null) column(value, at, look);
};

export const TABLE: Shape = {
  required: { rows: list(list(cell, { max: 20 }), { max: 100 }) },
  optional: { column_settings: list(columnOrNull, { max: 20 }) },
  also: notTooMuchText,
};

function notTooMuchText(table: JsonObject, at: string, look: Look): void {
  const size = charactersIn(table.rows);
  if (size > MAX_CHARACTERS) complain(look, `must be less than ${MAX_CHARACTERS + 1} characters in all cells`, at);
}

function charactersIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + charactersIn(each), 0);
  if (!isObject(value)) return 0;
  const own = typeof value.text === "string" ? value.text.length : 0;
  return own + charactersIn(value.elements);
}
