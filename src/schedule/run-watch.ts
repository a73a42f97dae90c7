import { type Looked, type Schedule, type ScheduledRun, SweepCut } from "../ports/schedule.ts";

/** `troubles` are lines for a log. */
export type Swept = { looked: Looked; troubles: readonly string[] };

/** Looks once at all that a kind of watch is about, and keeps and tells what is new. May throw StoreTrouble. */
export type Sweeping<K extends string> = (
  kind: K,
  given: { now: Date; signal: AbortSignal; isManual: boolean },
) => Promise<Swept>;

export type RunGiven<K extends string> = {
  store: Schedule;
  sweep: Sweeping<K>;
  /** How long a sweep may take. */
  limitMs: (kind: K) => number;
  now: () => Date;
  /** Who is not heard of for so long is dead. */
  holdMs: number;
  /** After its limit a sweep has so long to end by itself; then it is left behind. */
  graceMs: number;
  /** Told of every sweep that ended. */
  onSwept: (kind: K, swept: Swept, tookMs: number) => void;
  /** Told of what broke. */
  onTrouble: (kind: K, trouble: unknown) => void;
};

/**
 * Sweeps for a run that is ours, gives signs of life meanwhile, and settles it in the store. What was cut short because
 * maildiag stops is given back. Never throws.
 */
export async function runWatch<K extends string>(
  kind: K,
  run: ScheduledRun,
  given: RunGiven<K>,
  { isManual, stopping }: { isManual: boolean; stopping: AbortSignal },
): Promise<Looked> {
  const { store, now, holdMs } = given;
  const begun = performance.now();
  const cut = new AbortController();
  const onStopping = () => cut.abort(new SweepCut("stopping"));
  stopping.addEventListener("abort", onStopping);
  if (stopping.aborted) onStopping();
  const limit = setTimeout(() => cut.abort(new SweepCut("limit")), given.limitMs(kind));
  const keeping = setInterval(() => void keep(), holdMs / 3);

  /** A store that does not answer now may do so before it is over. */
  async function keep(): Promise<void> {
    const isOurs = await store.keep(run, new Date(now().getTime() + holdMs)).catch(() => true);
    if (!isOurs) cut.abort(new SweepCut("lost"));
  }

  try {
    const swept = await sweepWithin(kind, given, isManual, cut.signal);
    const why = cut.signal.reason instanceof SweepCut ? cut.signal.reason.why : null;
    if (why === "stopping" && swept.looked !== "all") await store.release(run);
    else if (why !== "lost") await store.end(run, { at: now(), looked: swept.looked });
    given.onSwept(kind, swept, performance.now() - begun);
    return swept.looked;
  } catch (error) {
    given.onTrouble(kind, error);
    return "nothing";
  } finally {
    clearTimeout(limit);
    clearInterval(keeping);
    stopping.removeEventListener("abort", onStopping);
  }
}

/** What breaks counts as a look at nothing: the next slot tries again. */
async function sweepWithin<K extends string>(
  kind: K,
  { sweep, now, graceMs, onTrouble }: RunGiven<K>,
  isManual: boolean,
  signal: AbortSignal,
): Promise<Swept> {
  const left = Promise.withResolvers<Swept>();
  let grace: NodeJS.Timeout | undefined;
  const leave = () => {
    const troubles = [`the sweep of ${kind} did not end and was left behind: ${signal.reason?.message ?? ""}`];
    grace = setTimeout(() => left.resolve({ looked: "nothing", troubles }), graceMs);
  };
  if (signal.aborted) leave();
  else signal.addEventListener("abort", leave, { once: true });
  const sweeping = sweep(kind, { now: now(), signal, isManual }).catch((error: unknown): Swept => {
    onTrouble(kind, error);
    return { looked: "nothing", troubles: [] };
  });
  try {
    return await Promise.race([sweeping, left.promise]);
  } finally {
    signal.removeEventListener("abort", leave);
    clearTimeout(grace);
  }
}
