import type { Log } from "../log.ts";
import type { NewReport, Settlement, Store, StoredReport } from "../ports/store.ts";
import { pause, type Timing } from "./timing.ts";

/** What is kept of a report for its buttons. */
export type Recorded = Pick<StoredReport, "command" | "channel" | "threadTs" | "document">;

/**
 * The store, as reports see it: it may be slow, full or gone, and no report waits for it or fails with it. The newest
 * reports are known here as well.
 */
export type Records = {
  /** Resolves when it stands in the store, or when the store has been waited for long enough. */
  open: (report: NewReport) => Promise<void>;
  posted: (id: string, ts: string) => void;
  /** Likewise. */
  settle: (id: string, settlement: Settlement) => Promise<void>;
  find: (id: string) => Promise<Recorded | null>;
};

const MOST_REMEMBERED = 200;

export function createRecords({ reports }: Store, timing: Timing, log: Log): Records {
  const remembered = new Map<string, Recorded>();
  /** Of each report the last thing that the store was asked, so that everything is done in its order. */
  const lines = new Map<string, Promise<void>>();

  function inLine(id: string, what: string, ask: () => Promise<unknown>): Promise<void> {
    const next = (lines.get(id) ?? Promise.resolve()).then(async () => {
      try {
        await ask();
      } catch (error) {
        log.error({ err: error, report: id }, `the store could not ${what} a report`);
      }
    });
    lines.set(id, next);
    return next.finally(() => {
      if (lines.get(id) === next) lines.delete(id);
    });
  }

  function remember(id: string, about: Recorded): void {
    remembered.delete(id);
    remembered.set(id, about);
    const [oldest] = remembered.keys();
    if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  }

  async function forAWhile(asked: Promise<void>): Promise<void> {
    const patience = new AbortController();
    await Promise.race([asked, pause(timing.storeMs, patience.signal)]);
    patience.abort();
  }

  return {
    async open(report) {
      const { id, command, channel, threadTs } = report;
      remember(id, { command, channel, threadTs, document: null });
      await forAWhile(inLine(id, "open", () => reports.open(report)));
    },
    posted(id, ts) {
      void inLine(id, "place", () => reports.posted(id, ts));
    },
    async settle(id, settlement) {
      const about = remembered.get(id);
      if (about) remember(id, { ...about, document: settlement.document });
      await forAWhile(inLine(id, "settle", () => reports.settle(id, settlement)));
    },
    async find(id) {
      const about = remembered.get(id);
      if (about) return about;
      try {
        return await reports.find(id);
      } catch (error) {
        if (!(error instanceof RangeError)) log.error({ err: error, report: id }, "the store could not find a report");
        return null;
      }
    },
  };
}
