import { onTestFinished } from "vitest";
import type { Store } from "../../src/ports/store.ts";
import { calendarOf } from "../../src/schedule/calendar.ts";
import type { Sweeping, Swept } from "../../src/schedule/run-watch.ts";
import { createScheduler, type Scheduler, type SchedulerTiming } from "../../src/schedule/scheduler.ts";
import { openStore } from "../../src/store/open-store.ts";

export type Kind = "credentials" | "digest";

export type Clock = { now: () => Date; set: (at: string) => void };

export type Scheduling = {
  scheduler: Scheduler<Kind>;
  store: Store;
  clock: Clock;
  /** `credentials 12:05 all`: what was swept when, by the clock, and how it ended. */
  ran: readonly string[];
  troubles: readonly unknown[];
  /** Another instance on the same store and clock. */
  another: (sweep?: Sweeping<Kind>) => Scheduler<Kind>;
};

export type SchedulingOptions = {
  at?: string;
  timezone?: string;
  credentials?: string | null;
  digest?: string | null;
  sweep?: Sweeping<Kind>;
  limitMs?: number;
  timing?: Partial<SchedulerTiming>;
  store?: Store;
};

export const SWEPT: Swept = { looked: "all", troubles: [] };

/** A scheduler on a store in memory and a clock that stands, until the test is over. */
export async function schedulerOn(options: SchedulingOptions = {}): Promise<Scheduling> {
  let at = new Date(options.at ?? "2026-11-20T12:04Z");
  const clock: Clock = {
    now: () => at,
    set(text) {
      at = new Date(text);
    },
  };
  const store = options.store ?? (await openStore({ kind: "sqlite", path: ":memory:" }));
  const ran: string[] = [];
  const troubles: unknown[] = [];
  const schedules = {
    timezone: options.timezone ?? "UTC",
    credentials: options.credentials === undefined ? "5 * * * *" : options.credentials,
    digest: options.digest ?? null,
  };
  const running: Scheduler<Kind>[] = [];
  onTestFinished(async () => {
    await Promise.all(running.map((each) => each.stop()));
    await store.close();
  });

  function another(sweep: Sweeping<Kind> = options.sweep ?? (async () => SWEPT)): Scheduler<Kind> {
    const scheduler = createScheduler<Kind>({
      calendar: calendarOf(schedules, ["credentials", "digest"]),
      store: store.schedule,
      sweep,
      limitMs: () => options.limitMs ?? 60_000,
      now: clock.now,
      onSwept: (kind, { looked }) => ran.push(`${kind} ${clock.now().toISOString().slice(11, 16)} ${looked}`),
      onTrouble: (_, trouble) => troubles.push(trouble),
      onBlind: (trouble) => troubles.push(trouble),
      timing: { lookMs: 10, graceMs: 30, ...options.timing },
    });
    running.push(scheduler);
    return scheduler;
  }

  return { scheduler: another(), store, clock, ran, troubles, another };
}

/** A look, and all that it begins. */
export async function lookOf(...schedulers: readonly Scheduler<Kind>[]): Promise<void> {
  await Promise.all(schedulers.map((each) => each.look()));
  await Promise.all(schedulers.map((each) => each.idle()));
}
