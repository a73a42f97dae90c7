import { setTimeout as pause } from "node:timers/promises";
import type { Store } from "../ports/store.ts";
import type { SlackStandIn } from "./slack/index.ts";

/** What has work of its own beside what people ask for. */
export type Busy = { idle: () => Promise<void> };

const QUIET_MS = 400;
const LONGEST_MS = 30_000;

/** Resolves when everything that was asked for, and what follows from it, is done and said; at the latest after a while. */
export function createSettled(slack: SlackStandIn, store: Store, busy: readonly Busy[]): () => Promise<void> {
  let changedAt = performance.now();
  slack.state.changes.on("change", () => {
    changedAt = performance.now();
  });
  return async () => {
    const until = performance.now() + LONGEST_MS;
    while (performance.now() < until) {
      await Promise.all(busy.map((each) => each.idle()));
      const { count } = await store.outbox.waiting();
      const quietFor = performance.now() - changedAt;
      if (count === 0 && quietFor >= QUIET_MS) return;
      await pause(Math.max(50, QUIET_MS - quietFor));
    }
  };
}
