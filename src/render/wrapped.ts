import { createRequire } from "node:module";
import { inert } from "./inert.ts";

/** The width that everything fits into. */
export const COLUMNS = 80;

/** ASCII, Latin letters, and the signs that our own sentences use: a column each, whoever counts them. */
const ONE_COLUMN_EACH = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u017f→…–—✓✗‘’“”]*$/;

/** Text from anywhere, made inert and broken into lines of at most `width` columns; a longer word is broken. */
export function wrapped(text: string, width: number, most?: number): readonly string[] {
  const safe = inert(text, most);
  return ONE_COLUMN_EACH.test(safe) ? filled(safe, width) : measured(safe, width);
}

/** Loaded for text whose width takes tables to know: that costs as much as starting Node does. */
function measured(text: string, width: number): readonly string[] {
  const { default: wrapAnsi }: typeof import("wrap-ansi") = createRequire(import.meta.url)("wrap-ansi");
  return wrapAnsi(text, width, { hard: true, trim: true }).split("\n");
}

/** As wrap-ansi breaks it; a test compares. */
function filled(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const [index, word] of text.split(" ").entries()) {
    if (index > 0 && line !== "") line += " ";
    if (word === "" || line.length + word.length <= width) {
      line += word;
    } else if (word.length <= width) {
      lines.push(line);
      line = word;
    } else {
      // A word that has to be broken anyway begins here where that saves a line.
      const here = width - line.length;
      const linesFromHere = 1 + Math.floor((word.length - here - 1) / width);
      const startsAnew = Math.floor((word.length - 1) / width) < linesFromHere;
      if (startsAnew) lines.push(line);
      let rest = `${startsAnew ? "" : line}${word}`;
      for (; rest.length > width; rest = rest.slice(width)) lines.push(rest.slice(0, width));
      line = rest;
    }
  }
  return [...lines, line].map((each) => each.trimEnd());
}

export function indent(lines: readonly string[], by: number): readonly string[] {
  return lines.map((line) => `${" ".repeat(by)}${line}`);
}
