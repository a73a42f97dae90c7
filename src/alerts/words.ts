import { canaryEvents, canarySubmission } from "../diagnosis/canary-words.ts";
import type { AnyCheck } from "../diagnosis/check.ts";
import { CHECKS } from "../diagnosis/checks/index.ts";
import { watchBlind } from "./blind-words.ts";
import { relayKeyAge } from "./key-age.ts";
import { receivers } from "./receivers.ts";
import { suppressionNews } from "./suppression-words.ts";

/** Whose codes only a watch finds. */
const OWN: readonly AnyCheck[] = [relayKeyAge, suppressionNews, receivers, canarySubmission, canaryEvents, watchBlind];

/** The check whose catalogue has an alert's words; undefined where this version knows it not. */
export function checkNamed(name: string): AnyCheck | undefined {
  return CHECKS.find((check) => check.name === name) ?? OWN.find((check) => check.name === name);
}
