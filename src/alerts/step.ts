import type { Alert, AlertEnding, AlertLevel, AlertNotify, Fingerprint } from "../ports/alerts.ts";
import { idOf } from "./fingerprint.ts";

/** What one look found about one alert. `unknown` neither fires nor resolves. */
export type Seen =
  | { is: "bad"; level: AlertLevel; facts: string; essence: string }
  | { is: "good" }
  | { is: "unknown" }
  | { is: "over"; why: Exclude<AlertEnding, "gone"> };

export type Policy = {
  /** Looks in a row that have to find it in order. */
  cleanLooks: number;
  /** After how many milliseconds a failure that stands is told again. */
  repeatMs: number;
  /** There is somewhere to tell it. Where not, it counts as untold until there is. */
  canTell: boolean;
};

export const POLICY: Omit<Policy, "canTell"> = { cleanLooks: 2, repeatMs: 86_400_000 };

export type Stepped = { alert: Alert | null; notify?: AlertNotify };

/**
 * state × look → state, and why people are to be told, if they are. What is told is the alert's level at that moment: a
 * failure that stands has always been told as badly as it is.
 */
export function step(was: Alert | null, fingerprint: Fingerprint, seen: Seen, now: Date, policy: Policy): Stepped {
  const standing = was?.state === "resolved" ? null : was;
  switch (seen.is) {
    case "unknown":
      return { alert: was };
    case "good": {
      if (!standing) return { alert: was };
      const clean = standing.clean + 1;
      if (clean >= policy.cleanLooks) return end(standing, "gone", now, policy);
      return { alert: { ...standing, clean } };
    }
    case "over":
      return standing ? end(standing, seen.why, now, policy) : { alert: was };
    case "bad":
      return standing ? stands(standing, seen, now, policy) : begin(was, fingerprint, seen, now, policy);
  }
}

type Bad = Extract<Seen, { is: "bad" }>;

function begin(was: Alert | null, fingerprint: Fingerprint, seen: Bad, now: Date, policy: Policy): Stepped {
  const { level, facts, essence } = seen;
  const alert: Alert = {
    id: idOf(fingerprint),
    target: fingerprint.target,
    code: fingerprint.code,
    subject: fingerprint.subject,
    state: "firing",
    level,
    facts,
    essence,
    since: now,
    seenAt: now,
    clean: 0,
    lower: 0,
    told: null,
    hush: null,
    ended: null,
    message: null,
    before: was?.message ?? was?.before ?? null,
  };
  return tell(alert, "first", now, policy);
}

function stands(was: Alert, seen: Bad, now: Date, policy: Policy): Stepped {
  const { level, facts, essence } = seen;
  const alert: Alert = { ...was, level, facts, essence, seenAt: now, clean: 0 };
  if (!was.told) return tell(awake(alert), "first", now, policy);
  if (isWorse(level, was.told.level)) return tell(awake({ ...alert, lower: 0 }), "worse", now, policy);
  const eased = ease(alert, was.told, policy);
  if (was.hush && isSnoozeOver(was, essence, now)) return tell(awake(eased), "repeat", now, policy);
  const isDue = now.getTime() - was.told.at.getTime() >= policy.repeatMs;
  if (alert.state === "firing" && level.severity === "failure" && isDue) return tell(eased, "repeat", now, policy);
  return { alert: eased };
}

/** What has been better for a while and gets worse again is told again. */
function ease(alert: Alert, told: NonNullable<Alert["told"]>, { cleanLooks }: Policy): Alert {
  const lower = isWorse(told.level, alert.level) ? alert.lower + 1 : 0;
  return lower >= cleanLooks ? { ...alert, lower: 0, told: { ...told, level: alert.level } } : { ...alert, lower };
}

function isSnoozeOver({ state, hush }: Alert, essence: string, now: Date): boolean {
  if (state !== "snoozed" || !hush) return false;
  return hush.until ? now >= hush.until : essence !== hush.essence;
}

function awake(alert: Alert): Alert {
  return { ...alert, state: "firing", hush: null };
}

function tell(alert: Alert, notify: AlertNotify, now: Date, { canTell }: Policy): Stepped {
  if (!canTell) return { alert };
  return { alert: { ...alert, told: { level: alert.level, at: now } }, notify };
}

/** Of what nobody was told, nobody is told that it is over. */
function end(was: Alert, why: AlertEnding, now: Date, { canTell }: Policy): Stepped {
  const alert: Alert = { ...was, state: "resolved", clean: 0, lower: 0, hush: null, ended: { at: now, why } };
  // What takes its place is told itself.
  return was.told && canTell && why !== "replaced" ? { alert, notify: "resolved" } : { alert };
}

export function isWorse(one: AlertLevel, other: AlertLevel): boolean {
  if (one.severity !== other.severity) return one.severity === "failure";
  return one.stage > other.stage;
}
