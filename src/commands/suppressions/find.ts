import { firstAddress } from "../../bounces/read/address.ts";
import { askOnce, type Questions } from "../../diagnosis/questions.ts";
import { readable } from "../../diagnosis/readable.ts";
import type { Trace } from "../../events/trace.ts";
import { StoreTrouble } from "../../ports/store.ts";
import type { FoundSuppression } from "../answer.ts";
import { type Command, type Context, UsageMistake } from "../command.ts";
import { regionsOf } from "../regions-of.ts";
import type { SubCommand } from "./sub-command.ts";

/** Milliseconds for everything that is asked. */
const LIMIT = 15_000;
const MOST_EVENTS = 1_000;
/** SES answers about one address a second and region. */
const MOST_SPELLINGS = 3;

export const find: SubCommand = {
  name: "find",
  usage: "find <address> [--region R]…",
  details: [
    "find: where an address stands in every region, read afresh: why and since when it is listed, the bounce behind it, whether its cause seems to be over, and whether the entry acts at all. Exit status 0 when answered.",
  ],
  options: { region: { type: "string", multiple: true } },
  run: async ({ positionals, values }, context, command) => {
    const address = addressIn(positionals, command);
    const [{ recipientBeside }, { bounceBehind, causeNow }] = await Promise.all([
      import("../../bounces/beside.ts"),
      import("../../events/suppression-cause.ts"),
    ]);
    const regions = regionsOf(command, values.region, context.config.regions);
    const questions = askOnce(context.deps, AbortSignal.timeout(LIMIT));
    const { trace, spellings, totals, trouble } = await stored(address, regions, context);
    const [{ suppressed: _, ...recipient }, found] = await Promise.all([
      recipientBeside(address, [], questions),
      Promise.all(regions.map((region) => foundIn(region, [address, ...spellings], questions))),
    ]);
    return {
      kind: "suppression",
      address,
      recipient,
      regions: found.map((each) => {
        const { entry } = each;
        const behind = entry && bounceBehind(trace, entry);
        const cause = entry && causeNow(trace, entry, behind, recipient.state, questions.now);
        return { ...each, total: totals.get(each.region) ?? null, behind, cause };
      }),
      trouble,
    };
  },
};

/** As people copy it: with brackets, with `mailto:`, at the end of a sentence. Throws UsageMistake. */
function addressIn(words: readonly string[], command: Command): string {
  const [word, another] = words;
  if (word === undefined) throw new UsageMistake("Find which address? For example kim@example.com.", command);
  if (another !== undefined) throw new UsageMistake("One address at a time.", command);
  const bare = word
    .trim()
    .replace(/^<?(?:mailto:)?/i, "")
    .replace(/[>.,;]+$/, "");
  if (bare.length > 320 || firstAddress(bare) !== bare)
    throw new UsageMistake(`"${word}" is not an address, such as kim@example.com.`, command);
  const at = bare.lastIndexOf("@");
  return `${bare.slice(0, at)}@${bare.slice(at + 1).toLowerCase()}`;
}

type Stored = {
  trace: Trace;
  /** As the lists write the address, if otherwise. */
  spellings: readonly string[];
  totals: ReadonlyMap<string, number>;
  trouble: string | null;
};

/** A store that cannot be read must not keep back what SES says. */
async function stored(address: string, regions: readonly string[], { openStore }: Context): Promise<Stored> {
  const { traceOf } = await import("../../events/trace.ts");
  try {
    const store = await openStore();
    try {
      const [events, spellings, totals] = await Promise.all([
        store.events.byRecipient(address, MOST_EVENTS),
        store.suppressions.spellings(address),
        Promise.all(
          regions.map(async (region) => {
            const state = await store.suppressions.state(region);
            if (!state?.baselineAt) return [];
            const counts = await store.suppressions.countByReason({ regions: [region], reason: null, since: null });
            return [[region, counts.reduce((sum, { count }) => sum + count, 0)] as const];
          }),
        ),
      ]);
      return { trace: traceOf(events), spellings, totals: new Map(totals.flat()), trouble: null };
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof StoreTrouble)) throw error;
    return { trace: traceOf([]), spellings: [], totals: new Map(), trouble: error.message };
  }
}

type Found = Omit<FoundSuppression, "total" | "behind" | "cause">;

/** Whether SES compares upper and lower case is not documented: each way of writing it is asked for. */
async function foundIn(region: string, written: readonly string[], { ses }: Questions): Promise<Found> {
  const spellings = [...new Set([...written, ...written.map((each) => each.toLowerCase())])].slice(0, MOST_SPELLINGS);
  const [account, ...answers] = await Promise.all([
    readable(ses.account(region)),
    ...spellings.map(async (spelling) => ({ spelling, ...(await readable(ses.suppressed(region, spelling))) })),
  ]);
  const suppressedReasons = account.value?.suppressedReasons ?? null;
  const listed = answers.find(({ value }) => value);
  const trouble = answers.find((answer) => answer.trouble)?.trouble ?? null;
  const about = { region, suppressedReasons };
  if (!listed?.value) return { ...about, entry: null, acts: null, listed: trouble ? null : false, trouble };
  const acts = suppressedReasons?.includes(listed.value.reason) ?? null;
  return { ...about, entry: { address: listed.spelling, ...listed.value }, acts, listed: true, trouble: null };
}
