import type { Json } from "./finding.ts";
import { SES_RETURN_PATH } from "./mail-from-domain.ts";
import { type SpfTerm, withInclude } from "./records/spf.ts";
import {
  MOST_LOOKUPS,
  MOST_MX_NAMES,
  MOST_VOID_LOOKUPS,
  type SpfCost,
  type SpfNode,
  type SpfTree,
} from "./spf-tree.ts";

/** A record longer than this is not proposed: it could not be shown whole. */
const LONGEST_PROPOSAL = 2_000;
const MOST_SHOWN = 20;

export type SpfProposal = {
  /** Null where no record with SES in it, and with what is there now, would be valid. */
  record: string | null;
  /** Terms that make the present record a permerror, and why. */
  dropped: readonly { term: string; why: string }[];
  /** What the record would cost with SES in it, and what each other term costs. */
  lookups: number;
  costs: readonly { term: string; costs: number }[];
};

/**
 * The SPF record of a MAIL FROM domain with SES let in, valid by itself: without terms that end as permerror, within the
 * limits of RFC 7208 §4.6.4. `sesLookups` is what SES's own record costs.
 */
export function proposalFor(tree: SpfTree, sesLookups: number): SpfProposal {
  const judged = (tree.root.record?.terms ?? []).filter(isNotSes).map((term) => ({ term, ...judge(tree, term) }));
  const dropped = judged.flatMap(({ term, why }) => (why === null ? [] : [{ term: term.text, why }]));
  const kept = judged.filter(({ why }) => why === null);
  const lookups = kept.reduce((sum, { lookups: costs }) => sum + costs, 1 + sesLookups);
  const voids = kept.reduce((sum, { voids: empty }) => sum + empty, 0);
  const costs = kept
    .filter((one) => one.lookups > 0)
    .map(({ term, lookups: each }) => ({ term: term.text, costs: each }));
  const record = recordOf(kept, dropped);
  const isValid =
    tree.root.record?.error === null &&
    tree.troubles.length === 0 &&
    lookups <= MOST_LOOKUPS &&
    voids <= MOST_VOID_LOOKUPS &&
    record.length <= LONGEST_PROPOSAL;
  return { record: isValid ? record : null, dropped, lookups, costs };
}

/** In the shape of a finding's data. */
export function proposalAsData({ record, dropped, lookups, costs }: SpfProposal): { readonly [key: string]: Json } {
  return {
    suggested: record,
    ...(dropped.length > 0 && { dropped: dropped.slice(0, MOST_SHOWN) }),
    ...(record === null && { lookupsWithSes: lookups, costs: costs.slice(0, MOST_SHOWN) }),
  };
}

type Judged = { term: SpfTerm; lookups: number; isOpen: boolean };

/** SES stands first where what is before it could decide otherwise for its addresses. */
function recordOf(kept: readonly Judged[], dropped: readonly { term: string }[]): string {
  const terms = kept.map(({ term }) => term);
  const first = kept.some(
    ({ term, isOpen }) => isOpen || (term.kind === "mechanism" && term.name !== "all" && term.qualifier !== "+"),
  );
  const record = withInclude({ terms }, SES_RETURN_PATH, first);
  const says = (names: readonly string[]) => terms.some(({ name }) => names.includes(name));
  // A redirect that was dropped was the record's word about everyone else.
  const lost = dropped.some(({ term }) => /^redirect=/i.test(term));
  return lost && !says(["all", "redirect"]) ? `${record} ~all` : record;
}

function judge(tree: SpfTree, term: SpfTerm): { why: string | null; lookups: number; voids: number; isOpen: boolean } {
  const cost = tree.costsIn(tree.root).find(({ term: text }) => text === term.text);
  if (!cost) return { why: null, lookups: 0, voids: 0, isOpen: false };
  const below = cost.next ? subtree(tree, cost.next) : [];
  return {
    why: faultOf(tree, cost),
    lookups: 1 + below.length,
    voids: [cost, ...below].filter((one) => one.void).length,
    isOpen: [cost, ...below].some(({ asked }) => asked === null),
  };
}

/** Why a term makes its record a permerror, or may; null where it does not. */
function faultOf(tree: SpfTree, { next, void: isVoid, asked, hosts }: SpfCost): string | null {
  if (hosts.length > MOST_MX_NAMES) return `${asked} names more than ${MOST_MX_NAMES} hosts`;
  if (isVoid) return `there is nothing at ${asked}`;
  if (!next) return null;
  if (next.records.length === 0) return `${next.name} has no SPF record`;
  if (next.records.length > 1) return `${next.name} has more than one SPF record`;
  if (next.record?.error) return `the SPF record of ${next.name} cannot be read`;
  return (
    tree
      .costsIn(next)
      .map((cost) => faultBelow(tree, cost))
      .find((why) => why !== null) ?? null
  );
}

/** Empty lookups further down are somebody else's; the limit for all of them is counted apart. */
function faultBelow(tree: SpfTree, cost: SpfCost): string | null {
  return faultOf(tree, { ...cost, void: false });
}

function subtree(tree: SpfTree, node: SpfNode): readonly SpfCost[] {
  return tree.costsIn(node).flatMap((cost) => [cost, ...(cost.next ? subtree(tree, cost.next) : [])]);
}

function isNotSes(term: SpfTerm): boolean {
  return (
    term.kind === "modifier" ||
    term.name !== "include" ||
    term.domain?.toLowerCase().replace(/\.$/, "") !== SES_RETURN_PATH
  );
}
