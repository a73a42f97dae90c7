import { WATCHES as ABOUT_WATCHES, blindIn, blindness, spotsAfter } from "../alerts/blind-spots.ts";
import { idOf } from "../alerts/fingerprint.ts";
import { type Moved, plan } from "../alerts/plan.ts";
import { type Sighting, sightingsOf } from "../alerts/sightings.ts";
import { POLICY, step } from "../alerts/step.ts";
import type { Context } from "../commands/command.ts";
import { COULD_NOT_CHECK } from "../diagnosis/could-not-check.ts";
import { askOnce } from "../diagnosis/questions.ts";
import type { Alert, LastSweep, TargetMemory, WatchState } from "../ports/alerts.ts";
import { SweepCut } from "../ports/schedule.ts";
import type { Store } from "../ports/store.ts";
import { CANARY_WAIT_MS } from "./canary.ts";
import { channelFor } from "./channel-for.ts";
import { WATCHES } from "./index.ts";
import { linksFor } from "./links.ts";
import { memoryOf, memoryText } from "./memory.ts";
import { type News, newsOf } from "./news.ts";
import type { LookedAt, SuppressionLists, Sweep, SweepResult, TellGiven, Watch, WatchTold } from "./watch.ts";

export type SweepGiven = {
  context: Context;
  store: Store;
  /** `https://….slack.com/`, for links to earlier messages; null where that is not known. */
  workspaceUrl?: () => string | null;
  /** Something may stand in the outbox. */
  onSaved?: () => void;
  /** Without them nothing is told of what is new on the lists. */
  suppressions?: SuppressionLists | null;
  /** Whether a button in the message that tells of new suppressions asks for their removal. */
  isOffering?: boolean;
  /** How long a canary's events are waited for, if not as long as ever. */
  canaryWaitMs?: number;
};

/** Targets that are looked at side by side. */
const AT_ONCE = 16;
/** Others save too: sweeps and clicks of the same kind. */
const MOST_TRIES = 10;
const MOST_TROUBLES = 20;

export function createSweep(given: SweepGiven): Sweep {
  return async (kind, { now, signal, target, isManual }) => {
    const watch = WATCHES.find((each) => each.kind === kind);
    if (!watch) return { looked: "nothing", troubles: [`there is no watch over ${kind} yet`] };
    if (watch.news && !given.suppressions)
      return { looked: "nothing", troubles: [`there is nothing to read ${kind} from`] };
    const before = await given.store.alerts.read(kind);
    const looks = await lookAt(watch, target, given, now, signal);
    const isWhole = target === undefined;
    const told = isWhole ? await toldBy(watch, { ...given, now, signal, isManual, cursor: before.watch.cursor }) : null;
    const result = resultOf(looks);
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      // What was cut off half-way is not to stand for what the other sees.
      if (isLost(signal)) return { looked: "nothing", troubles: [signal.reason.message] };
      const state = await given.store.alerts.read(kind);
      const meanwhile = isWhole ? sweptSince(before.watch, state.watch) : null;
      if (meanwhile && WIDTHS[meanwhile.looked] >= WIDTHS[result.looked]) return meanwhile;
      if (await save(watch, state, looks, { ...given, now, isWhole, told: meanwhile ? null : told })) {
        given.onSaved?.();
        return result;
      }
    }
    return { looked: "nothing", troubles: [`the state of ${kind} was always written by somebody else`] };
  };
}

/** How much a sweep saw. */
const WIDTHS = { nothing: 0, partly: 1, all: 2 } as const;

/** What another instance has swept and saved meanwhile; what it told need not be told again. */
function sweptSince(before: WatchState["watch"], now: WatchState["watch"]): SweepResult | null {
  const { last } = now;
  return last && last.at.getTime() !== before.last?.at.getTime() ? last : null;
}

function isLost({ reason }: AbortSignal): boolean {
  return reason instanceof SweepCut && reason.why === "lost";
}

/** Nobody is told where there is no channel. */
async function toldBy(
  watch: Watch,
  {
    context,
    store,
    now,
    signal,
    ...more
  }: SweepGiven & Pick<TellGiven, "now" | "isManual" | "cursor"> & { signal: AbortSignal },
): Promise<WatchTold | null> {
  if (!watch.tells || channelFor(watch.kind, context.config) === null) return null;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(watch.limitMs(0))]);
  const questions = askOnce({ ...context.deps, now: () => now }, limit);
  return watch.tells({ context, store, questions, now, cursor: more.cursor, isManual: more.isManual });
}

type Look = LookedAt & { memory: string };

async function lookAt(
  watch: Watch,
  only: string | undefined,
  { context, store, suppressions = null, canaryWaitMs = CANARY_WAIT_MS }: SweepGiven,
  now: Date,
  signal: AbortSignal,
): Promise<readonly Look[]> {
  const targets = watch.targets(context.config).filter((name) => only === undefined || name === only);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(watch.limitMs(targets.length))]);
  const questions = askOnce({ ...context.deps, now: () => now }, limit);
  const looks: Look[] = [];
  const waiting = [...targets];
  async function work(): Promise<void> {
    for (let target = waiting.shift(); target !== undefined; target = waiting.shift()) {
      const remembered = memoryOf(await store.alerts.memory(watch.kind, target))?.remembered ?? {};
      const { events } = store;
      const asked = { context, questions, now, remembered, signal: limit, canaryWaitMs, suppressions, events };
      const looked = await watch.look(target, asked);
      looks.push({ ...looked, memory: memoryText(now, looked.results, looked.remembered ?? remembered) });
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return targets.flatMap((name) => looks.find((look) => look.target === name) ?? []);
}

type SaveGiven = SweepGiven & { now: Date; isWhole: boolean; told: WatchTold | null };

async function save(watch: Watch, state: WatchState, looks: readonly Look[], given: SaveGiven): Promise<boolean> {
  const { context, store, now, isWhole, told } = given;
  const { config } = context;
  const { alerts, messages, watch: was } = state;
  const spots = isWhole
    ? spotsAfter(
        was.spots,
        looks.flatMap(({ results }) => blindIn(results)),
        now,
      )
    : was.spots;
  const result = resultOf(looks);
  const last: LastSweep | null = isWhole ? { at: now, ...result } : was.last;
  const sightings = looks.flatMap((look) => sightingsOf(look, standingAt(look.target, alerts)));
  if (isWhole) sightings.push(blindness(watch.kind, spots, result.looked), ...unwatched(watch.targets(config), alerts));
  const channel = channelFor(watch.kind, config);
  const moved = movedBy(sightings, alerts, now, channel !== null);
  const planned = plan(moved, {
    watch: watch.kind,
    channel,
    mention: config.mention,
    now,
    revision: was.revision + 1,
    alerts,
    messages,
    linkTo: await linksFor(moved, alerts, given),
  });
  const news =
    channel === null || !isWhole
      ? null
      : await newsBehind(watch, was.cursor, { ...given, channel, revision: was.revision + 1 });
  const saying = channel === null || !told ? [] : told.outbox({ channel, at: now, revision: was.revision + 1 });
  const memories: readonly TargetMemory[] = looks.map(({ target, memory }) => ({ target, document: memory }));
  return store.alerts.save(watch.kind, was.revision, {
    watch: { last, spots, cursor: news?.cursor ?? told?.cursor ?? was.cursor },
    ...planned,
    outbox: [...planned.outbox, ...(news?.outbox ?? []), ...saying],
    offers: news?.offers ?? [],
    memories,
    canaryRecords: looks.flatMap(({ canary }) => canary ?? []),
  });
}

/** What grows, behind what was told before. */
async function newsBehind(
  watch: Watch,
  cursor: string | null,
  {
    context,
    suppressions,
    isOffering = false,
    channel,
    now,
    revision,
  }: SaveGiven & { channel: string; revision: number },
): Promise<(News & { cursor: string }) | null> {
  if (!watch.news || !suppressions) return null;
  const news = await watch.news(cursor, watch.targets(context.config), suppressions);
  const at = { kind: watch.kind, channel, revision, now, isOffering };
  return { cursor: news.cursor, ...newsOf(news.changes, at) };
}

function standingAt(target: string, alerts: readonly Alert[]): readonly Alert[] {
  return alerts.filter((alert) => alert.target === target && alert.state !== "resolved");
}

/** What the configuration names no more. */
function unwatched(targets: readonly string[], alerts: readonly Alert[]): readonly Sighting[] {
  return alerts
    .filter(({ target, state }) => state !== "resolved" && target !== ABOUT_WATCHES && !targets.includes(target))
    .map(({ target, code, subject }) => ({ target, code, subject, seen: { is: "over", why: "unwatched" } }));
}

function movedBy(
  sightings: readonly Sighting[],
  alerts: readonly Alert[],
  now: Date,
  canTell: boolean,
): readonly Moved[] {
  const known = new Map(alerts.map((alert) => [alert.id, alert]));
  return sightings.flatMap((sighting) => {
    const was = known.get(idOf(sighting)) ?? null;
    const { alert, notify } = step(was, sighting, sighting.seen, now, { ...POLICY, canTell });
    if (!alert || alert === was) return [];
    return [{ alert, reason: notify ?? null, refreshed: !was || saysOther(was, alert) }];
  });
}

function saysOther(was: Alert, is: Alert): boolean {
  const shown = ({ essence, state, level }: Alert) => JSON.stringify([essence, state, level.severity, level.stage]);
  return shown(was) !== shown(is);
}

function resultOf(looks: readonly LookedAt[]): SweepResult {
  const findings = looks.flatMap(({ results }) => results.flatMap((result) => result.findings));
  const blind = looks.flatMap(({ results }) => blindIn(results));
  const troubles = [...new Set(blind.map(({ what }) => what))].slice(0, MOST_TROUBLES);
  if (blind.length === 0) return { looked: "all", troubles };
  return { looked: findings.every(({ code }) => code === COULD_NOT_CHECK) ? "nothing" : "partly", troubles };
}
