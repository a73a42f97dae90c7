import type { Looked, WatchTimes } from "../ports/schedule.ts";
import type { Calendar } from "./calendar.ts";
import { type RunGiven, runWatch } from "./run-watch.ts";

export type SchedulerGiven<K extends string> = Omit<RunGiven<K>, "holdMs" | "graceMs"> & {
  calendar: Calendar<K>;
  /** Told where the store does not say what is due; it is asked again. */
  onBlind: (trouble: unknown) => void;
  timing?: Partial<SchedulerTiming>;
};

export type SchedulerTiming = Pick<RunGiven<string>, "holdMs" | "graceMs"> & {
  /** Between two looks at what is due, and at who is not heard of any more. */
  lookMs: number;
};

/** How it stood with a kind when it was its turn. `busy`: another instance was at it for longer than was waited for. */
export type Ran = Looked | "not-due" | "busy";

/** Runs what is due beside any number of others on the same store: each slot once, a watch never twice at a time. */
export type Scheduler<K extends string> = {
  /** What was missed runs now, once a kind; from now on all runs when it is due. */
  start: () => void;
  /** Begins what is due now. Never throws. */
  look: () => Promise<void>;
  /** Runs what is due, and the kinds that are named whether they are due or not, and waits for all of it. */
  once: (named: readonly K[], patienceMs: number) => Promise<ReadonlyMap<K, Ran>>;
  /** Resolves when nothing is under way. */
  idle: () => Promise<void>;
  /** Cuts short what is under way, and gives it back. */
  stop: () => Promise<void>;
};

// With a look, within the minute in which what a killed instance was at is run again.
const TIMING: SchedulerTiming = { lookMs: 15_000, holdMs: 30_000, graceMs: 5_000 };
/** What was never run is taken for missed, if it was due within a year. */
const LOOK_BACK_MS = 366 * 86_400_000;
/** A time in the store that lies further ahead was written under a wrong clock. */
const AHEAD_MS = 3_600_000;
const SHORTEST_WAIT_MS = 50;

export function createScheduler<K extends string>(options: SchedulerGiven<K>): Scheduler<K> {
  const timing = { ...TIMING, ...options.timing };
  const { calendar, store, now } = options;
  const given: RunGiven<K> = { ...options, ...timing };
  const underWay = new Map<K, Promise<Looked>>();
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | null = null;
  let looking: Promise<void> = Promise.resolve();

  /** The latest slot that is not done; what was missed before it is run with it. */
  function dueSlot(kind: K, times: WatchTimes | undefined, at: Date): Date | null {
    const done = times?.doneSlot && times.doneSlot.getTime() <= at.getTime() + AHEAD_MS ? times.doneSlot : null;
    return calendar.get(kind)?.last(done ?? new Date(at.getTime() - LOOK_BACK_MS), at) ?? null;
  }

  async function timesOf(kind: K): Promise<WatchTimes | undefined> {
    return (await store.times()).find((each) => each.kind === kind);
  }

  /** Null where it is somebody else's, or done. */
  async function begin(kind: K, slot: Date, isManual: boolean): Promise<{ ended: Promise<Looked> } | null> {
    if (underWay.has(kind) || stopping.signal.aborted) return null;
    const run = await store.claim(kind, { slot, now: now(), holdMs: timing.holdMs });
    if (!run) return null;
    const running = runWatch(kind, run, given, { isManual, stopping: stopping.signal });
    underWay.set(kind, running);
    void running.finally(() => underWay.delete(kind));
    return { ended: running };
  }

  async function look(): Promise<void> {
    try {
      const times = await store.times();
      const at = now();
      for (const kind of calendar.keys()) {
        const slot = dueSlot(
          kind,
          times.find((each) => each.kind === kind),
          at,
        );
        if (slot) await begin(kind, slot, false);
      }
    } catch (error) {
      options.onBlind(error);
    }
  }

  function untilNext(): number {
    const at = now();
    const next = [...calendar.values()].map(
      (slots) => (slots.next(at)?.getTime() ?? Number.POSITIVE_INFINITY) - at.getTime(),
    );
    return Math.max(SHORTEST_WAIT_MS, Math.min(timing.lookMs, ...next));
  }

  async function goOn(): Promise<void> {
    await look();
    if (!stopping.signal.aborted) timer = setTimeout(tick, untilNext());
  }

  function tick(): void {
    looking = goOn();
  }

  async function runOnce(kind: K, isNamed: boolean, until: number): Promise<Ran> {
    for (;;) {
      const at = now();
      const slot = isNamed ? at : dueSlot(kind, await timesOf(kind), at);
      if (!slot) return "not-due";
      const running = await begin(kind, slot, isNamed);
      if (running) return running.ended;
      const isHeld = ((await timesOf(kind))?.heldUntil?.getTime() ?? 0) > now().getTime();
      if (!isHeld && !isNamed) return dueSlot(kind, await timesOf(kind), at) ? "nothing" : "not-due";
      if (performance.now() > until) return "busy";
      await new Promise((resolve) => setTimeout(resolve, Math.min(500, timing.lookMs)));
    }
  }

  return {
    start: tick,
    look,
    async once(named, patienceMs) {
      const until = performance.now() + patienceMs;
      const kinds = named.length > 0 ? [...new Set(named)] : [...calendar.keys()];
      const ran = await Promise.all(
        kinds.map(async (kind) => [kind, await runOnce(kind, named.includes(kind), until)] as const),
      );
      return new Map(ran);
    },
    async idle() {
      await looking;
      await Promise.all(underWay.values());
    },
    async stop() {
      if (timer) clearTimeout(timer);
      stopping.abort();
      await looking;
      if (timer) clearTimeout(timer);
      await Promise.all(underWay.values());
    },
  };
}
