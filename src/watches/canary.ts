import type { Config } from "../config.ts";
import { canaryRecord, canaryResults } from "../events/canary.ts";
import { runCanary, SEND_LIMIT } from "../events/run-canary.ts";
import type { Watch } from "./watch.ts";

/** SES tells within seconds, and SNS and SQS take as long again. */
export const CANARY_WAIT_MS = 90_000;

/** One mail from every region to each address of SES's simulator: is it taken, does it come to its end, is that seen? */
export const canary: Watch = {
  kind: "canary",
  targets: canaryRegions,
  limitMs: () => SEND_LIMIT + CANARY_WAIT_MS + 30_000,
  look: async (region, { context, now, signal, events, canaryWaitMs }) => {
    const { sendCanary: send, installation, hearing, deps } = context;
    if (!send) return { target: region, results: [], changesAt: () => [] };
    const run = await runCanary({
      regions: [region],
      waitMs: canaryWaitMs,
      send,
      events,
      queue: installation.queue,
      hearing,
      now: deps.now,
      signal,
    });
    const looked = { target: region, results: canaryResults(run), changesAt: () => [] };
    const record = canaryRecord(region, now, run);
    // What was cut short says nothing of the mail: it would only count among what is not known.
    return signal.aborted && record.outcome === "unknown" ? looked : { ...looked, canary: record };
  },
};

/** None where the canary is off. */
export function canaryRegions({ canary: configured, regions }: Pick<Config, "canary" | "regions">): readonly string[] {
  return configured ? (configured.regions ?? regions) : [];
}
