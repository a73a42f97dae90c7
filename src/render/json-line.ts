import type { Json } from "../diagnosis/finding.ts";
import { masked } from "../secret.ts";
import { cap } from "./inert.ts";

/** No string of a document is longer; texts from outside are capped long before. */
const LONGEST_STRING = 4_000;

/**
 * What is not printable ASCII or a common letter is escaped, so that a document is inert on a terminal too. `clean` is what
 * becomes of each text; the process's own secrets are in none, masked here because a masked line may be no JSON.
 */
export function line(document: object, clean = masked): string {
  const text = JSON.stringify(document, (_, value: Json) =>
    typeof value === "string" ? cap(clean(value), LONGEST_STRING) : value,
  );
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\u115F\u1160\u3164\uFFA0]/gu, (character) =>
    [...character]
      .flatMap((c) => c.split(""))
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}
