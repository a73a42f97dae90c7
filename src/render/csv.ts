import { inert } from "./inert.ts";

/**
 * One line of a CSV file (RFC 4180, with its line end). No cell starts a formula: spreadsheets run what begins with one of
 * these signs, also behind blanks. https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cellOf).join(",")}\r\n`;
}

function cellOf(text: string): string {
  // Tab and CR are written out by `inert`; the wide forms of the signs are signs to some programs.
  const shown = inert(text, 1_000);
  const safe = /^\s*[=+\-@＝＋－＠|%\\]/u.test(shown) ? `'${shown}` : shown;
  return /[",';\s]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
