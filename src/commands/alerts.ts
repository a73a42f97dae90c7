import { alertTold, worstFirst } from "../alerts/bodies.ts";
import { tellsAlerts } from "../alerts/tells.ts";
import type { Alert } from "../ports/alerts.ts";
import type { StandingAlert } from "./answer.ts";
import { type Command, UsageMistake } from "./command.ts";

/** What ended is told for so long. */
const LATELY = 24 * 3_600_000;

export const alerts: Command = {
  name: "alerts",
  usage: "alerts",
  summary: "What fires now, since when, and who keeps it quiet",
  details: [
    "What the scheduled watches found and is not over, and what ended in the last 24 hours; how each watch fares, and what Slack does not take.",
    "Exit status 0 when answered.",
  ],
  where: "everywhere",
  options: {},
  run: async ({ positionals }, { config, deps, openStore }) => {
    if (positionals.length > 0) throw new UsageMistake("alerts takes no words.", alerts);
    const { checkNamed } = await import("../alerts/words.ts");
    const now = deps.now();
    const store = await openStore();
    try {
      const [found, watches, complaints] = await Promise.all([
        store.alerts.current(new Date(now.getTime() - LATELY)),
        store.alerts.watches(),
        store.outbox.complaints(),
      ]);
      return {
        kind: "alerts",
        at: now,
        alerts: standing(found),
        watches: watches.map(({ kind, last }) => ({ kind, last })),
        complaints,
        hasChannel: tellsAlerts(config.channels),
        checkNamed,
      };
    } finally {
      await store.close();
    }
  },
};

function standing(found: readonly (Alert & { kind: string })[]): readonly StandingAlert[] {
  const kinds = new Map(found.map((alert) => [alert, alert.kind] as const));
  return worstFirst(found).map((alert) => ({
    watch: kinds.get(alert as Alert & { kind: string }) ?? "",
    alert: alertTold(alert),
    lastTold: alert.told?.at ?? null,
  }));
}
