import type { AlertBody, AlertTold, ChangeBody, SummaryBody } from "../alerts/bodies.ts";
import { Untellable } from "./told.ts";

/** As it was put into the outbox; another version of this program may have done so. Throws Untellable. */
export function alertBodyIn(body: unknown): AlertBody {
  if (!isObject(body) || !hasTexts(body, "value", "watch", "target") || !areAlerts(body.alerts)) throw unreadable();
  return body as AlertBody;
}

export function changeBodyIn(body: unknown): ChangeBody {
  if (!isObject(body) || !Array.isArray(body.changes) || body.changes.length === 0) throw unreadable();
  const areRight = body.changes.every((it: unknown) => isObject(it) && hasTexts(it, "reason") && isAlert(it.alert));
  if (!areRight) throw unreadable();
  return body as ChangeBody;
}

export function summaryBodyIn(body: unknown): SummaryBody {
  if (!isObject(body) || !hasTexts(body, "watch") || !areAlerts(body.alerts)) throw unreadable();
  return body as SummaryBody;
}

function areAlerts(value: unknown): value is readonly AlertTold[] {
  return alertsIn(value) && value.length > 0;
}

/** Whether they are alerts, none among them too. */
export function alertsIn(value: unknown): value is readonly AlertTold[] {
  return Array.isArray(value) && value.every(isAlert);
}

const STATES: readonly unknown[] = ["firing", "acknowledged", "snoozed", "resolved"];

function isAlert(value: unknown): value is AlertTold {
  if (!isObject(value) || !hasTexts(value, "target", "code", "subject", "since")) return false;
  const { severity, state, facts } = value;
  const isKnown = (severity === "failure" || severity === "warning") && STATES.includes(state);
  return isKnown && isObject(facts) && Array.isArray(facts.findings) && Array.isArray(facts.changes);
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null;
}

function hasTexts(value: { readonly [key: string]: unknown }, ...keys: readonly string[]): boolean {
  return keys.every((key) => typeof value[key] === "string");
}

function unreadable(): Untellable {
  return new Untellable("unreadable_body");
}
