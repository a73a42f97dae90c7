/** True for what is new, false for what was there within `ms` already: retried events, double clicks. */
export type Seen = (key: string) => boolean;

const MOST_KEPT = 10_000;

export function createSeen(ms: number): Seen {
  const known = new Map<string, number>();
  return (key) => {
    const now = performance.now();
    for (const [old, at] of known) {
      if (now - at < ms && known.size <= MOST_KEPT) break;
      known.delete(old);
    }
    if (known.has(key)) return false;
    known.set(key, now);
    return true;
  };
}
