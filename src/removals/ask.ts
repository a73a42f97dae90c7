import { type ApprovalRules, COMPLAINT } from "../approvals/rules.ts";
import type { EventStore } from "../ports/event-store.ts";
import type { ItemKey, NewRemoval, Removal, RemovalItem, RemovalOrigin, Removals } from "../ports/removals.ts";
import { withoutSecretForms } from "../secret-form.ts";
import { type LookDeps, type Looked, lookAt } from "./look.ts";
import { posted } from "./told.ts";
import { entryText, trailLine } from "./trail.ts";

export type Wish = {
  /** Opaque, `[\w:.-]{1,60}`: the same wish again is the same request. */
  id: string;
  /** A Slack user id. */
  by: string;
  why: string;
  origin: RemovalOrigin | null;
  keys: readonly ItemKey[];
};

export type AskDeps = Pick<LookDeps, "ses" | "signal"> & {
  store: { removals: Removals; events: Pick<EventStore, "byRecipient">; suppressions: LookDeps["mirror"] };
  rules: ApprovalRules;
  /** Where it is decided. */
  channel: string;
  now: () => Date;
};

/** What came of a wish; `removal` is null where nothing of it could be asked for. */
export type Asked = Omit<Looked, "listed"> & {
  removal: Removal | null;
  /** Entries that a complaint made, which the rules never remove. */
  complaints: readonly ItemKey[];
  /** What somebody has asked for already. */
  asked: readonly (ItemKey & { by: string; at: Date })[];
  /** Something in the reason looked like a secret, and is kept nowhere. */
  holdsSecret: boolean;
};

/** Reads where the addresses stand, and asks for the removal of those that do and may go. Throws StoreTrouble. */
export async function ask({ id, by, why: typed, origin, keys }: Wish, deps: AskDeps): Promise<Asked> {
  const { store, ses, signal, rules, channel } = deps;
  const { removals, events, suppressions: mirror } = store;
  // The reason goes to the store, the trail and a channel.
  const { text: why, found: holdsSecret } = withoutSecretForms(typed);
  const known = await removals.find(id);
  if (known) return { removal: known, absent: [], unread: [], complaints: [], asked: [], holdsSecret };
  const { listed, absent, unread } = await lookAt(keys, { ses, events, mirror, signal });
  // After the look, which may take a minute: somebody may have asked meanwhile.
  const open = await removals.openFor(listed);
  const openOf = (item: ItemKey) => open.find(({ item: each }) => isSame(each, item));
  const isBarred = ({ entry }: RemovalItem) => rules.complaints === "deny" && entry.reason === COMPLAINT;
  const items = listed.filter((item) => !openOf(item) && !isBarred(item));
  const rest = {
    holdsSecret,
    absent,
    unread,
    complaints: listed.filter((item) => !openOf(item) && isBarred(item)).map(keyOf),
    asked: listed.flatMap((item) => {
      const found = openOf(item);
      return found ? [{ ...keyOf(item), by: found.askedBy, at: found.askedAt }] : [];
    }),
  };
  if (items.length === 0) return { removal: null, ...rest };
  const asked: NewRemoval = { id, askedBy: by, askedAt: deps.now(), why, origin, channel, items };
  const removal = pendingOf(asked);
  await removals.ask(asked, { audit: trailOf(removal), tell: posted(removal) });
  return { removal, ...rest };
}

function pendingOf(asked: NewRemoval): Removal {
  return {
    ...asked,
    version: 1,
    state: "pending",
    pendingSince: asked.askedAt,
    decidedBy: null,
    decidedAt: null,
    removedBy: null,
    undoneBy: null,
    undoneAt: null,
    endedAt: null,
  };
}

function trailOf({ askedBy, askedAt, why, items }: Removal) {
  return items.map((item) =>
    trailLine(item, {
      at: askedAt,
      actor: askedBy,
      action: "requested",
      outcome: "pending",
      before: entryText(item.entry),
      note: why === "" ? null : why,
    }),
  );
}

function keyOf({ address, region }: ItemKey): ItemKey {
  return { address, region };
}

function isSame(one: ItemKey, other: ItemKey): boolean {
  return one.address === other.address && one.region === other.region;
}
