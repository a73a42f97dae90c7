import type { Config } from "../config.ts";
import type { Refusing } from "../diagnosis/refusing.ts";
import { StoreTrouble } from "../ports/store.ts";
import { PortTrouble } from "../ports/trouble.ts";
import { type Command, type Context, UsageMistake } from "./command.ts";
import { loadDiagnosis } from "./load-diagnosis.ts";

/** Milliseconds. */
const RUN_LIMIT = 15_000;

export const reputation: Command = {
  name: "reputation",
  usage: "reputation",
  summary: "Bounce and complaint rates, quota, and who refuses more than they used to",
  details: [
    "Of every configured region: SES's own rates against the lines of review and pause, also by configuration set, the quota, and SES's open recommendations.",
    "Stored events tell which provider refuses more than before while the others do not.",
    "Exit status: 0 nothing failed, 1 a failure, 2 wrong input or configuration, 3 something could not be determined.",
  ],
  where: "everywhere",
  options: {},
  reports: ({ positionals, json }, config) => {
    const { typed, regions } = targetOf(positionals, config);
    return [{ command: "reputation", typed, regions, words: { json, positionals: [], values: {} } }];
  },
  run: async ({ positionals }, context) => {
    const { config, deps, onProgress, onBug } = context;
    const asked = targetOf(positionals, config);
    // Asked beside AWS, and once: a database that does not answer holds nothing up but its own finding.
    const found = refusing(context);
    found.catch(() => {});
    const { REPUTATION_CHECKS, diagnose, askOnce } = await loadDiagnosis();
    const target = { ...asked, refusing: () => found };
    const report = await diagnose(target, REPUTATION_CHECKS, askOnce(deps, AbortSignal.timeout(RUN_LIMIT)), {
      accept: config.accept,
      onBug: (_, bug) => onBug(bug),
      onProgress: (known, pending) => onProgress?.("reputation", known, pending),
    });
    return { kind: "reports", reports: [report] };
  },
};

function targetOf(positionals: readonly string[], { regions }: Config) {
  if (positionals.length > 0) throw new UsageMistake("reputation takes no words.", reputation);
  return { typed: "Reputation", regions };
}

/** Throws PortTrouble where the store cannot be read: that must not keep back SES's rates. */
async function refusing({ deps, findStore }: Context): Promise<readonly Refusing[]> {
  try {
    // The rules of explain come with it, and no other command is to wait for them.
    const [{ refusingIn }, store] = await Promise.all([import("../events/refusals.ts"), findStore()]);
    if (!store) return [];
    try {
      return await refusingIn(store.events, deps.now());
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof StoreTrouble)) throw error;
    throw new PortTrouble("error", { asked: "stored events", detail: error.message });
  }
}
