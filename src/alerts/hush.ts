import type { Alert } from "../ports/alerts.ts";

/** What a person asks for by a button. `until` null: until it changes. */
export type HushAsked =
  | { kind: "acknowledge"; by: string }
  | { kind: "snooze"; by: string; until: Date | null; why: string };

/** A reason is a line, no essay. */
const LONGEST_REASON = 300;

/**
 * The alert as a person wants it: acknowledged until it is worse or over, or snoozed until a time or until it changes.
 * What is resolved stays resolved.
 */
export function hushed(alert: Alert, asked: HushAsked, now: Date): Alert {
  if (alert.state === "resolved") return alert;
  const { by } = asked;
  if (asked.kind === "acknowledge")
    return { ...alert, state: "acknowledged", hush: { by, at: now, until: null, essence: null, why: "" } };
  const { until } = asked;
  const essence = until === null ? alert.essence : null;
  return {
    ...alert,
    state: "snoozed",
    hush: { by, at: now, until, essence, why: asked.why.slice(0, LONGEST_REASON) },
  };
}
