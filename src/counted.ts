import type { Metrics } from "./metrics.ts";
import { PortTrouble } from "./ports/trouble.ts";

export type Service = "slack" | "aws" | "dns" | "smtp";

/** Counts a call and times it. `outcomeOf` names what it was thrown. */
export async function counted<T>(
  metrics: Metrics,
  service: Service,
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

/** A port whose methods all ask something of the world; whatever it can do, each call is counted. */
export function countedPort<P extends object>(port: P, service: Service, name: string, metrics: Metrics): P {
  const outcomeOf = (error: unknown) => (error instanceof PortTrouble ? error.reason : "bug");
  return new Proxy(port, {
    get(target, key, receiver) {
      const method: unknown = Reflect.get(target, key, receiver);
      if (typeof method !== "function") return method;
      const ask = (asked: readonly unknown[]) => async () => Reflect.apply(method, target, asked);
      return (...asked: readonly unknown[]) =>
        counted(metrics, service, `${name} ${String(key)}`, outcomeOf, ask(asked));
    },
  });
}
