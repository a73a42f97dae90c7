import type { EventStore } from "../ports/event-store.ts";

/** How long events are kept, in milliseconds. */
export type Keep = {
  /** Dead letters, and events of every type that is not named. */
  ms: number;
  /** By SES's word for the type, e.g. `Open`. */
  byType: { readonly [type: string]: number };
};

export type RetentionDeps = {
  store: Pick<EventStore, "types" | "forget" | "forgetDeadLetters">;
  keep: Keep;
  now: () => Date;
  /** Resolves after so many milliseconds, or at once when `signal` is aborted. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Told of trouble at the store; it is tried again by itself. */
  onTrouble: (error: unknown) => void;
};

export const SWEEP_MS = 3_600_000;
/** Of one transaction: who writes beside it waits no longer than it takes. */
const AT_ONCE = 500;
/** Lets those who wait for the database have it between two of them. */
const PAUSE_MS = 20;

/** Deletes what is older than it is kept, now and every hour, a little at a time. Any number of instances may do so. */
export function startRetention(deps: RetentionDeps): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const running = run(deps, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function run(deps: RetentionDeps, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    try {
      await sweep(deps, stop);
    } catch (error) {
      deps.onTrouble(error);
    }
    await deps.wait(SWEEP_MS, stop);
  }
}

async function sweep({ store, keep, now, wait }: RetentionDeps, stop: AbortSignal): Promise<void> {
  const before = (ms: number) => new Date(now().getTime() - ms);

  async function emptied(forget: (before: Date, limit: number) => Promise<number>, ms: number): Promise<void> {
    while (!stop.aborted && (await forget(before(ms), AT_ONCE)) === AT_ONCE) await wait(PAUSE_MS, stop);
  }

  for (const type of await store.types()) {
    const ms = Object.hasOwn(keep.byType, type) ? (keep.byType[type] ?? keep.ms) : keep.ms;
    await emptied((...given) => store.forget(type, ...given), ms);
  }
  await emptied(store.forgetDeadLetters, keep.ms);
}
