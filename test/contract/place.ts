import { afterEach, beforeEach } from "vitest";
import type { Store } from "../../src/ports/store.ts";

/** One empty place for a store. */
export type Place = {
  /** Opens the same store anew, as another process or after a restart does. */
  open(): Promise<Store>;
  clear(): Promise<void>;
};

/** Gives every test an empty place. What it returns opens a store there, as often as it is called; all are closed after the test. */
export function inEmptyPlace(empty: () => Promise<Place>): () => Promise<Store> {
  let place: Place;
  let opened: Store[];

  beforeEach(async () => {
    opened = [];
    place = await empty();
  });
  afterEach(async () => {
    await Promise.all(opened.map((one) => one.close()));
    await place.clear();
  });

  return async () => {
    const one = await place.open();
    opened.push(one);
    return one;
  };
}
