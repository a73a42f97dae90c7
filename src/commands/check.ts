import type { Config } from "../config.ts";
import type { Target } from "../diagnosis/check.ts";
import { relaysUnder } from "../diagnosis/relays-under.ts";
import { sendersFor } from "../diagnosis/senders-for.ts";
import { parseDomain } from "../domain-name.ts";
import { type Command, UsageMistake, type Words } from "./command.ts";
import { loadDiagnosis } from "./load-diagnosis.ts";
import { regionsOf } from "./regions-of.ts";
import { suppressionHistories } from "./suppressions/histories.ts";

/** Milliseconds that a whole report may take; what is not known by then is `unknown`. */
const RUN_LIMIT = 15_000;
/** SES answers about one identity a second and region, so every further domain may take a little longer. */
const LIMIT_PER_FURTHER_DOMAIN = 2_000;
const MOST_DOMAINS = 50;
/**
 * Beside the domain's own relays, in passing, some four seconds at most: `credentials` looks further, and tells what it
 * could not see.
 */
const UNDECLARED = { mostUsers: 20, quietly: true };
/** Milliseconds. As long as one question may be silent, twice over: what else is asked of IAM ends by then too. */
const UNDECLARED_LIMIT = 10_000;

export const check: Command = {
  name: "check",
  usage: "check <domain>… [--region R]…",
  summary: "At which hop mail from a domain breaks, and who must do what",
  details: [
    "Looks at all hops of every domain, in every configured region and its relays' own, or in those given by --region.",
    "Exit status: 0 nothing failed, 1 a failure, 2 wrong input or configuration, 3 something could not be determined.",
  ],
  where: "everywhere",
  options: { region: { type: "string", multiple: true } },
  reports: ({ positionals, values, json }, config) => {
    const named = values.region === undefined ? [] : regionsOf(check, values.region, config.regions);
    const options = named.map((region) => ` --region ${region}`).join("");
    return targetsIn({ positionals, values }, config).map(({ domain, typed, regions }) => ({
      command: `check ${domain}${options}`,
      typed,
      regions,
      words: { json, positionals: [domain], values: named.length > 0 ? { region: named } : {} },
    }));
  },
  run: async ({ positionals, values }, context) => {
    const { config, deps, onProgress, onBug } = context;
    const targets = targetsIn({ positionals, values }, config);
    const { CHECKS, askOnce, diagnose } = await loadDiagnosis();
    const limit = RUN_LIMIT + LIMIT_PER_FURTHER_DOMAIN * (targets.length - 1);
    const questions = askOnce(deps, AbortSignal.timeout(limit));
    const search = AbortSignal.timeout(UNDECLARED_LIMIT);
    const limited = ({ undeclared, ...target }: DomainTarget): DomainTarget =>
      undeclared ? { ...target, undeclared: { ...undeclared, limit: search } } : target;
    const { historyOf, close } = suppressionHistories(context);
    const reports = targets.map((target) =>
      diagnose({ ...limited(target), suppressionHistory: historyOf }, CHECKS, questions, {
        accept: config.accept,
        onBug: (_, bug) => onBug(bug),
        onProgress: (known, pending) => onProgress?.(target.domain, known, pending),
      }),
    );
    return { kind: "reports", reports: await Promise.all(reports).finally(close) };
  },
};

function targetsIn(
  { positionals, values }: Pick<Words, "positionals" | "values">,
  config: Config,
): readonly DomainTarget[] {
  const regions = regionsOf(check, values.region, config.regions);
  return targetsOf(positionals, regions, config, values.region === undefined);
}

type DomainTarget = Target & { domain: string };

/** A relay's own region is looked at too, unless a person has named those that matter. */
function targetsOf(
  words: readonly string[],
  regions: readonly string[],
  { relays: configured, senders }: Config,
  withTheirRegions: boolean,
): readonly DomainTarget[] {
  if (words.length === 0)
    throw new UsageMistake("Which domain? The one in the From address, for example example.com.", check);
  if (words.length > MOST_DOMAINS) throw new UsageMistake(`At most ${MOST_DOMAINS} domains at a time.`, check);
  const targets = words.map((word) => {
    const parsed = parseDomain(word);
    if ("problem" in parsed) throw new UsageMistake(parsed.problem, check);
    const { domain } = parsed;
    const relays = relaysUnder(domain, configured);
    const theirs = withTheirRegions ? relays.map(({ region }) => region) : [];
    return {
      ...parsed,
      regions: [...new Set([...regions, ...theirs])],
      relays,
      senders: sendersFor(domain, senders),
      ...(relays.length > 0 && { undeclared: { declared: configured.map(({ username }) => username), ...UNDECLARED } }),
    };
  });
  // Asked for twice, told once.
  return [...new Map(targets.map((target) => [target.domain, target])).values()];
}
