import type { LoginOutcome } from "./authenticate.ts";

/** As it stands in the store. Replies in it have been made fit to be shown before. */
export function textOf(outcome: LoginOutcome): string {
  return JSON.stringify(outcome);
}

/** What cannot be read is of a version to come, or damaged: not known. */
export function outcomeOf(text: string): LoginOutcome {
  const { kind, reply, reason, detail } = fieldsOf(text);
  if (kind === "accepted") return { kind };
  if ((kind === "rejected" || kind === "throttled") && typeof reply === "string") return { kind, reply };
  if (kind === "undecided" && typeof detail === "string") {
    const known = REASONS.find((each) => each === reason);
    if (known) return { kind, reason: known, detail };
  }
  return { kind: "undecided", reason: "error", detail: "what another process wrote down of it cannot be read" };
}

const REASONS = ["timeout", "unreachable", "error", "limit"] as const;

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
