import { RECEIVERS } from "../alerts/blind-spots.ts";
import { receivers, refusingStage } from "../alerts/receivers.ts";
import type { Check, ReputationTarget } from "../diagnosis/check.ts";
import { REPUTATION_CHECKS } from "../diagnosis/checks/index.ts";
import { diagnose } from "../diagnosis/diagnose.ts";
import type { LookedAt, LookGiven, Watch } from "./watch.ts";

/** Every region's rates and quota, and by stored events who refuses more than they used to. */
export const reputation: Watch = {
  kind: "reputation",
  targets: ({ regions }) => [...regions, RECEIVERS],
  limitMs: (targets) => 30_000 + 2_000 * targets,
  look: async (target, given) => {
    if (target !== RECEIVERS) return lookAt({ typed: target, regions: [target] }, REPUTATION_CHECKS, given);
    // The rules of explain come with it, and take their time to load.
    const { refusingIn } = await import("../events/refusals.ts");
    // Before the look: what goes wrong with the store is the sweep's to tell.
    const found = await refusingIn(given.events, given.now);
    return lookAt({ typed: target, regions: [], refusing: async () => found }, [receivers], given);
  },
};

async function lookAt(
  about: ReputationTarget,
  checks: readonly Check<string, ReputationTarget>[],
  { context: { config, onBug }, questions }: LookGiven,
): Promise<LookedAt> {
  const { results } = await diagnose(about, checks, questions, {
    accept: config.accept,
    onBug: (_, bug) => onBug(bug),
  });
  return { target: about.typed, results, changesAt: () => [], stageOf: { PROVIDER_REFUSING: refusingStage } };
}
