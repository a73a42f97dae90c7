import type { Alert, AlertEnding, AlertMessage, AlertSeverity, AlertState } from "../ports/alerts.ts";
import { type Facts, factsOf } from "./facts.ts";

/** What stands in the outbox, as data; the words are made when it is sent. Times are ISO 8601. */

export const ALERT = "alert";
export const ALERT_CHANGE = "alert-change";
export const ALERT_SUMMARY = "alert-summary";

export type AlertTold = {
  target: string;
  code: string;
  subject: string;
  severity: AlertSeverity;
  stage: number;
  state: AlertState;
  since: string;
  facts: Facts;
  hush: { by: string; at: string; until: string | null; why: string } | null;
  ended: { at: string; why: AlertEnding } | null;
};

export type AlertBody = {
  /** The value of its buttons. */
  value: string;
  /** The kind of watch that found it. */
  watch: string;
  target: string;
  mention: string | null;
  /** When the same was told before, and where. */
  before: { at: string; link: string | null } | null;
  alerts: readonly AlertTold[];
};

/** `joined`: new, and it belongs to what the message tells already. */
export type ChangeReason = "joined" | "worse" | "repeat" | "resolved" | "acknowledged" | "snoozed" | "again";

export type ChangeBody = {
  mention: string | null;
  changes: readonly { reason: ChangeReason; alert: AlertTold }[];
};

export type SummaryBody = {
  watch: string;
  mention: string | null;
  /** How many messages stand in its thread; the others are told here alone. */
  inThread: number;
  alerts: readonly AlertTold[];
};

/** Of one message. */
const MOST_TOLD = 60;

export function alertTold(alert: Alert): AlertTold {
  const { target, code, subject, level, state, since, facts, hush, ended } = alert;
  return {
    target,
    code,
    subject,
    severity: level.severity,
    stage: level.stage,
    state,
    since: since.toISOString(),
    facts: factsOf(facts) ?? { check: "", findings: [], changes: [] },
    hush: hush && {
      by: hush.by,
      at: hush.at.toISOString(),
      until: hush.until?.toISOString() ?? null,
      why: hush.why,
    },
    ended: ended && { at: ended.at.toISOString(), why: ended.why },
  };
}

export function alertBody(
  watch: string,
  message: AlertMessage,
  alerts: readonly Alert[],
  before: AlertBody["before"],
): AlertBody {
  return {
    value: buttonValue(message),
    watch,
    target: message.target,
    mention: message.mention,
    before,
    alerts: worstFirst(alerts).slice(0, MOST_TOLD).map(alertTold),
  };
}

/** A button of an older version of its message has moved on. */
export function buttonValue({ id, version }: Pick<AlertMessage, "id" | "version">): string {
  return `${id}:${version}`;
}

export function buttonOf(value: string): { id: string; version: number } | null {
  const [, id = "", version = ""] = /^([\w.-]{1,60}):(\d{1,9})$/.exec(value) ?? [];
  return id === "" ? null : { id, version: Number(version) };
}

export function worstFirst(alerts: readonly Alert[]): readonly Alert[] {
  const rank = ({ state, level }: Alert) => (state === "resolved" ? 2 : 0) + (level.severity === "failure" ? 0 : 1);
  const name = ({ target, subject, code }: Alert) => `${target} ${subject} ${code}`;
  return alerts.toSorted(
    (a, b) => rank(a) - rank(b) || a.since.getTime() - b.since.getTime() || (name(a) < name(b) ? -1 : 1),
  );
}
