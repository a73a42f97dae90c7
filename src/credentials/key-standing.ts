/** An access key with what IAM knows of its last use; `at` null = never used. */
export type KeyFacts = {
  id: string;
  active: boolean;
  created: Date;
  lastUsed: { at: Date | null; service: string | null; region: string | null };
};

/** What stands against a key that is alive. */
export type KeyConcern = "old" | "superseded" | "unused" | "other-region";

const DAY = 86_400_000;
/** A key that was made today may be used tomorrow. */
const UNUSED_AFTER_CREATION = DAY;
const UNUSED_FOR = 30 * DAY;

/**
 * What an active key's state means for its relay. `siblings` are the user's other keys; ages in milliseconds. Older is
 * strictly older: a key is as old as allowed until the moment has passed.
 */
export function concernsOf(
  key: KeyFacts,
  siblings: readonly KeyFacts[],
  relay: { region: string; maxKeyAge: number },
  now: Date,
): readonly KeyConcern[] {
  const concerns: KeyConcern[] = [];
  if (now.getTime() - key.created.getTime() > relay.maxKeyAge) concerns.push("old");
  if (successorOf(key, siblings)) concerns.push("superseded");
  else if (isUnused(key, now)) concerns.push("unused");
  const { at, service, region } = key.lastUsed;
  if (at && service === "ses" && region !== null && region !== relay.region) concerns.push("other-region");
  return concerns;
}

/** Another active key of the same user, newer, that was used later: somebody has rotated, and not everywhere. */
export function successorOf(key: KeyFacts, siblings: readonly KeyFacts[]): KeyFacts | undefined {
  return siblings.find(
    (sibling) =>
      sibling.active &&
      sibling.created > key.created &&
      sibling.lastUsed.at !== null &&
      (key.lastUsed.at === null || sibling.lastUsed.at > key.lastUsed.at),
  );
}

/** Another active key of the same user that is newer, in use or not: a rotation has begun. */
export function newerOf(key: KeyFacts, siblings: readonly KeyFacts[]): KeyFacts | undefined {
  return siblings.find((sibling) => sibling.active && sibling.created > key.created);
}

function isUnused({ created, lastUsed }: KeyFacts, now: Date): boolean {
  if (lastUsed.at === null) return now.getTime() - created.getTime() > UNUSED_AFTER_CREATION;
  return now.getTime() - lastUsed.at.getTime() > UNUSED_FOR;
}
