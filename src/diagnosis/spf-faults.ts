import { excerpt } from "./excerpt.ts";
import type { FindingData } from "./finding.ts";
import { spfLookAlikesIn } from "./records/spf.ts";
import { costsAsData, MOST_LOOKUPS, MOST_VOID_LOOKUPS, type SpfNode, type SpfTree } from "./spf-tree.ts";

/** What is wrong with the SPF record of a name, with the evidence. */
export type SpfFault = { kind: "missing" | "multiple" | "syntax"; name: string; data: FindingData };

/** What makes a single record unusable by itself (RFC 7208 §4.5, §4.6); null where it can be read. */
export function recordFault({ name, texts, records, record }: SpfNode): SpfFault | null {
  if (records.length > 1) {
    return { kind: "multiple", name, data: { name, records: records.slice(0, 10).map((text) => excerpt(text)) } };
  }
  if (!record) {
    const lookAlikes = spfLookAlikesIn(texts).slice(0, 5);
    return { kind: "missing", name, data: { name, lookAlikes: lookAlikes.map((text) => excerpt(text)) } };
  }
  if (!record.error) return null;
  const { term, problem } = record.error;
  return {
    kind: "syntax",
    name,
    data: { name, record: excerpt(record.text), term: excerpt(term), problem: excerpt(problem) },
  };
}

/** More lookups than RFC 7208 §4.6.4 allows, or an mx term with more than ten names; null where neither. */
export function lookupsFault(tree: SpfTree): FindingData | null {
  if (tree.lookups <= MOST_LOOKUPS && tree.wideMx.length === 0) return null;
  return {
    ...recordOf(tree),
    lookups: tree.lookups,
    wideMx: tree.wideMx.slice(0, 5).map(({ term, hosts }) => `${excerpt(term, 120)} (${hosts.length} names)`),
    terms: costsAsData(tree),
  };
}

/** More void lookups than RFC 7208 §4.6.4 allows. */
export function voidLookupsFault(tree: SpfTree): FindingData | null {
  if (tree.voidLookups <= MOST_VOID_LOOKUPS) return null;
  const names = tree.costs.filter((cost) => cost.void).map(({ asked, term }) => asked ?? term);
  return { ...recordOf(tree), voidLookups: tree.voidLookups, names: names.slice(0, 20).map((name) => excerpt(name)) };
}

export function recordOf({ root }: SpfTree): FindingData {
  return { name: root.name, record: root.record ? excerpt(root.record.text) : null };
}
