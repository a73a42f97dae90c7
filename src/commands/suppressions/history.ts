import { UsageMistake } from "../command.ts";
import { addressesOf } from "./request.ts";
import type { SubCommand } from "./sub-command.ts";

/** Lines of the trail: a hundred addresses in two regions are six hundred. */
const MOST_LINES = 10_000;

export const history: SubCommand = {
  name: "history",
  usage: "history [address] [--csv]",
  details: [
    "history: who asked for removals, who decided, and what happened, of all or of one address, the newest first; --csv gives it for a spreadsheet: as a file in Slack.",
  ],
  options: { csv: { type: "boolean" } },
  run: async ({ positionals, values, json }, { openStore }, command) => {
    if (positionals.length > 1) throw new UsageMistake("One address at a time.", command);
    if (json && values.csv === true) throw new UsageMistake("Either --json or --csv.", command);
    const [address = null] = positionals.length === 1 ? addressesOf(positionals, command) : [];
    const store = await openStore();
    try {
      const entries = await store.removals.history({ address, limit: MOST_LINES });
      return { kind: "history", address, entries, csv: values.csv === true };
    } finally {
      await store.close();
    }
  },
};
