import { type AlertTold, alertTold, buttonValue, worstFirst } from "../alerts/bodies.ts";
import type { Config } from "../config.ts";
import type { LastSweep } from "../ports/alerts.ts";
import type { Store } from "../ports/store.ts";
import { type DomainState, domainStates } from "./domain-states.ts";
import { WATCHES } from "./index.ts";
import type { WatchKind } from "./watch.ts";

/** How everything is, as the last sweeps left it. */
export type Overview = {
  domains: readonly DomainState[];
  /** What stands, as it was told together. `value` is its buttons'; null where it was never told. */
  alerts: readonly { value: string | null; alerts: readonly AlertTold[] }[];
  moreAlerts: number;
  watches: readonly { kind: string; isOn: boolean; last: LastSweep | null; next: Date | null }[];
};

const MOST_DOMAINS = 30;
const MOST_MESSAGES = 10;

/** @param nextOf when a watch looks next; null where that is not known */
export async function overviewOf(
  store: Store,
  config: Config,
  now: Date,
  nextOf: (kind: WatchKind) => Date | null,
): Promise<Overview> {
  const [found, watches, domains] = await Promise.all([
    store.alerts.current(now),
    store.alerts.watches(),
    domainStates(store, config),
  ]);
  const standing = worstFirst(found.filter(({ state }) => state !== "resolved"));
  const groups = [...Map.groupBy(standing, ({ message, id }) => message ?? id).values()];
  const shown = groups.slice(0, MOST_MESSAGES);
  return {
    domains: domains.slice(0, MOST_DOMAINS),
    alerts: await Promise.all(
      shown.map(async (group) => {
        const id = group[0]?.message ?? null;
        const message = id === null ? null : await store.alerts.message(id);
        return { value: message && buttonValue(message.message), alerts: group.map(alertTold) };
      }),
    ),
    moreAlerts: groups.slice(MOST_MESSAGES).flat().length,
    // A canary is off unless somebody switches it on: that it is off is no news.
    watches: WATCHES.filter(({ kind }) => kind !== "canary" || config.schedules.canary !== null).map(({ kind }) => ({
      kind,
      isOn: config.schedules[kind] !== null,
      last: watches.find((watch) => watch.kind === kind)?.last ?? null,
      next: nextOf(kind),
    })),
  };
}
