import type { AlertTold } from "../alerts/bodies.ts";
import { checkNamed } from "../alerts/words.ts";
import { type AlertWords, wordsFrom } from "./alert-wording.ts";

/** An alert in words. Loads every check: a terminal's command brings the catalogue along instead. */
export function alertWords(told: AlertTold): AlertWords {
  return wordsFrom(checkNamed, told);
}
