import type { AlertsAnswer } from "../commands/answer.ts";
import { wordsFrom } from "./alert-wording.ts";

/** `maildiag/alerts@1` */
export function alertsDocument({ alerts, watches, complaints, checkNamed }: AlertsAnswer) {
  return {
    schema: "maildiag/alerts@1",
    alerts: alerts.map(({ watch, alert, lastTold }) => ({
      code: alert.code,
      subject: alert.subject,
      target: alert.target,
      severity: alert.severity,
      state: alert.state,
      since: alert.since,
      lastTold: lastTold?.toISOString() ?? null,
      title: wordsFrom(checkNamed, alert).title,
      watch,
      hush: alert.hush,
      ended: alert.ended,
    })),
    watches: watches.map(({ kind, last }) => ({
      kind,
      lastSweep: last && { at: last.at.toISOString(), looked: last.looked, troubles: last.troubles },
    })),
    complaints: complaints.map(({ channel, error, since, again, waiting }) => ({
      channel,
      error,
      since: since.toISOString(),
      again: again.toISOString(),
      waiting,
    })),
  };
}
