import type { Deps } from "../../src/diagnosis/questions.ts";

function notAsked(): Promise<never> {
  throw new Error("nobody may ask this where there are no relays and no senders");
}

/** The ports that only relays and senders need: whoever asks them here has a bug. */
export const WITHOUT_RELAYS: Pick<Deps, "iam" | "sts" | "smtp" | "lambda" | "cloudwatch" | "logs" | "explainLine"> = {
  iam: { keyLastUsed: notAsked, keysOf: notAsked, user: notAsked, users: notAsked, decide: notAsked },
  sts: { callerIdentity: notAsked, accountOfKey: notAsked },
  smtp: { probe: notAsked, forget: notAsked },
  lambda: { function: notAsked },
  cloudwatch: { series: notAsked, dimensionsOf: notAsked },
  logs: { lines: notAsked },
  explainLine: notAsked,
};
