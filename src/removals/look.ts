import { type Readable, readable } from "../diagnosis/readable.ts";
import { troubleWords } from "../diagnosis/trouble-words.ts";
import { traceOf } from "../events/trace.ts";
import type { EventStore } from "../ports/event-store.ts";
import type { ItemKey, RemovalItem } from "../ports/removals.ts";
import type { Ses, SuppressedDestination } from "../ports/ses.ts";
import type { SuppressionMirror } from "../ports/suppressions.ts";

export type LookDeps = {
  ses: Pick<Ses, "suppressed" | "account">;
  events: Pick<EventStore, "byRecipient">;
  /** The copies of the lists, which know how they write an address. */
  mirror: Pick<SuppressionMirror, "spellings">;
  signal: AbortSignal;
};

/** Where addresses stand, read now. */
export type Looked = {
  listed: readonly RemovalItem[];
  absent: readonly ItemKey[];
  /** Why it could not be read; one line, not yet escaped. */
  unread: readonly (ItemKey & { trouble: string })[];
};

/** Events of one address that are looked through for the bounce behind its entry. */
const MOST_EVENTS = 200;
const LONGEST_CAUSE = 300;

/** Reads where addresses stand, and what is known of why. Throws StoreTrouble. */
export async function lookAt(keys: readonly ItemKey[], deps: LookDeps): Promise<Looked> {
  const reasons = new Map<string, Promise<readonly string[] | null>>();
  const reasonsIn = (region: string) => {
    const known = reasons.get(region) ?? suppressedReasons(region, deps);
    reasons.set(region, known);
    return known;
  };
  // SES takes one call of an action a second and region: a hundred at once would stand before everybody else's.
  const byRegion = Map.groupBy(keys, ({ region }) => region).values();
  const found = await Promise.all(
    [...byRegion].map(async (inLine) => {
      const looked: { key: ItemKey; one: One }[] = [];
      for (const key of inLine) looked.push({ key, one: await lookAtOne(key, reasonsIn, deps) });
      return looked;
    }),
  );
  const all = new Map(found.flat().map(({ key, one }) => [key, one]));
  const looked = keys.flatMap((key) => all.get(key) ?? []);
  return {
    listed: looked.flatMap((each) => each.listed ?? []),
    absent: looked.flatMap((each) => each.absent ?? []),
    unread: looked.flatMap((each) => each.unread ?? []),
  };
}

type One = { listed?: RemovalItem; absent?: ItemKey; unread?: ItemKey & { trouble: string } };

async function lookAtOne(
  asked: ItemKey,
  reasonsIn: (region: string) => Promise<readonly string[] | null>,
  deps: LookDeps,
): Promise<One> {
  const { events } = deps;
  const found = await spelled(asked, deps);
  if (found.trouble) return { unread: { ...asked, trouble: troubleWords(found.trouble) } };
  if (!found.value) return { absent: asked };
  const { region } = asked;
  const { address, reason, since, messageId } = found.value;
  const [reasons, cause] = await Promise.all([reasonsIn(region), causeOf(address, region, messageId, events)]);
  return {
    listed: {
      address,
      region,
      entry: { reason, since, messageId },
      was: null,
      acts: reasons ? reasons.includes(reason) : null,
      cause,
      outcome: "open",
      isTried: false,
      awsRequestId: null,
      trouble: null,
      settledAt: null,
    },
  };
}

const MOST_SPELLINGS = 5;

/** Whether SES compares upper and lower case is not documented: the entry is the one under the first that is there. */
async function spelled(
  { address, region }: ItemKey,
  { ses, mirror, signal }: LookDeps,
): Promise<Readable<(SuppressedDestination & { address: string }) | null>> {
  const known = [address.toLowerCase(), address, ...(await mirror.spellings(address))];
  for (const spelling of [...new Set(known)].slice(0, MOST_SPELLINGS)) {
    const found = await readable(ses.suppressed(region, spelling, signal));
    if (found.trouble) return found;
    if (found.value) return { value: { ...found.value, address: spelling } };
  }
  return { value: null };
}

async function suppressedReasons(region: string, { ses, signal }: LookDeps): Promise<readonly string[] | null> {
  const { value: account } = await readable(ses.account(region, signal));
  return account?.suppressedReasons ?? null;
}

/** The newest bounce or complaint that events have, of the message that the entry names where it does. */
async function causeOf(
  address: string,
  region: string,
  messageId: string | null,
  events: LookDeps["events"],
): Promise<string | null> {
  const stored = await events.byRecipient(address, MOST_EVENTS);
  const bounces = traceOf(stored).events.filter(({ type }) => type === "Bounce" || type === "Complaint");
  const named = bounces.filter((each) => each.messageId === messageId);
  const fitting = named.length > 0 ? named : bounces.filter((each) => each.region === null || each.region === region);
  const last = fitting.findLast(({ explanation }) => explanation !== null && explanation.hop !== "processing");
  if (!last?.explanation) return null;
  const { meaning, evidence } = last.explanation;
  const day = last.at.toISOString().slice(0, 10);
  return `${day}: ${meaning}${evidence ? ` (${evidence})` : ""}`.slice(0, LONGEST_CAUSE).toWellFormed();
}
