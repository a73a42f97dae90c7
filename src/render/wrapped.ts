import wrapAnsi from "wrap-ansi";
import { inert } from "./inert.ts";

/** The width that everything fits into. */
export const COLUMNS = 80;

/** Text from anywhere, made inert and broken into lines of at most `width` columns; a longer word is broken. */
export function wrapped(text: string, width: number, most?: number): readonly string[] {
  return wrapAnsi(inert(text, most), width, { hard: true, trim: true }).split("\n");
}

export function indent(lines: readonly string[], by: number): readonly string[] {
  return lines.map((line) => `${" ".repeat(by)}${line}`);
}
