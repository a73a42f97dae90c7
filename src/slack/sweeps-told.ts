import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { SchedulerGiven } from "../schedule/scheduler.ts";

const MOST_TROUBLES = 20;

/** Logs and counts what the scheduler does. `onTroubles` is told what could not be looked at. */
export function sweepsTold(
  log: Log,
  metrics: Metrics,
  onTroubles: (kind: string, troubles: readonly string[]) => void = () => {},
): Pick<SchedulerGiven<string>, "onSwept" | "onTrouble" | "onBlind"> {
  return {
    onSwept(kind, { looked, troubles }, tookMs) {
      metrics.sweeps.total.inc({ kind, looked });
      metrics.sweeps.seconds.observe({ kind }, tookMs / 1_000);
      const some = troubles.slice(0, MOST_TROUBLES);
      log[looked === "all" ? "info" : "warn"](
        { watch: kind, looked, tookMs: Math.round(tookMs), troubles: some },
        "swept",
      );
      onTroubles(kind, some);
    },
    onTrouble: (kind, trouble) => log.error({ err: trouble, watch: kind }, "a sweep broke"),
    onBlind: (trouble) => log.error({ err: trouble }, "the store does not tell what is due"),
  };
}
