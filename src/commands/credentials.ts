import { closest } from "fastest-levenshtein";
import type { Config } from "../config.ts";
import type { Relay } from "../ports/relay.ts";
import { type Command, UsageMistake } from "./command.ts";
import { loadDiagnosis } from "./load-diagnosis.ts";

/** Milliseconds; beside the relays, every IAM user may have to be looked at. */
const RUN_LIMIT = 30_000;
/** Ten questions a second and action, and at most one list and two last uses a user: some 16 of the 30 seconds. */
const MOST_USERS = 80;

export const credentials: Command = {
  name: "credentials",
  usage: "credentials [relay]",
  summary: "Do the relays hold live credentials, and who sends by SMTP unseen?",
  details: [
    "Finds a stale credential from its username alone, and proves it where the password is configured: connects to the relay's endpoint and logs in, at most once in ten minutes. No mail is sent.",
    "Without a relay's name all of them are looked at, and IAM users that can send by SMTP though no relay declares them.",
    "Exit status: 0 nothing failed, 1 a failure, 2 wrong input or configuration, 3 something could not be determined.",
  ],
  where: "everywhere",
  options: {},
  reports: ({ positionals, json }, config) => {
    const { typed, regions, named } = targetOf(positionals, config);
    const words = named ? [named.name] : [];
    return [
      { command: ["credentials", ...words].join(" "), typed, regions, words: { json, positionals: words, values: {} } },
    ];
  },
  run: async ({ positionals }, { config, deps, onProgress, onBug }) => {
    const { named: _, ...target } = targetOf(positionals, config);
    const { RELAY_CHECKS, askOnce, diagnose } = await loadDiagnosis();
    const report = await diagnose(target, RELAY_CHECKS, askOnce(deps, AbortSignal.timeout(RUN_LIMIT)), {
      accept: config.accept,
      onBug: (_, bug) => onBug(bug),
      onProgress: (known, pending) => onProgress?.("credentials", known, pending),
    });
    return { kind: "reports", reports: [report] };
  },
};

function targetOf(positionals: readonly string[], config: Config) {
  const named = positionals.length > 0 ? relayNamed(positionals.join(" "), config.relays) : null;
  const declared = config.relays.map(({ username }) => username);
  const relays = named ? [named] : config.relays;
  return {
    named,
    typed:
      relays.length > 0
        ? `Relays: ${relays.map(({ name }) => name).join(", ")}`
        : "Relays: none declared (relays in maildiag.yaml)",
    regions: [...new Set(relays.map(({ region }) => region))],
    relays,
    ...(!named && { undeclared: { declared, mostUsers: MOST_USERS, quietly: false } }),
  };
}

/** A name may have spaces; how it is capitalized does not matter. */
function relayNamed(words: string, relays: readonly Relay[]): Relay {
  const name = words.trim().toLowerCase();
  const found = relays.find((relay) => relay.name.toLowerCase() === name);
  if (found) return found;
  if (relays.length === 0) throw new UsageMistake("No relays are configured, so none can be named.", credentials);
  const names = relays.map((relay) => relay.name);
  const nearest = relays.find(
    (relay) =>
      relay.name.toLowerCase() ===
      closest(
        name,
        names.map((each) => each.toLowerCase()),
      ),
  );
  throw new UsageMistake(
    `There is no relay "${cut(words)}". Did you mean "${nearest?.name ?? names[0]}"?`,
    credentials,
  );
}

function cut(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
