import { createTask, parse } from "node-cron";

/** A node-cron expression, by what a clock on the wall shows. */
export type Cron = {
  /** Ascending. */
  hours: readonly number[];
  minutes: readonly number[];
  seconds: readonly number[];
  /** Whether it runs on this day at all, given as its midnight in UTC, milliseconds since 1970. */
  isOn: (day: number) => boolean;
};

const MOST_KEPT = 1_000;

/** Throws for what is no expression; `config` lets none of those through. */
export function cronOf(expression: string): Cron {
  const { hour, minute, second } = parse(expression);
  const [hours, minutes, seconds] = [ascending(hour), ascending(minute), ascending(second)];
  const time = (hours[0] ?? 0) * 3_600_000 + (minutes[0] ?? 0) * 60_000 + (seconds[0] ?? 0) * 1_000;
  // Never started: it only matches. Which days `L`, `W` and `#` mean is node-cron's to know.
  const task = createTask(expression, () => {}, { timezone: "UTC" });
  const known = new Map<number, boolean>();
  return {
    hours,
    minutes,
    seconds,
    isOn(day) {
      const is = known.get(day) ?? task.match(new Date(day + time));
      if (known.size > MOST_KEPT) known.clear();
      known.set(day, is);
      return is;
    },
  };
}

function ascending(numbers: readonly number[]): readonly number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
