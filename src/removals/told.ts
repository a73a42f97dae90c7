import type { NewOutboxEntry, OutboxAim } from "../ports/outbox.ts";
import type { Removal, RemovalChange } from "../ports/removals.ts";

/** The kinds of what the outbox holds about removals; render/ has the words of each. */
const REMOVAL = "removal";
const REMOVAL_OUTCOME = "removal-outcome";
const REMOVAL_LIST = "removal-list";
export const REMOVAL_REBOUND = "removal-rebound";

/** The body of each, as JSON. */
/** `at`: when it was so, by which what can be pressed is told. */
export type ToldRemoval = { removal: Removal; at: Date };
export type ToldRebound = { address: string; removedAt: string; bouncedAt: string };

/** A request as it is after a change. */
export function changedBy(removal: Removal, change: RemovalChange): Removal {
  const { state, decided, removedBy, undone, pendingSince, endedAt, rest } = change;
  return {
    ...removal,
    version: removal.version + 1,
    state,
    ...(decided && { decidedBy: decided.by, decidedAt: decided.at }),
    ...(removedBy && { removedBy }),
    ...(undone && { undoneBy: undone.by, undoneAt: undone.at }),
    ...(pendingSince && { pendingSince }),
    ...(endedAt !== undefined && { endedAt }),
    ...(rest && {
      items: removal.items.map((item) => (rest.from.includes(item.outcome) ? { ...item, outcome: rest.to } : item)),
    }),
  };
}

/** So many a message shows at most, where they are short. */
export const MOST_IN_MESSAGE = 20;
/** More than surely find room: all of them are told in a file in its thread as well, so that nobody decides unseen. */
export const MOST_WITHOUT_FILE = 6;

/** The message in which it is decided. */
export function posted(removal: Removal): readonly NewOutboxEntry[] {
  const { items, askedAt } = removal;
  const of = messageId(removal);
  const message = entry(removal, of, { to: "channel", threadTs: null }, askedAt);
  if (items.length <= MOST_WITHOUT_FILE) return [message];
  return [message, { ...entry(removal, `${of}:list`, { to: "thread", of }, askedAt), kind: REMOVAL_LIST }];
}

/** That message, saying what is the case now. */
export function edited(removal: Removal, at: Date): NewOutboxEntry {
  const of = messageId(removal);
  return entry(removal, `${of}:${removal.version}`, { to: "edit", of }, at);
}

/** The same once more, when it can be put back no longer. */
export function editedWithoutUndo(removal: Removal, at: Date): NewOutboxEntry {
  const told = edited(removal, at);
  return { ...told, id: `${told.id}:late` };
}

/**
 * What became of it, for who asked, where they asked: to all only in channels where people's addresses may be shown, else
 * to them alone; who asked in a terminal gets a direct message.
 */
export function toldAsker(removal: Removal, allowed: readonly string[], at: Date): NewOutboxEntry {
  const { origin, askedBy } = removal;
  const threadTs = origin?.threadTs ?? null;
  const isOpen = origin !== null && allowed.includes(origin.channel);
  const aim: OutboxAim =
    origin === null || isOpen ? { to: "channel", threadTs } : { to: "person", user: askedBy, threadTs };
  const id = `${messageId(removal)}:told:${removal.version}`;
  return { ...entry(removal, id, aim, at), channel: origin?.channel ?? askedBy, kind: REMOVAL_OUTCOME };
}

/** The same in the thread of the message: an edit alone calls nobody. */
export function toldThread(removal: Removal, at: Date): NewOutboxEntry {
  const of = messageId(removal);
  return { ...entry(removal, `${of}:thread:${removal.version}`, { to: "thread", of }, at), kind: REMOVAL_OUTCOME };
}

export function messageId({ id }: Pick<Removal, "id">): string {
  return `removal:${id}`;
}

function entry(removal: Removal, id: string, aim: OutboxAim, at: Date): NewOutboxEntry {
  const body = JSON.stringify({ removal, at } satisfies ToldRemoval);
  return { id, channel: removal.channel, aim, kind: REMOVAL, body, at };
}

/** What JSON made of a request: the same, but its times are texts. */
export function removalOf(body: unknown): Removal {
  const text = JSON.stringify((body as { removal: unknown }).removal);
  return JSON.parse(text, (key, value: unknown) =>
    TIMES.includes(key) && typeof value === "string" ? new Date(value) : value,
  );
}

const TIMES = ["askedAt", "pendingSince", "decidedAt", "undoneAt", "endedAt", "since", "settledAt"];
