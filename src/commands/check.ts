import type { Target } from "../diagnosis/check.ts";
import { CHECKS } from "../diagnosis/checks/index.ts";
import { diagnose } from "../diagnosis/diagnose.ts";
import { askOnce } from "../diagnosis/questions.ts";
import { parseDomain } from "../domain-name.ts";
import { type Command, UsageMistake } from "./command.ts";
import { regionsOf } from "./regions-of.ts";

/** Milliseconds that a whole report may take; what is not known by then is `unknown`. */
const RUN_LIMIT = 15_000;
/** SES answers about one identity a second and region, so every further domain may take a little longer. */
const LIMIT_PER_FURTHER_DOMAIN = 2_000;
const MOST_DOMAINS = 50;

export const check: Command = {
  name: "check",
  usage: "check <domain>… [--region R]…",
  summary: "At which hop mail from a domain breaks, and who must do what",
  details: [
    "Looks at all hops of every domain, in every configured region or in those given by --region.",
    "Exit status: 0 nothing failed, 1 a failure, 2 wrong input or configuration, 3 something could not be determined.",
  ],
  where: "everywhere",
  options: { region: { type: "string", multiple: true } },
  run: async ({ positionals, values }, { config, deps, onProgress, onBug }) => {
    const regions = regionsOf(check, values.region, config.regions);
    const targets = targetsOf(positionals, regions);
    const limit = RUN_LIMIT + LIMIT_PER_FURTHER_DOMAIN * (targets.length - 1);
    const questions = askOnce(deps, AbortSignal.timeout(limit));
    const reports = targets.map((target) =>
      diagnose(target, CHECKS, questions, {
        accept: config.accept,
        onBug: (_, bug) => onBug(bug),
        onProgress: (known, pending) => onProgress?.(target.domain, known, pending),
      }),
    );
    return { kind: "reports", reports: await Promise.all(reports) };
  },
};

function targetsOf(words: readonly string[], regions: readonly string[]): readonly Target[] {
  if (words.length === 0)
    throw new UsageMistake("Which domain? The one in the From address, for example example.com.", check);
  if (words.length > MOST_DOMAINS) throw new UsageMistake(`At most ${MOST_DOMAINS} domains at a time.`, check);
  const targets = words.map((word) => {
    const parsed = parseDomain(word);
    if ("problem" in parsed) throw new UsageMistake(parsed.problem, check);
    return { ...parsed, regions };
  });
  // Asked for twice, told once.
  return [...new Map(targets.map((target) => [target.domain, target])).values()];
}
