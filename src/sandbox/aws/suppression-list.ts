import { createHash } from "node:crypto";
import type { SesRegion } from "../world.ts";
import { AwsRefusal, type AwsWorld } from "./service.ts";

export type Suppressed = NonNullable<SesRegion["suppressed"]>[number];

/** Where an entry stands in the listing, and when it was written, in milliseconds. */
type Placed = { entry: Suppressed; place: string; at: number };

/**
 * SES documents no order, so that nobody may rely on one: the list is in the order of the addresses' hashes. A page
 * begins after the place that its token names; what is put in before that place while somebody reads is not seen by them.
 */
const placed = new WeakMap<readonly Suppressed[], readonly Placed[]>();

function inPlace(list: readonly Suppressed[]): readonly Placed[] {
  const before = placed.get(list);
  if (before) return before;
  const all = list
    .map((entry) => ({ entry, place: placeOf(entry.EmailAddress), at: Date.parse(entry.LastUpdateTime) }))
    .sort((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0));
  placed.set(list, all);
  return all;
}

function placeOf(address: string): string {
  return createHash("sha1").update(address.toLowerCase()).digest("hex");
}

export type Wanted = {
  reasons: readonly unknown[];
  /** Milliseconds. "Added to the list after a specific date", and before: both are exclusive. */
  after: number;
  before: number;
  size: number;
  /** The place after which to begin. */
  from: string;
};

/** @returns at most `size` entries, and the place to go on from; null at the end. */
export function suppressedPage(
  region: SesRegion | undefined,
  { reasons, after, before, size, from }: Wanted,
): { entries: readonly Suppressed[]; next: string | null } {
  const all = inPlace(region?.suppressed ?? []);
  const entries: Suppressed[] = [];
  let last = from;
  for (let index = firstAfter(all, from); index < all.length; index += 1) {
    const one = all[index];
    if (!one || one.at <= after || one.at >= before) continue;
    if (reasons.length > 0 && !reasons.includes(one.entry.Reason)) continue;
    if (entries.length === size) return { entries, next: last };
    entries.push(one.entry);
    last = one.place;
  }
  return { entries, next: null };
}

function firstAfter(all: readonly Placed[], place: string): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle]?.place ?? "") <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function suppressedIn(region: SesRegion | undefined, address: string): Suppressed | undefined {
  return region?.suppressed?.find(({ EmailAddress }) => isSame(EmailAddress, address));
}

/** Puts it on the list, or writes its reason and time anew. What the bounce was is not known of entries that people put. */
export function putSuppressed(world: AwsWorld, region: string, address: string, reason: string, now: Date): void {
  if (reason !== "BOUNCE" && reason !== "COMPLAINT") throw invalid(`Reason must be BOUNCE or COMPLAINT`);
  if (!/^[^@\s]{1,64}@[^@\s]{1,255}$/.test(address)) throw invalid("Invalid email address");
  const entry = { EmailAddress: address, Reason: reason, LastUpdateTime: now.toISOString() } satisfies Suppressed;
  change(world, region, (list) => [...list.filter(({ EmailAddress }) => !isSame(EmailAddress, address)), entry]);
}

/** False where it was not there. */
export function deleteSuppressed(world: AwsWorld, region: string, address: string): boolean {
  if (!suppressedIn(world.ses[region], address)) return false;
  change(world, region, (list) => list.filter(({ EmailAddress }) => !isSame(EmailAddress, address)));
  return true;
}

/** The world is a literal that others may hold too: a changed copy takes its place. */
function change(world: AwsWorld, region: string, step: (list: readonly Suppressed[]) => readonly Suppressed[]): void {
  const was = world.ses[region];
  world.ses = { ...world.ses, [region]: { ...was, suppressed: step(was?.suppressed ?? []) } };
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function invalid(message: string): AwsRefusal {
  return new AwsRefusal(400, "BadRequestException", message);
}
