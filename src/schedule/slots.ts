import type { Cron } from "./cron.ts";
import type { Zone } from "./zone.ts";

/**
 * The moments at which a schedule is due, as people expect them where clocks change, and as cron(8) does: what names its
 * hours runs once a day, in an hour that comes twice the first time, in one that is left out at the moment of the change;
 * what runs every hour goes on in real time. (node-cron's own walk leaves the second of two equal hours out altogether.)
 */
export type Slots = {
  /** The latest in (after, until]; null where there is none. */
  last: (after: Date, until: Date) => Date | null;
  /** The first behind it; null where there is none within years. */
  next: (after: Date) => Date | null;
};

const DAY_MS = 86_400_000;
/** February 29 may be eight years away. */
const MOST_DAYS = 366 * 9;

export function slotsOf(cron: Cron, zone: Zone): Slots {
  const isEveryHour = cron.hours.length === 24;

  /** The instants of one day, in order or against it. */
  function* instantsOf(day: number, order: "forward" | "backward"): Generator<number> {
    const before = zone(day - DAY_MS);
    if (before === zone(day + 2 * DAY_MS)) {
      for (const wall of wallsOf(cron, day, order)) yield wall - before;
      return;
    }
    const all = [...wallsOf(cron, day, "forward")].flatMap((wall) => instantsAt(wall));
    const sorted = [...new Set(all)].sort((a, b) => a - b);
    yield* order === "forward" ? sorted : sorted.reverse();
  }

  /** When a clock on the wall shows that: mostly once, twice where it was put back, never where it was put forward. */
  function instantsAt(wall: number): readonly number[] {
    const offsets = new Set([zone(wall - DAY_MS), zone(wall + DAY_MS)]);
    const shown = [...offsets].map((offset) => wall - offset).filter((instant) => instant + zone(instant) === wall);
    if (isEveryHour) return shown;
    return [shown.length > 0 ? Math.min(...shown) : changeNear(wall)];
  }

  /** The first instant after which the clock shows more than `wall`. */
  function changeNear(wall: number): number {
    let [early, late] = [wall - zone(wall - DAY_MS) - DAY_MS, wall - zone(wall + DAY_MS) + DAY_MS];
    while (late - early > 1_000) {
      const middle = Math.floor((early + late) / 2_000) * 1_000;
      if (middle + zone(middle) > wall) late = middle;
      else early = middle;
    }
    return late;
  }

  function midnightBefore(instant: number): number {
    return Math.floor((instant + zone(instant)) / DAY_MS) * DAY_MS;
  }

  return {
    last(after, until) {
      const first = midnightBefore(after.getTime()) - DAY_MS;
      for (let day = midnightBefore(until.getTime()) + DAY_MS; day >= first; day -= DAY_MS) {
        if (!cron.isOn(day)) continue;
        for (const instant of instantsOf(day, "backward")) {
          if (instant <= after.getTime()) return null;
          if (instant <= until.getTime()) return new Date(instant);
        }
      }
      return null;
    },

    next(after) {
      const first = midnightBefore(after.getTime()) - DAY_MS;
      for (let day = first; day < first + MOST_DAYS * DAY_MS; day += DAY_MS) {
        if (!cron.isOn(day)) continue;
        for (const instant of instantsOf(day, "forward")) {
          if (instant > after.getTime()) return new Date(instant);
        }
      }
      return null;
    },
  };
}

function* wallsOf({ hours, minutes, seconds }: Cron, day: number, order: "forward" | "backward"): Generator<number> {
  const inOrder = (numbers: readonly number[]) => (order === "forward" ? numbers : numbers.toReversed());
  for (const hour of inOrder(hours)) {
    for (const minute of inOrder(minutes)) {
      for (const second of inOrder(seconds)) yield day + hour * 3_600_000 + minute * 60_000 + second * 1_000;
    }
  }
}
