import { styleText } from "node:util";
import type { Severity } from "../diagnosis/finding.ts";

/** What a piece of text is, for whoever gives it a colour. */
export type Style = Severity | "strong" | "faint";

export type Paint = (style: Style, text: string) => string;

export function plain(_: Style, text: string): string {
  return text;
}

const FORMATS = {
  ok: "green",
  note: "cyan",
  warning: "yellow",
  failure: ["red", "bold"],
  unknown: "magenta",
  strong: "bold",
  faint: "dim",
} as const satisfies Record<Style, Parameters<typeof styleText>[0]>;

/** ANSI colours. The caller decides whether the stream is a terminal and NO_COLOR is unset. */
export function ansi(style: Style, text: string): string {
  return styleText(FORMATS[style], text, { validateStream: false });
}
