import { excerpt } from "../diagnosis/excerpt.ts";
import { withPlaceholders } from "../diagnosis/placeholders.ts";
import type { RefusalReason, Refusing } from "../diagnosis/refusing.ts";
import type { EventStore, Outcome, StoredEvent } from "../ports/event-store.ts";
import { familyOf } from "./mailbox-family.ts";
import { explanationOf } from "./trace.ts";

const DAY = 86_400_000;
/** Two weeks: the last days, and before them what was usual. */
const DAYS = 14;
/** A rise that is older is what is usual by now. */
const MOST_DAYS = 7;
const MOST_OUTCOMES = 20_000;
const MOST_BOUNCES = 200;
const MOST_TOLD = 3;
const MOST_REASONS = 3;

type Share = { refused: number; ended: number };

/** Who refuses more than they used to, with what they say. Throws StoreTrouble. */
export async function refusingIn(events: EventStore, now: Date): Promise<readonly Refusing[]> {
  const from = new Date(Math.floor(now.getTime() / DAY) * DAY - DAYS * DAY);
  const rises = risesIn(await events.outcomes(from, MOST_OUTCOMES), now);
  return Promise.all(
    rises.map(async ({ domains, ...rise }) => ({
      ...rise,
      reasons: reasonsOf(await events.bouncesAt(domains, new Date(rise.since), MOST_BOUNCES)),
    })),
  );
}

export type Rise = Omit<Refusing, "reasons"> & { domains: readonly string[] };

/**
 * The providers whose share of refused mails has risen over what was usual with them, the clearest first; not where it
 * has risen with everybody, for then the cause is with us. Few mails prove nothing, and a provider without a past has
 * nothing to be measured by.
 */
export function risesIn(outcomes: readonly Outcome[], now: Date): readonly Rise[] {
  const today = Math.floor(now.getTime() / DAY);
  const all = daysOf(outcomes);
  const found = [...Map.groupBy(outcomes, ({ domain }) => familyOf(domain))].flatMap(([who, own]) => {
    const days = daysOf(own);
    const rises = Array.from({ length: MOST_DAYS }, (_, back) => today - back).flatMap((start) => {
      const [now, before] = [sum(days, (day) => day >= start), sum(days, (day) => day < start)];
      const others = without(
        sum(all, (day) => day >= start),
        now,
      );
      return isRise(now, before, others) ? [{ start, now, before, others, score: scoreOf(now, before) }] : [];
    });
    const clearest = rises.toSorted((a, b) => b.score - a.score)[0];
    return clearest ? [{ who, ...clearest, domains: [...new Set(own.map(({ domain }) => domain))] }] : [];
  });
  return found
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST_TOLD)
    .map(({ start, score: _, ...rise }) => ({ ...rise, since: new Date(start * DAY).toISOString().slice(0, 10) }));
}

const FEWEST_NOW = { refused: 5, ended: 30 };
const FEWEST_BEFORE = 50;
/** Standard deviations: with some hundred providers and seven beginnings each, chance alone does not come so far. */
const CLEAR = 4.5;

function isRise(now: Share, before: Share, others: Share): boolean {
  if (now.refused < FEWEST_NOW.refused || now.ended < FEWEST_NOW.ended || before.ended < FEWEST_BEFORE) return false;
  const isMuch = part(now) >= 3 * part(before) && part(now) - part(before) >= 0.02;
  return isMuch && scoreOf(now, before) >= CLEAR && part(now) >= 2 * part(others);
}

/** How far two shares are apart, in standard deviations of what one share for both would give. */
function scoreOf(now: Share, before: Share): number {
  const ended = now.ended + before.ended;
  const pooled = (now.refused + before.refused) / ended;
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / now.ended + 1 / before.ended));
  return deviation > 0 ? (part(now) - part(before)) / deviation : 0;
}

function part({ refused, ended }: Share): number {
  return ended === 0 ? 0 : refused / ended;
}

/** By the number of the day since 1970. */
function daysOf(outcomes: readonly Outcome[]): ReadonlyMap<number, Share> {
  const days = new Map<number, Share>();
  for (const { day, delivered, refused } of outcomes) {
    const number = Date.parse(day) / DAY;
    const { refused: before = 0, ended = 0 } = days.get(number) ?? {};
    days.set(number, { refused: before + refused, ended: ended + delivered + refused });
  }
  return days;
}

function sum(days: ReadonlyMap<number, Share>, isMeant: (day: number) => boolean): Share {
  const meant = [...days].flatMap(([day, share]) => (isMeant(day) ? [share] : []));
  return meant.reduce((total, one) => ({ refused: total.refused + one.refused, ended: total.ended + one.ended }), {
    refused: 0,
    ended: 0,
  });
}

function without(all: Share, own: Share): Share {
  return { refused: all.refused - own.refused, ended: all.ended - own.ended };
}

/** By the rules of `explain`; the commonest first, with the words of one. Whose addresses they were stays out of it. */
function reasonsOf(bounces: readonly StoredEvent[]): readonly RefusalReason[] {
  const reasons = new Map<string, RefusalReason>();
  for (const bounce of bounces) {
    const item = explanationOf(bounce);
    if (!item) continue;
    const known = reasons.get(item.reason);
    reasons.set(item.reason, {
      reason: item.reason,
      meaning: item.meaning,
      fix: item.fix?.text ?? "",
      who: item.who,
      evidence: known?.evidence ?? excerpt(withPlaceholders(item.evidence ?? ""), 200),
      count: (known?.count ?? 0) + 1,
    });
  }
  return [...reasons.values()].toSorted((a, b) => b.count - a.count).slice(0, MOST_REASONS);
}
