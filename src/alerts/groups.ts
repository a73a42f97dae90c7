import { checkNamed } from "./words.ts";

/** Checks that look at the same thing under two names. */
const SAME_AS: Readonly<Record<string, string>> = { "relay-key-age": "relay-key" };

/**
 * What an alert belongs to. What is new in one sweep is told together by target and hop, as it mostly has one cause; what
 * comes later joins only what the same check found.
 */
export function groupsOf(check: string, by: "check" | "hop" = "check"): string {
  return by === "hop" ? (checkNamed(check)?.hop ?? check) : (SAME_AS[check] ?? check);
}
