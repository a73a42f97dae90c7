import { agingStage, aheadOf } from "../alerts/key-age.ts";
import { RELAY_CHECKS } from "../diagnosis/checks/index.ts";
import { diagnose } from "../diagnosis/diagnose.ts";
import type { Watch } from "./watch.ts";

/** Every declared relay: is its key alive, is it about to be too old, does somebody rotate it, does the endpoint take it? */
export const credentials: Watch = {
  kind: "credentials",
  targets: ({ relays }) => relays.map(({ name }) => name),
  limitMs: (relays) => 30_000 + 2_000 * relays,
  look: async (target, { context, questions }) => {
    const relays = context.config.relays.filter(({ name }) => name === target);
    const about = { typed: target, regions: relays.map(({ region }) => region), relays };
    const { results } = await diagnose(about, RELAY_CHECKS, questions, {
      accept: context.config.accept,
      onBug: (_, bug) => context.onBug(bug),
    });
    const known = results.find(({ check }) => check.name === "relay-key");
    return {
      target,
      regions: about.regions,
      results: known ? [...results, aheadOf(known)] : results,
      changesAt: () => [],
      stageOf: { RELAY_KEY_AGING: agingStage },
    };
  },
};
