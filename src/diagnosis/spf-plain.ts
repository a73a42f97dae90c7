import { effectiveMechanisms, effectiveRedirect, type SpfMechanism } from "./records/spf.ts";
import type { SpfResult } from "./records/spf-evaluation.ts";
import { isInNetwork } from "./records/spf-network.ts";
import { MOST_LOOKUPS, nodesOf, type SpfNode, type SpfTree } from "./spf-tree.ts";

/**
 * Whether nothing but networks, includes and a redirect make up a tree, all of them read, within the limits. No client
 * can then meet an error, and no question is left: the evaluation is a walk, for which the evaluator, slow to load, is
 * not needed. Nearly every MAIL FROM record is like this.
 */
export function isPlain(tree: SpfTree): boolean {
  return (
    tree.lookups <= MOST_LOOKUPS &&
    tree.troubles.length === 0 &&
    tree.costs.every(({ next }) => next !== null) &&
    nodesOf(tree).every(({ record }) => record !== null && record.error === null)
  );
}

/** check_host of RFC 7208 §4.6 for a plain tree. */
export function plainResult(tree: SpfTree, address: string, node: SpfNode = tree.root): SpfResult {
  if (!node.record) return "none";
  const resultOf = (term: string): SpfResult => {
    const next = tree.costsIn(node).find((cost) => cost.term === term)?.next;
    return next ? plainResult(tree, address, next) : "none";
  };
  const match = effectiveMechanisms(node.record).find((term) => matches(term, address, () => resultOf(term.text)));
  if (match) return RESULT_OF[match.qualifier];
  const redirect = effectiveRedirect(node.record);
  return redirect ? resultOf(redirect.text) : "neutral";
}

const RESULT_OF = { "+": "pass", "-": "fail", "~": "softfail", "?": "neutral" } as const;

/** An include matches where its record passes, whatever that record says of others (RFC 7208 §5.2). */
function matches(term: SpfMechanism, address: string, included: () => SpfResult): boolean {
  if (term.name === "all") return true;
  if (term.name === "include") return included() === "pass";
  return term.address !== null && isInNetwork(address, term.address, term.name === "ip4" ? term.prefix4 : term.prefix6);
}
