import type { Config } from "../config.ts";
import { senderName } from "../diagnosis/sender-facts.ts";
import { type Command, UsageMistake } from "./command.ts";
import { loadDiagnosis } from "./load-diagnosis.ts";

/** Milliseconds; a large log is searched for some six seconds. */
const RUN_LIMIT = 20_000;

export const senders: Command = {
  name: "senders",
  usage: "senders",
  summary: "Do the Lambda functions that send run, and what did SES answer them?",
  details: [
    "Looks at every function under senders in the configuration: its state, calls, errors and throttles of the last 24 hours against the week before, and the errors in its log, those of SES explained. Environment variables are never read out.",
    "Exit status: 0 nothing failed, 1 a failure, 2 wrong input or configuration, 3 something could not be determined.",
  ],
  where: "everywhere",
  options: {},
  reports: ({ positionals, json }, config) => {
    const { typed, regions } = targetOf(positionals, config);
    return [{ command: "senders", typed, regions, words: { json, positionals: [], values: {} } }];
  },
  run: async ({ positionals }, { config, deps, onProgress, onBug }) => {
    const target = targetOf(positionals, config);
    const { SENDER_CHECKS, diagnose, askOnce } = await loadDiagnosis();
    const report = await diagnose(target, SENDER_CHECKS, askOnce(deps, AbortSignal.timeout(RUN_LIMIT)), {
      accept: config.accept,
      onBug: (_, bug) => onBug(bug),
      onProgress: (known, pending) => onProgress?.("senders", known, pending),
    });
    return { kind: "reports", reports: [report] };
  },
};

function targetOf(positionals: readonly string[], { senders: declared }: Config) {
  if (positionals.length > 0) throw new UsageMistake("senders takes no words.", senders);
  const names = declared.map(senderName);
  return {
    typed: `Senders: ${names.length > 0 ? names.join(", ") : "none declared (senders in maildiag.yaml)"}`,
    regions: [...new Set(declared.map(({ region }) => region))],
    senders: declared,
  };
}
