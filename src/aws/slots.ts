/** At most `limit` calls of one action in one region per `intervalMs`. */
export type Rate = { limit: number; intervalMs: number };

/**
 * SES allows most actions once a second and region (https://docs.aws.amazon.com/ses/latest/dg/quotas.html). Each action
 * and region has its own row of slots; the first is free at once. An asker that gives up leaves the row, so that nobody
 * waits for a call that is not made.
 */
export function createSlots(rate: Rate): (key: string, signal: AbortSignal) => Promise<void> {
  const rows = new Map<string, Row>();

  function rowOf(key: string): Row {
    const row = rows.get(key) ?? createRow(rate);
    rows.set(key, row);
    return row;
  }

  return (key, signal) => rowOf(key)(signal);
}

type Row = (signal: AbortSignal) => Promise<void>;

function createRow({ limit, intervalMs }: Rate): Row {
  const waiting = new Set<() => void>();
  /** When the last `limit` slots were given, oldest first. */
  const given: number[] = [];
  let timer: NodeJS.Timeout | null = null;

  function give(): void {
    timer = null;
    for (const go of waiting) {
      const now = performance.now();
      const [oldest = 0] = given;
      const wait = given.length < limit ? 0 : oldest + intervalMs - now;
      if (wait > 0) {
        timer = setTimeout(give, Math.ceil(wait));
        return;
      }
      given.push(now);
      if (given.length > limit) given.shift();
      waiting.delete(go);
      go();
    }
  }

  return (signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const go = () => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => {
        waiting.delete(go);
        // Nothing keeps the process alive for a row in which nobody stands.
        if (waiting.size === 0 && timer) {
          clearTimeout(timer);
          timer = null;
        }
        reject(signal.reason);
      };
      signal.addEventListener("abort", leave, { once: true });
      waiting.add(go);
      if (!timer) give();
    });
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
