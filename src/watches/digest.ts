import { type DigestKey, digestBodies, digestEntries } from "../alerts/digest.ts";
import { RELAY_CHECKS } from "../diagnosis/checks/index.ts";
import { diagnose } from "../diagnosis/diagnose.ts";
import { canaryRegions } from "./canary.ts";
import { domainStates } from "./domain-states.ts";
import type { TellGiven, Watch } from "./watch.ts";

const DAY = 86_400_000;
const WEEK = 7 * DAY;
const GROWTH_DAYS = 14;
/** A digest that a killed instance had said already is not said again by who takes its place. */
const SAME_MS = 10 * 60_000;
const MOST_REMOVALS = 500;
/** Every quarter of an hour in a dozen regions for a week, and some. */
const MOST_CANARIES = 10_000;

/** How the week was. It finds nothing, and nothing of it is an alert. */
export const digest: Watch = {
  kind: "digest",
  targets: () => [],
  limitMs: () => 120_000,
  look: (target) => Promise.resolve({ target, results: [], changesAt: () => [] }),
  tells: async (given) => {
    const { context, store, now, cursor, isManual } = given;
    const { config } = context;
    const last = cursor === null ? Number.NaN : Date.parse(cursor);
    const age = now.getTime() - last;
    if (!isManual && age >= 0 && age < SAME_MS) return null;
    // Where nothing has been watched yet "no alert stands" would only sound like an answer.
    const others = (await store.alerts.watches()).filter(({ kind }) => kind !== "digest");
    if (!others.some((each) => each.last !== null)) return null;
    // The week, or what has passed since the last one where that is longer; not for ever.
    const from = new Date(now.getTime() - Math.min(4 * WEEK, Math.max(WEEK, age || 0)));
    const [domains, alerts, growth, removals, canaries, keys] = await Promise.all([
      domainStates(store, config),
      store.alerts.current(from),
      growthOf(given),
      store.removals.overdue(now, MOST_REMOVALS),
      canariesOf(given, from),
      keysOf(given),
    ]);
    const bodies = digestBodies({ from, now, domains, alerts, growth, removals, canaries, ...keys });
    return {
      cursor: now.toISOString(),
      outbox: (at) => digestEntries(bodies, { ...at, id: `digest.${at.at.getTime().toString(36)}.${at.revision}` }),
    };
  },
};

async function growthOf({ context, store: { suppressions }, now }: TellGiven) {
  const { regions } = context.config;
  const from = new Date((Math.floor(now.getTime() / DAY) - GROWTH_DAYS + 1) * DAY);
  const each = regions.map(async (region) => {
    const filter = { regions: [region], reason: null, since: null };
    const state = await suppressions.state(region);
    if (!state?.baselineAt) return { region, total: null, days: [] };
    const [counts, days] = await Promise.all([
      suppressions.countByReason(filter),
      suppressions.countByDay(filter, from, GROWTH_DAYS),
    ]);
    return { region, total: counts.reduce((sum, { count }) => sum + count, 0), days };
  });
  return { from, regions: await Promise.all(each) };
}

async function canariesOf({ context: { config }, store }: TellGiven, from: Date) {
  const regions = canaryRegions(config);
  if (regions.length === 0) return null;
  const records = await store.canaryRecords.since(from, MOST_CANARIES);
  if (config.schedules.canary !== null) return { regions, records };
  // Where nothing is due, that nothing was sent is no news; what somebody sent by hand is.
  const sent = regions.filter((region) => records.some((record) => record.region === region));
  return sent.length === 0 ? null : { regions: sent, records };
}

/** What relay-key finds is the credentials watch's to tell; of it the ages alone are taken. */
async function keysOf({ context: { config, onBug }, questions }: TellGiven) {
  const { relays } = config;
  const checks = RELAY_CHECKS.filter(({ name }) => name === "relay-key");
  const about = { typed: "digest", regions: [...new Set(relays.map(({ region }) => region))], relays };
  const { results } = await diagnose(about, checks, questions, { onBug: (_, bug) => onBug(bug) });
  const findings = results.flatMap((result) => result.findings);
  const keys = new Map<string, DigestKey>();
  for (const { subject, data } of findings) {
    const { key, ageDays, maxAgeDays, lastUsedAt } = data;
    if (typeof key !== "string" || typeof ageDays !== "number" || typeof maxAgeDays !== "number") continue;
    if (!relays.some(({ name }) => name === subject)) continue;
    keys.set(subject, {
      relay: subject,
      key,
      ageDays,
      maxAgeDays,
      lastUsedAt: typeof lastUsedAt === "string" ? lastUsedAt : null,
    });
  }
  return { keys: [...keys.values()], unreadKeys: relays.map(({ name }) => name).filter((name) => !keys.has(name)) };
}
