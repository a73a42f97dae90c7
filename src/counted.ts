import type { Metrics } from "./metrics.ts";

/** Counts a call and times it. `outcomeOf` names what it was thrown. */
export async function counted<T>(
  metrics: Metrics,
  service: "slack" | "aws" | "dns" | "smtp",
  operation: string,
  outcomeOf: (error: unknown) => string,
  ask: () => Promise<T>,
): Promise<T> {
  const ended = metrics.callSeconds.startTimer({ service });
  try {
    const answer = await ask();
    metrics.calls.inc({ service, operation, outcome: "ok" });
    return answer;
  } catch (error) {
    metrics.calls.inc({ service, operation, outcome: outcomeOf(error) });
    throw error;
  } finally {
    ended();
  }
}
