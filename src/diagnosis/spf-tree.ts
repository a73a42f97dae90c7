import type { PortTrouble } from "../ports/trouble.ts";
import { excerpt } from "./excerpt.ts";
import type { Json } from "./finding.ts";
import type { Questions } from "./questions.ts";
import { type Readable, readable } from "./readable.ts";
import {
  effectiveMechanisms,
  effectiveRedirect,
  parseSpf,
  type SpfMechanism,
  type SpfModifier,
  type SpfRecord,
  spfRecordsIn,
} from "./records/spf.ts";
import { hasMacro } from "./records/spf-domain-spec.ts";

/** RFC 7208 §4.6.4. */
export const MOST_LOOKUPS = 10;
export const MOST_VOID_LOOKUPS = 2;
export const MOST_MX_NAMES = 10;
/** Beyond this nothing is asked any more: hostile and looping records end here, and the verdict is long certain. */
const EXPAND_UP_TO = 40;

/**
 * The SPF record of one name, at one place in the tree: a name that is included twice has two nodes. `records` are all
 * that the name has; only a single one is read.
 */
export type SpfNode = { name: string; texts: readonly string[]; records: readonly string[]; record: SpfRecord | null };

/** A term that costs a lookup (RFC 7208 §4.6.4), in the record of `owner`. */
export type SpfCost = {
  owner: SpfNode;
  term: string;
  kind: "include" | "redirect" | "a" | "mx" | "ptr" | "exists";
  /** The exact name asked; null where macros make it depend on the message, or where it is no name that can be asked. */
  asked: string | null;
  /** It was answered with NXDOMAIN or NODATA. */
  void: boolean;
  /** The record of an include's or redirect's target. */
  next: SpfNode | null;
  /** mx: the hosts. */
  hosts: readonly string[];
};

/** Everything that a record's evaluation can lead to, counted over the whole tree whoever the client is. */
export type SpfTree = {
  root: SpfNode;
  costs: readonly SpfCost[];
  /** The same by whose record they stand in: a hostile record may have thousands. */
  costsIn: (owner: SpfNode) => readonly SpfCost[];
  lookups: number;
  voidLookups: number;
  /** mx terms with more than ten names: a permerror of their own (§4.6.4). */
  wideMx: readonly SpfCost[];
  /** Questions that could not be answered: what lies behind them is not known. */
  troubles: readonly PortTrouble[];
};

/**
 * Follows the includes and the redirect of a name's SPF record, level by level, all of a level side by side. Void
 * lookups are those of an IPv4 client. Throws PortTrouble only where the name's own TXT question was not answered.
 */
export async function spfTree(questions: Pick<Questions, "dns">, name: string): Promise<SpfTree> {
  const root = await nodeAt(questions, name);
  const costs: SpfCost[] = [];
  const troubles = new Set<PortTrouble>();
  let level: readonly SpfNode[] = [root];
  while (level.length > 0) {
    const terms = level.flatMap((node) => costlyTerms(node).map((term) => ({ node, term })));
    const room = Math.max(EXPAND_UP_TO - costs.length, 0);
    const answers = await Promise.all(
      terms.map(({ node, term }, index) =>
        index < room ? readable(look(questions, node, term)) : { value: unasked(node, term) },
      ),
    );
    const found = answers
      .map((answer, index) => costOf(answer, terms[index], troubles))
      .filter((cost) => cost !== null);
    costs.push(...found);
    level = costs.length < EXPAND_UP_TO ? found.flatMap(({ next }) => next ?? []) : [];
  }
  const byOwner = Map.groupBy(costs, ({ owner }) => owner);
  return {
    root,
    costs,
    costsIn: (owner) => byOwner.get(owner) ?? [],
    lookups: costs.length,
    voidLookups: costs.filter((cost) => cost.void).length,
    wideMx: costs.filter(({ hosts }) => hosts.length > MOST_MX_NAMES),
    troubles: [...troubles],
  };
}

/** Every name of the tree that has a record, or should have one, once. */
export function nodesOf({ root, costs }: SpfTree): readonly SpfNode[] {
  const nodes = new Map([[root.name, root]]);
  for (const { next } of costs) if (next && !nodes.has(next.name)) nodes.set(next.name, next);
  return [...nodes.values()];
}

/** What each term costs, for a finding's data. `costs` counts the term itself and all that it leads to. */
export function costsAsData(tree: SpfTree): Json {
  const most = 30;
  const below = (node: SpfNode | null): number =>
    node === null ? 0 : tree.costsIn(node).reduce((sum, { next }) => sum + 1 + below(next), 0);
  return tree.costs.slice(0, most).map((cost) => ({
    in: cost.owner.name,
    term: excerpt(cost.term, 120),
    asked: cost.asked,
    costs: 1 + below(cost.next),
    void: cost.void,
  }));
}

type CostlyTerm = SpfMechanism | SpfModifier;

function costlyTerms({ record }: SpfNode): readonly CostlyTerm[] {
  if (!record || record.error) return [];
  const redirect = effectiveRedirect(record);
  const free = ["all", "ip4", "ip6"];
  return [...effectiveMechanisms(record).filter(({ name }) => !free.includes(name)), ...(redirect ? [redirect] : [])];
}

function costOf(
  answer: Readable<SpfCost>,
  asked: { node: SpfNode; term: CostlyTerm } | undefined,
  troubles: Set<PortTrouble>,
): SpfCost | null {
  if (!answer.trouble) return answer.value;
  troubles.add(answer.trouble);
  return asked ? { ...unasked(asked.node, asked.term), asked: answer.trouble.details.asked } : null;
}

function unasked(owner: SpfNode, term: CostlyTerm): SpfCost {
  const kind = term.name as SpfCost["kind"];
  return { owner, term: term.text, kind, asked: null, void: false, next: null, hosts: [] };
}

async function look(questions: Pick<Questions, "dns">, owner: SpfNode, term: CostlyTerm): Promise<SpfCost> {
  const cost = unasked(owner, term);
  const target = targetOf(owner.name, term);
  if (target === null) return cost;
  switch (cost.kind) {
    case "include":
    case "redirect": {
      const next = await nodeAt(questions, target);
      return { ...cost, asked: target, next, void: next.texts.length === 0 };
    }
    case "a":
    case "exists": {
      const answer = await questions.dns(target, "A");
      return { ...cost, asked: target, void: !answer.found };
    }
    case "mx": {
      const answer = await questions.dns(target, "MX");
      const hosts = answer.found ? answer.records.map(({ exchange }) => exchange).filter((host) => host !== "") : [];
      return { ...cost, asked: target, void: !answer.found, hosts };
    }
    // What a ptr asks depends on the client.
    case "ptr":
      return cost;
  }
}

async function nodeAt(questions: Pick<Questions, "dns">, name: string): Promise<SpfNode> {
  const answer = await questions.dns(name, "TXT");
  const texts = answer.found ? answer.records : [];
  const records = spfRecordsIn(texts);
  const [only] = records;
  return { name, texts, records, record: records.length === 1 && only !== undefined ? parseSpf(only) : null };
}

/** Null where it depends on the message, or cannot be asked (RFC 7208 §4.3). */
function targetOf(owner: string, term: CostlyTerm): string | null {
  const spec = term.kind === "modifier" ? term.value : (term.domain ?? owner);
  if (hasMacro(spec)) return null;
  const name = spec.replace(/\.$/, "").toLowerCase();
  const labels = name.split(".");
  return name.length <= 253 && labels.every((label) => label.length > 0 && label.length <= 63) ? name : null;
}
