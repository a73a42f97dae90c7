import { storable } from "./storable.ts";

/** Milliseconds since 1970 in a column that may be empty. */
export function dateOf(at: number | null): Date | null {
  return at === null ? null : new Date(at);
}

export function timeOf(date: Date | null): number | null {
  return date === null ? null : date.getTime();
}

/** What a column that may be empty can hold of a text. */
export function textOf(text: string | null): string | null {
  return text === null ? null : storable(text);
}
