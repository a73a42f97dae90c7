import { randomUUID } from "node:crypto";
import { readable } from "../../diagnosis/readable.ts";
import { type Store, StoreTrouble } from "../../ports/store.ts";
import type { ListedSuppression, SuppressionFilter, SuppressionMirror } from "../../ports/suppressions.ts";
import { PortTrouble } from "../../ports/trouble.ts";
import { type Refreshed, refreshMirror } from "../../suppressions/refresh.ts";
import type { SuppressionRegion, SuppressionsAnswer } from "../answer.ts";
import { type Command, type Context, UsageMistake, type Words } from "../command.ts";
import { regionsOf } from "../regions-of.ts";
import type { SubCommand } from "./sub-command.ts";

const DAY_MS = 86_400_000;
/** Columns of the chart. */
const DAYS = 14;
const MOST_DOMAINS = 8;
/** Three million entries, a thousand a second. */
const LIMIT = 50 * 60_000;
/** What the store hands out at a time. */
const PAGE = 1_000;

export const list: SubCommand = {
  name: "list",
  usage: "[list] [--region R]… [--reason BOUNCE|COMPLAINT] [--since 7d|DATE] [--fresh]",
  details: [
    "list: what every region's list holds, the newest first, from a copy that is brought up to date first. The copy is read whole the first time, once a week, and with --fresh; SES gives a thousand entries a second. --json has every entry.",
  ],
  options: {
    region: { type: "string", multiple: true },
    reason: { type: "string" },
    since: { type: "string" },
    fresh: { type: "boolean" },
  },
  run: async (words, context, command) => {
    const filter = filterIn(words, context, command);
    return listSuppressions(filter, context, words.values.fresh === true ? "whole" : "new");
  },
};

/** What the words narrow the list to. Throws UsageMistake. */
export function filterIn({ positionals, values }: Words, context: Context, command: Command): SuppressionFilter {
  const [extra] = positionals;
  if (extra !== undefined) {
    const meant = extra.includes("@") ? ` Did you mean "suppressions find ${extra}"?` : "";
    throw new UsageMistake(`suppressions list takes no "${extra}".${meant}`, command);
  }
  const reason = values.reason === undefined ? null : String(values.reason).toUpperCase();
  if (reason !== null && reason !== "BOUNCE" && reason !== "COMPLAINT")
    throw new UsageMistake(`--reason is BOUNCE or COMPLAINT, not "${values.reason}".`, command);
  return {
    regions: regionsOf(command, values.region, context.config.regions),
    reason,
    since: values.since === undefined ? null : sinceIn(String(values.since), context.deps.now(), command),
  };
}

const UNITS = { h: 3_600_000, d: DAY_MS, w: 7 * DAY_MS } as const;

function sinceIn(typed: string, now: Date, command: Command): Date {
  const [, count = "", unit = ""] = /^(\d{1,4})([hdw])$/i.exec(typed) ?? [];
  if (count !== "") {
    const ms = unit.toLowerCase() === "h" ? UNITS.h : unit.toLowerCase() === "w" ? UNITS.w : UNITS.d;
    return new Date(now.getTime() - Number(count) * ms);
  }
  const at = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]{4,12}(?:Z|[+-]\d{2}:\d{2}))?$/.test(typed) ? new Date(typed) : null;
  // A day that no month has is moved into the next one by Date.
  if (at && !Number.isNaN(at.getTime()) && (typed.length > 10 || at.toISOString().startsWith(typed))) return at;
  throw new UsageMistake(`--since is an age such as 7d or 12h, or a date such as 2026-04-18, not "${typed}".`, command);
}

/**
 * `whole` and `new`: the mirror is brought up to date first; `as-is`: what it has is told. Whoever gets the answer closes it.
 */
export async function listSuppressions(
  filter: SuppressionFilter,
  context: Context,
  read: "whole" | "new" | "as-is",
): Promise<SuppressionsAnswer> {
  const store = await opened(context);
  if (store instanceof StoreTrouble) return withoutStore(filter, context, store);
  try {
    const signal = AbortSignal.timeout(LIMIT);
    const regions = await Promise.all(
      filter.regions.map((region) => regionOf(region, filter, store.suppressions, context, read, signal)),
    );
    return { ...(await counted(filter, regions, store.suppressions, context)), close: () => store.close() };
  } catch (error) {
    await store.close();
    if (error instanceof StoreTrouble) return withoutStore(filter, context, error);
    throw error;
  }
}

async function opened({ openStore }: Context): Promise<Store | StoreTrouble> {
  try {
    return await openStore();
  } catch (error) {
    if (error instanceof StoreTrouble) return error;
    throw error;
  }
}

async function regionOf(
  region: string,
  filter: SuppressionFilter,
  mirror: SuppressionMirror,
  { deps, onReading }: Context,
  read: "whole" | "new" | "as-is",
  signal: AbortSignal,
): Promise<SuppressionRegion> {
  const { ses, now } = deps;
  const refresh = async (): Promise<Refreshed | null> => {
    if (read === "as-is") return null;
    const whole = read === "whole" ? "always" : "due";
    const given = { ses, mirror, now, signal, holder: randomUUID() };
    return refreshMirror(given, { region, whole, onProgress: onReading });
  };
  const [refreshed, account] = await Promise.all([readable(refresh()), readable(ses.account(region, signal))]);
  const [state, all, matching] = await Promise.all([
    mirror.state(region),
    mirror.countByReason({ regions: [region], reason: null, since: null }),
    mirror.countByReason({ ...filter, regions: [region] }),
  ]);
  const done = refreshed.value?.kind === "done" ? refreshed.value : null;
  return {
    region,
    suppressedReasons: account.value?.suppressedReasons ?? null,
    // A part of a list is not a list.
    total: state?.baselineAt ? sum(all) : null,
    matching: matching.map(({ reason, count }) => ({ reason, count })),
    refreshedAt: state?.refreshedAt ?? null,
    reconciledAt: state?.reconciledAt ?? null,
    isFirstLook: done?.baseline ?? false,
    removedElsewhere: done?.removed ?? 0,
    busyUntil: refreshed.value?.kind === "busy" ? refreshed.value.until : null,
    trouble: refreshed.trouble ?? null,
  };
}

function sum(counts: readonly { count: number }[]): number {
  return counts.reduce((all, { count }) => all + count, 0);
}

async function counted(
  filter: SuppressionFilter,
  regions: readonly SuppressionRegion[],
  mirror: SuppressionMirror,
  { deps }: Context,
): Promise<Omit<SuppressionsAnswer, "close">> {
  const now = deps.now();
  const known = { ...filter, regions: regions.filter(({ total }) => total !== null).map(({ region }) => region) };
  const from = new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS - (DAYS - 1) * DAY_MS);
  const [domains, perDay, [busiest]] = await Promise.all([
    mirror.countByDomain(known, MOST_DOMAINS),
    mirror.countByDay(known, from, DAYS),
    mirror.busiestDays(known, 1),
  ]);
  return {
    kind: "suppressions",
    now,
    filter,
    regions,
    matching: sum(regions.flatMap(({ total, matching }) => (total === null ? [] : matching))),
    domains,
    growth: { from, perDay, busiest: busiest ?? null },
    trouble: null,
    entries: (only) =>
      entriesOf(mirror, only === null ? known : { ...known, regions: known.regions.filter((each) => each === only) }),
  };
}

async function* entriesOf(
  mirror: SuppressionMirror,
  filter: SuppressionFilter,
): AsyncGenerator<ListedSuppression, void, undefined> {
  for (let behind: ListedSuppression | null = null; ; ) {
    const page: readonly ListedSuppression[] = await mirror.list(filter, behind, PAGE);
    yield* page;
    behind = page.at(-1) ?? null;
    if (page.length < PAGE) return;
  }
}

/** There is nowhere to put the lists; they are not guessed from a part. */
function withoutStore(filter: SuppressionFilter, { deps }: Context, trouble: StoreTrouble): SuppressionsAnswer {
  const regions = filter.regions.map((region) => ({
    region,
    suppressedReasons: null,
    total: null,
    matching: [],
    refreshedAt: null,
    reconciledAt: null,
    isFirstLook: false,
    removedElsewhere: 0,
    busyUntil: null,
    trouble: new PortTrouble("error", { asked: region, region, detail: "the store is in trouble" }),
  }));
  const now = deps.now();
  return {
    kind: "suppressions",
    now,
    filter,
    regions,
    matching: 0,
    domains: { domains: [], all: 0 },
    growth: { from: now, perDay: [], busiest: null },
    trouble: trouble.message,
    entries: async function* () {},
    close: async () => {},
  };
}
