import { type AlertTold, alertTold, buttonValue, worstFirst } from "../alerts/bodies.ts";
import type { Config } from "../config.ts";
import { SEVERITIES_WORST_FIRST, type Severity } from "../diagnosis/finding.ts";
import type { Hop } from "../diagnosis/hop.ts";
import { relaysUnder } from "../diagnosis/relays-under.ts";
import type { LastSweep } from "../ports/alerts.ts";
import type { Store } from "../ports/store.ts";
import { WATCHES } from "./index.ts";
import { type Memory, memoryOf } from "./memory.ts";
import type { WatchKind } from "./watch.ts";

/** How everything is, as the last sweeps left it. */
export type Overview = {
  domains: readonly { typed: string; at: string | null; hops: Readonly<Partial<Record<Hop, Severity>>> }[];
  /** What stands, as it was told together. `value` is its buttons'; null where it was never told. */
  alerts: readonly { value: string | null; alerts: readonly AlertTold[] }[];
  moreAlerts: number;
  watches: readonly { kind: string; isOn: boolean; last: LastSweep | null; next: Date | null }[];
};

const MOST_DOMAINS = 30;
const MOST_MESSAGES = 10;
const MOST_MEMORIES = 500;

/** @param nextOf when a watch looks next; null where that is not known */
export async function overviewOf(
  store: Store,
  config: Config,
  now: Date,
  nextOf: (kind: WatchKind) => Date | null,
): Promise<Overview> {
  const [found, watches, domains, relays] = await Promise.all([
    store.alerts.current(now),
    store.alerts.watches(),
    store.alerts.memories("authentication", MOST_MEMORIES),
    store.alerts.memories("credentials", MOST_MEMORIES),
  ]);
  const standing = worstFirst(found.filter(({ state }) => state !== "resolved"));
  const groups = [...Map.groupBy(standing, ({ message, id }) => message ?? id).values()];
  const shown = groups.slice(0, MOST_MESSAGES);
  return {
    domains: domainsOf(config, memories(domains), memories(relays)),
    alerts: await Promise.all(
      shown.map(async (group) => {
        const id = group[0]?.message ?? null;
        const message = id === null ? null : await store.alerts.message(id);
        return { value: message && buttonValue(message.message), alerts: group.map(alertTold) };
      }),
    ),
    moreAlerts: groups.slice(MOST_MESSAGES).flat().length,
    watches: WATCHES.map(({ kind }) => ({
      kind,
      isOn: config.schedules[kind] !== null,
      last: watches.find((watch) => watch.kind === kind)?.last ?? null,
      next: nextOf(kind),
    })),
  };
}

function memories(all: readonly { target: string; document: string }[]): ReadonlyMap<string, Memory> {
  return new Map(
    all.flatMap(({ target, document }) => {
      const memory = memoryOf(document);
      return memory ? [[target, memory] as const] : [];
    }),
  );
}

/** A domain's own hops, and those of the relays that send for it. */
function domainsOf(
  { domains, relays }: Config,
  own: ReadonlyMap<string, Memory>,
  byRelay: ReadonlyMap<string, Memory>,
): Overview["domains"] {
  return domains.slice(0, MOST_DOMAINS).map(({ domain, typed }) => {
    const known = own.get(domain);
    const theirs = relaysUnder(domain, relays).flatMap(({ name }) => byRelay.get(name) ?? []);
    const hops: Partial<Record<Hop, Severity>> = {};
    for (const { hop, severity } of [known, ...theirs].flatMap((memory) => memory?.hops ?? [])) {
      hops[hop] = worse(hops[hop], severity);
    }
    return { typed, at: known?.at ?? theirs[0]?.at ?? null, hops };
  });
}

function worse(one: Severity | undefined, other: Severity): Severity {
  if (one === undefined) return other;
  return SEVERITIES_WORST_FIRST.indexOf(one) < SEVERITIES_WORST_FIRST.indexOf(other) ? one : other;
}
