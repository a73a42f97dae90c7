import { beforeEach, describe, expect, it } from "vitest";
import type { CanaryRecord } from "../../src/ports/canary-records.ts";
import type { Store } from "../../src/ports/store.ts";
import { inEmptyPlace, type Place } from "./place.ts";

const minute = (minutes: number) => new Date(Date.UTC(2026, 10, 20, 12, minutes));

function record(region: string, minutes: number, given: Partial<CanaryRecord> = {}): CanaryRecord {
  return { region, at: minute(minutes), sent: 4, outcome: "whole", missing: [], wholeAfterMs: 1_200, ...given };
}

/** What every store promises of canaries' records. */
export function canaryRecordsContract(name: string, empty: () => Promise<Place>): void {
  describe(`${name} as the port CanaryRecords`, () => {
    const open = inEmptyPlace(empty);
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });

    it("gives back what was added, the oldest first", async () => {
      const broken = record("us-west-2", 1, {
        outcome: "broken",
        missing: ["Bounce of bounce@", "\u0000<!channel>"],
        wholeAfterMs: null,
      });
      await store.canaryRecords.add(broken);
      await store.canaryRecords.add(record("us-east-1", 0));
      expect(await store.canaryRecords.since(minute(0), 10)).toEqual([
        record("us-east-1", 0),
        { ...broken, missing: ["Bounce of bounce@", "\u0000<!channel>"] },
      ]);
    });

    it("holds one record of a region and a moment, the last", async () => {
      await store.canaryRecords.add(record("us-east-1", 0));
      await store.canaryRecords.add(record("us-east-1", 0, { outcome: "refused", wholeAfterMs: null }));
      await store.canaryRecords.add(record("us-west-2", 0));
      const found = await store.canaryRecords.since(minute(0), 10);
      expect(found.map(({ region, outcome }) => `${region} ${outcome}`)).toEqual([
        "us-east-1 refused",
        "us-west-2 whole",
      ]);
    });

    it("of more than are wanted, gives the newest", async () => {
      for (const minutes of [0, 1, 2, 3]) await store.canaryRecords.add(record("us-east-1", minutes));
      expect(await store.canaryRecords.since(minute(1), 2)).toEqual([record("us-east-1", 2), record("us-east-1", 3)]);
    });

    it("forgets the oldest, no more than it is told to", async () => {
      for (const minutes of [0, 1, 2, 3]) await store.canaryRecords.add(record("us-east-1", minutes));
      expect(await store.canaryRecords.forget(minute(3), 2)).toBe(2);
      expect(await store.canaryRecords.forget(minute(3), 2)).toBe(1);
      expect(await store.canaryRecords.forget(minute(3), 2)).toBe(0);
      expect(await store.canaryRecords.since(minute(0), 10)).toEqual([record("us-east-1", 3)]);
    });
  });
}
