import type { NewSuppression } from "../../src/alerts/new-suppressions.ts";
import type { PortTrouble } from "../../src/ports/trouble.ts";
import type { SuppressionLists } from "../../src/watches/watch.ts";

type Entry = NewSuppression & { place: number };

/** Lists that grow by what a test puts in. */
export function growingLists(now: () => Date = () => new Date(Date.UTC(2026, 10, 20, 9))) {
  const entries: Entry[] = [];
  let trouble: PortTrouble | null = null;
  const lists: SuppressionLists = {
    refresh: async () => {
      if (trouble) throw trouble;
    },
    newSince: async (region, place, limit) =>
      entries.filter((entry) => entry.region === region && entry.place > place).slice(0, limit),
    placeOf: async (region) => entries.findLast((entry) => entry.region === region)?.place ?? 0,
    historyOf: async () => null,
  };

  function put(given: Partial<Entry>): void {
    const place = entries.length + 1;
    const lastUpdate = new Date(now().getTime() + place * 60_000);
    const own = { region: "us-east-1", address: "x@example.net", reason: "BOUNCE", kind: "added" } as const;
    entries.push({ ...own, lastUpdate, place, ...given });
  }

  return {
    lists,
    put,
    add: (...addresses: readonly string[]) => {
      for (const address of addresses) put({ address });
    },
    fail: (reason: PortTrouble | null) => {
      trouble = reason;
    },
  };
}
