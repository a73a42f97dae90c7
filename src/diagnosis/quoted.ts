import type { Json } from "./finding.ts";

/** A list of texts out of a finding's data, for a sentence: each in quotes. Empty for anything else. */
export function quotedList(values: Json | undefined): string {
  return Array.isArray(values) ? values.map((value) => `"${value}"`).join(", ") : "";
}

/** ` ("…" seems to be meant as one)` where a name holds look-alikes of the record that is missing. */
export function lookAlikesOf(data: { readonly [key: string]: Json }): string {
  const shown = quotedList(data.lookAlikes);
  return shown === "" ? "" : ` (${shown} seems to be meant as one)`;
}
