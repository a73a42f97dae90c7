import { cronOf } from "./cron.ts";
import { type Slots, slotsOf } from "./slots.ts";
import { zoneOf } from "./zone.ts";

/** `timezone`, and a node-cron expression for each kind; null = off. */
export type Schedules<K extends string> = { timezone: string } & { readonly [N in K]: string | null };

/** When each kind is due. What is off has no slots. */
export type Calendar<K extends string> = ReadonlyMap<K, Slots>;

export function calendarOf<K extends string>(schedules: Schedules<K>, kinds: readonly K[]): Calendar<K> {
  const zone = zoneOf(schedules.timezone);
  return new Map(
    kinds.flatMap((kind) => {
      const expression = schedules[kind];
      return expression === null ? [] : [[kind, slotsOf(cronOf(expression), zone)] as const];
    }),
  );
}
