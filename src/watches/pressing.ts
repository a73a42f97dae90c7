import { WATCHES as ABOUT_WATCHES } from "../alerts/blind-spots.ts";
import { type AlertTold, alertTold, buttonOf, worstFirst } from "../alerts/bodies.ts";
import { type HushAsked, hushed } from "../alerts/hush.ts";
import { plan } from "../alerts/plan.ts";
import type { Alert, AlertMessage, WatchState } from "../ports/alerts.ts";
import { linksFor } from "./links.ts";
import type { SweepGiven } from "./sweep.ts";
import type { Sweep, WatchKind } from "./watch.ts";

/** What came of a click. `alerts` are those that the message tells of, as they are now. */
export type Pressed = {
  /** `moved-on`: it is about something that has changed since; nothing was done. `gone`: it is no longer kept. */
  outcome: "done" | "moved-on" | "gone" | "busy";
  alerts: readonly AlertTold[];
};

export type Looked = Pressed & {
  /** One for each alert: what this look found. */
  found: readonly ("still" | "clean" | "over" | "unknown")[];
};

const MOST_TRIES = 10;
const GONE: Pressed = { outcome: "gone", alerts: [] };

type Known = { kind: string; message: AlertMessage; state: WatchState; alerts: readonly Alert[] };

/** @param value of the button */
async function knownOf(
  value: string,
  { store }: Pick<SweepGiven, "store">,
): Promise<(Known & { isCurrent: boolean }) | null> {
  const button = buttonOf(value);
  const found = button && (await store.alerts.message(button.id));
  if (!found) return null;
  const state = await store.alerts.read(found.kind);
  const message = state.messages.find(({ id }) => id === button.id) ?? found.message;
  const alerts = worstFirst(state.alerts.filter((alert) => alert.message === message.id));
  const stands = alerts.some((alert) => alert.state !== "resolved");
  return { kind: found.kind, message, state, alerts, isCurrent: stands && message.version === button.version };
}

/** Whether a button still is about what it was about when it was shown. */
export async function pressable(value: string, given: Pick<SweepGiven, "store">): Promise<Pressed> {
  const known = await knownOf(value, given);
  if (!known) return GONE;
  return { outcome: known.isCurrent ? "done" : "moved-on", alerts: known.alerts.map(alertTold) };
}

/** Acknowledges or snoozes what a message tells of, unless that has moved on. State and what is said of it are one. */
export async function hush(value: string, asked: HushAsked, now: Date, given: SweepGiven): Promise<Pressed> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const known = await knownOf(value, given);
    if (!known) return GONE;
    const { kind, message, state, alerts, isCurrent } = known;
    if (!isCurrent) return { outcome: "moved-on", alerts: alerts.map(alertTold) };
    const reason = asked.kind === "acknowledge" ? "acknowledged" : "snoozed";
    const moved = alerts
      .filter((alert) => alert.state !== "resolved")
      .map((alert) => ({ alert: hushed(alert, asked, now), reason, refreshed: true }) as const);
    const planned = plan(moved, {
      watch: kind,
      channel: message.channel,
      mention: null,
      now,
      revision: state.watch.revision + 1,
      alerts: state.alerts,
      messages: state.messages,
      linkTo: await linksFor(moved, state.alerts, given),
    });
    const { last, spots, cursor } = state.watch;
    const change = { watch: { last, spots, cursor }, ...planned, memories: [] };
    if (await given.store.alerts.save(kind, state.watch.revision, change)) {
      given.onSaved?.();
      return { outcome: "done", alerts: moved.map(({ alert }) => alertTold(alert)) };
    }
  }
  return { outcome: "busy", alerts: [] };
}

/** Looks at what a message tells of once more; it counts as any look does. `look` says how long it may take. */
export async function lookAgain(
  value: string,
  now: Date,
  look: (kind: WatchKind, asked: Omit<Parameters<Sweep>[1], "signal">) => Promise<unknown>,
  given: Pick<SweepGiven, "store">,
): Promise<Looked> {
  const before = await knownOf(value, given);
  if (!before) return { ...GONE, found: [] };
  const { kind, message, alerts } = before;
  const told = alerts.map(alertTold);
  // What is over is looked at by the watch; whoever asks is told how it is.
  if (alerts.every(({ state }) => state === "resolved")) return { outcome: "moved-on", alerts: told, found: [] };
  const target = message.target === ABOUT_WATCHES ? {} : { target: message.target };
  await look(kind as WatchKind, { now, isManual: true, ...target });
  const after = await knownOf(value, given);
  const found = (after?.alerts ?? []).map((alert) => {
    const was = alerts.find(({ id }) => id === alert.id);
    if (alert.state === "resolved") return "over";
    if (alert.clean > (was?.clean ?? 0)) return "clean";
    return alert.seenAt.getTime() === now.getTime() ? "still" : "unknown";
  });
  return { outcome: "done", alerts: (after?.alerts ?? []).map(alertTold), found };
}
