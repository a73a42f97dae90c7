import pThrottle from "p-throttle";

/** At most `limit` calls of one action in one region per `intervalMs`. */
export type Rate = { limit: number; intervalMs: number };

/**
 * SES allows most actions once a second and region (https://docs.aws.amazon.com/ses/latest/dg/quotas.html). Each action
 * and region has its own row of slots; the first is free at once. An asker that gives up leaves its slot unused.
 */
export function createSlots(rate: Rate): (key: string, signal: AbortSignal) => Promise<void> {
  const rows = new Map<string, () => Promise<void>>();

  function rowOf(key: string): () => Promise<void> {
    const before = rows.get(key);
    if (before) return before;
    const row = pThrottle({ limit: rate.limit, interval: rate.intervalMs, strict: true })(async () => {});
    rows.set(key, row);
    return row;
  }

  return (key, signal) => untilAborted(signal, rowOf(key));
}

/** Rejects with the signal's reason as soon as it is given; does not even begin once it has been. */
export function untilAborted<T>(signal: AbortSignal, begin: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    begin()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", stop));
  });
}
