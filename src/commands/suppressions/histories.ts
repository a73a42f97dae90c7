import { type Store, StoreTrouble } from "../../ports/store.ts";
import { historyIn, type SuppressionHistory } from "../../suppressions/growth.ts";
import type { Context } from "../command.ts";

/**
 * What earlier looks know of the regions' suppression lists. The store is opened at the first question, if it is there; one
 * that is in trouble knows nothing, and keeps no report from being made.
 */
export function suppressionHistories({ findStore }: Pick<Context, "findStore">) {
  let opened: Promise<Store | null> | null = null;

  async function historyOf(region: string): Promise<SuppressionHistory | null> {
    return unlessInTrouble(async () => {
      opened ??= findStore();
      const mirror = (await opened)?.suppressions;
      return mirror ? historyIn(mirror, region) : null;
    });
  }

  return {
    historyOf,
    close: async (): Promise<void> => void (await unlessInTrouble(async () => (await opened)?.close())),
  };
}

async function unlessInTrouble<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof StoreTrouble) return null;
    throw error;
  }
}
