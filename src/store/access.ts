import { setTimeout as wait } from "node:timers/promises";
import type { Kysely, Transaction } from "kysely";
import { StoreTrouble } from "../ports/store.ts";
import type { Tables } from "./tables.ts";
import { isBusy, StaleConnection, troubleOf } from "./trouble-of.ts";

/** The one way to the database: what goes wrong inside is StoreTrouble outside. */
export type Access = {
  location: string;
  read<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  /** One transaction: all of it or nothing. `work` may be called again after it was rolled back. */
  write<T>(work: (trx: Transaction<Tables>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/**
 * SQLite waits for a lock in the thread that calls it, which here is the only one: so it is let wait for a moment only,
 * and asked again after a pause in which the process does its other work.
 */
const PAUSE_MS = 25;

/** `patienceMs`: how long a database that somebody else holds is waited for. */
export function createAccess(db: Kysely<Tables>, location: string, patienceMs: number): Access {
  const running = new Set<Promise<unknown>>();
  let closed = false;

  async function run<T>(attempt: () => Promise<T>): Promise<T> {
    if (closed) throw new StoreTrouble("error", location, "the store is closed");
    const result = patiently(attempt, patienceMs);
    running.add(result);
    try {
      return await result;
    } catch (error) {
      throw troubleOf(error, location);
    } finally {
      running.delete(result);
    }
  }

  return {
    location,
    read: (work) => run(() => work(db)),
    write: (work) => run(() => db.transaction().execute(work)),
    close: async () => {
      closed = true;
      await Promise.allSettled(running);
      await db.destroy();
    },
  };
}

/** Again, as long as what failed is known to have done nothing, and the reason may pass. */
export async function patiently<T>(attempt: () => Promise<T>, patienceMs: number): Promise<T> {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof StaleConnection) continue;
      if (!isBusy(error) || performance.now() >= until) throw error;
    }
    await wait(PAUSE_MS);
  }
}
