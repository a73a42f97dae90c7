import type { Context } from "../commands/command.ts";
import type { Store } from "../ports/store.ts";
import { historyIn } from "../suppressions/growth.ts";
import { refreshMirror } from "../suppressions/refresh.ts";
import type { SuppressionLists } from "./watch.ts";

/** The store's copies of the lists, brought up to date from SES when a sweep looks. */
export function listsOf({ deps }: Pick<Context, "deps">, { suppressions: mirror }: Store): SuppressionLists {
  return {
    refresh: async (region, _now, signal) => {
      const holder = `watch.${crypto.randomUUID()}`;
      // Whoever reads the list at this moment brings what is new: the sweep tells what is known by then.
      await refreshMirror({ ses: deps.ses, mirror, now: deps.now, signal, holder }, { region, whole: "due" });
    },
    newSince: (region, place, limit) => mirror.newSince(region, place, limit),
    placeOf: async (region) => (await mirror.state(region))?.place ?? 0,
    historyOf: (region) => historyIn(mirror, region),
  };
}
