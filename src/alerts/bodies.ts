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
  /** Changes beside those; absent in what an older version wrote. */
  more?: number;
};

export type SummaryBody = {
  watch: string;
  mention: string | null;
  /** How many messages stand in its thread; the others are told here alone. */
  inThread: number;
  alerts: readonly AlertTold[];
  /** Of all, also those that are not among `alerts`; absent in what an older version wrote. */
  counts?: { all: number; standing: number; failures: number };
};

/** Of one message. */
const MOST_TOLD = 60;
const MOST_CHANGES = 40;
const MOST_IN_SUMMARY = 200;

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

/** By name, as the order in which they were looked at says nothing. */
export function changeBody(
  changes: readonly { reason: ChangeReason; alert: Alert }[],
  mention: string | null,
): ChangeBody {
  const isNewFailure = changes.some(
    ({ reason, alert }) => (reason === "joined" || reason === "worse") && alert.level.severity === "failure",
  );
  const inOrder = changes.toSorted((a, b) => (nameOf(a.alert) < nameOf(b.alert) ? -1 : 1));
  return {
    mention: isNewFailure ? mention : null,
    changes: inOrder.slice(0, MOST_CHANGES).map(({ reason, alert }) => ({ reason, alert: alertTold(alert) })),
    more: Math.max(0, changes.length - MOST_CHANGES),
  };
}

/** @param inThread how many messages stand in its thread */
export function summaryBody(
  watch: string,
  { mention }: AlertMessage,
  alerts: readonly Alert[],
  inThread: number,
): SummaryBody {
  const standing = alerts.filter(({ state }) => state !== "resolved");
  const failures = standing.filter(({ level }) => level.severity === "failure").length;
  return {
    watch,
    mention,
    inThread,
    alerts: alerts.slice(0, MOST_IN_SUMMARY).map(slim),
    counts: { all: alerts.length, standing: standing.length, failures },
  };
}

/** A summary needs the titles alone, and so does a digest. */
export function slim(alert: Alert): AlertTold {
  const told = alertTold(alert);
  return { ...told, facts: { ...told.facts, findings: told.facts.findings.slice(0, 1), changes: [] } };
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
  return alerts.toSorted(
    (a, b) => rank(a) - rank(b) || a.since.getTime() - b.since.getTime() || (nameOf(a) < nameOf(b) ? -1 : 1),
  );
}

function nameOf({ target, subject, code }: Alert): string {
  return `${target} ${subject} ${code}`;
}
