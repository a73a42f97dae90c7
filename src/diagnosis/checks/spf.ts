import type { Check, Look, Target } from "../check.ts";
import { domainFound } from "../domain-found.ts";
import { excerpt } from "../excerpt.ts";
import type { Finding, FindingData } from "../finding.ts";
import type { Questions } from "../questions.ts";
import { lookAlikesOf, quotedList } from "../quoted.ts";
import { tell } from "../readable.ts";
import { effectiveMechanisms, effectiveRedirect, type SpfRecord } from "../records/spf.ts";
import { lookupsFault, recordFault, recordOf, type SpfFault, voidLookupsFault } from "../spf-faults.ts";
import { nodesOf, type SpfNode, type SpfTree, spfTree } from "../spf-tree.ts";

type Code =
  | "SPF_OK"
  | "SPF_MISSING"
  | "SPF_NO_ALL"
  | "SPF_USES_PTR"
  | "SPF_MULTIPLE"
  | "SPF_SYNTAX"
  | "SPF_TOO_MANY_LOOKUPS"
  | "SPF_TOO_MANY_VOID_LOOKUPS"
  | "SPF_ALLOWS_ALL"
  | "SPF_INCLUDE_WITHOUT_RECORD";

const NOT_THE_RETURN_PATH =
  "Mail through SES is judged by the SPF record of its MAIL FROM domain, not by this one; this one matters for other mail that has the domain in its return path.";

/** The From domain's own record. SES's mail does not rest on it, so nothing here is a failure. */
export const spf: Check<Code> = {
  name: "spf",
  title: "SPF of the domain itself",
  hop: "authentication",
  codes: {
    SPF_OK: {
      severity: "ok",
      title: ({ subject }) => `SPF of ${subject} is in order`,
      why: ({ data }) => `It is "${data.record}" and costs ${data.lookups} of 10 lookups.`,
    },
    SPF_MISSING: {
      severity: "note",
      title: ({ subject }) => `${subject} has no SPF record of its own`,
      why: ({ subject, data }) => `TXT ${subject} holds no v=spf1 record${lookAlikesOf(data)}. ${NOT_THE_RETURN_PATH}`,
      fix: ({ subject }) => ({
        text: "If nothing else sends mail with this domain in its return path, say so with a record that allows nobody; else list who does.",
        who: "you",
        records: [{ type: "TXT", name: subject, value: "v=spf1 -all" }],
        commands: [],
      }),
    },
    SPF_NO_ALL: {
      severity: "note",
      title: ({ subject }) => `SPF of ${subject} does not say what everyone else is`,
      why: ({ data }) =>
        `"${data.ending}" at ${data.at} ends without "all" and without a redirect, so whoever it does not list comes out neutral.`,
      fix: ({ data }) => {
        const record = String(data.ending).trimEnd();
        const isWhole = !record.endsWith("…");
        return {
          text: `Add "~all" at the end of the record at ${data.at}.`,
          who: "you",
          records: isWhole ? [{ type: "TXT", name: String(data.at), value: `${record} ~all` }] : [],
          commands: [],
        };
      },
    },
    SPF_USES_PTR: {
      severity: "note",
      title: ({ subject }) => `SPF of ${subject} uses "ptr"`,
      why: ({ data }) =>
        `"${data.term}" makes receivers look up names backwards: slow, unreliable, and not to be published (RFC 7208 §5.5).`,
      fix: ({ data }) => ({
        text: `Replace "${data.term}" by the addresses or includes that it stands for.`,
        who: "you",
        records: [],
        commands: [],
      }),
    },
    SPF_MULTIPLE: {
      severity: "warning",
      title: ({ subject }) => `${subject} has more than one SPF record`,
      why: ({ subject, data }) =>
        `TXT ${subject} holds ${quotedList(data.records)}. Receivers then use none of them (permerror).`,
      fix: ({ subject }) => ({
        text: `Merge them into one TXT record at ${subject} and remove the others.`,
        who: "you",
        records: [],
        commands: [],
      }),
    },
    SPF_SYNTAX: {
      severity: "warning",
      title: ({ subject }) => `SPF of ${subject} cannot be read`,
      why: ({ data }) =>
        `In "${data.record}" the term "${data.term}" is wrong: ${data.problem}. Receivers then use none of it (permerror).`,
      fix: ({ subject, data }) => ({
        text: `Correct or remove "${data.term}" in the TXT record of ${subject}${data.owner ? `, or take its include out of ${data.owner}` : ""}.`,
        who: "you",
        records: [],
        commands: [],
      }),
    },
    SPF_TOO_MANY_LOOKUPS: {
      severity: "warning",
      title: ({ subject }) => `SPF of ${subject} needs too many DNS lookups`,
      why: ({ data }) =>
        `It costs ${data.lookups} lookups, 10 are allowed (RFC 7208 §4.6.4)${wide(data)}: receivers that need more give up with permerror.`,
      fix: ({ subject }) => ({
        text: `Remove includes that ${subject} no longer needs, or move a sender to a subdomain of its own.`,
        who: "you",
        records: [],
        commands: [],
      }),
    },
    SPF_TOO_MANY_VOID_LOOKUPS: {
      severity: "warning",
      title: ({ subject }) => `SPF of ${subject} asks for names that have no answer`,
      why: ({ data }) =>
        `${data.voidLookups} of its lookups are empty (${quotedList(data.names)}), 2 are allowed (RFC 7208 §4.6.4): receivers may give up with permerror.`,
      fix: ({ data }) => ({
        text: `Remove the terms that lead to ${quotedList(data.names)}.`,
        who: "you",
        records: [],
        commands: [],
      }),
    },
    SPF_ALLOWS_ALL: {
      severity: "warning",
      title: ({ subject }) => `SPF of ${subject} lets everybody send`,
      why: ({ data }) => `"${data.term}" lets every address of the Internet pass.`,
      fix: ({ data }) => ({
        text: `Replace "${data.term}" by "~all" or "-all" and list those who may send.`,
        who: "you",
        records: [],
        commands: [],
      }),
    },
    SPF_INCLUDE_WITHOUT_RECORD: {
      severity: "warning",
      title: ({ subject }) => `SPF of ${subject} includes a name without SPF`,
      why: ({ data }) =>
        `"${data.term}" leads to ${data.target}, which has no v=spf1 record. Receivers that come to it give up with permerror.`,
      fix: ({ data }) => ({
        text: `Remove "${data.term}", or correct the name in it.`,
        who: "you",
        records: [],
        commands: [],
      }),
    },
  },
  looks: (target, questions) => [{ look: () => look(target, questions) }],
};

async function look({ domain }: Target, questions: Questions): Promise<readonly Look<Code>[]> {
  const [exists, tree] = await Promise.all([domainFound(questions, domain), spfTree(questions, domain)]);
  if (!exists) return [];
  const own = recordFault(tree.root);
  if (own) return [{ look: async () => [asFinding(own, domain)] }];
  return [
    {
      look: async () => [...judge(tree), ...tree.troubles.map(tell)],
      close: (found) =>
        found.length > 0
          ? []
          : [
              {
                code: "SPF_OK",
                subject: domain,
                data: { ...recordOf(tree), lookups: tree.lookups, voidLookups: tree.voidLookups },
              },
            ],
    },
  ];
}

function judge(tree: SpfTree): readonly Finding<Code>[] {
  const subject = tree.root.name;
  const record = recordOf(tree);
  const tooMany = lookupsFault(tree);
  const tooManyVoid = voidLookupsFault(tree);
  const chain = redirectChain(tree);
  const everybody = openTermIn(tree);
  const ptr = chain.flatMap(mechanismsOf).find(({ name }) => name === "ptr");
  const without = tree.costs.filter(
    ({ kind, next }) => (kind === "include" || kind === "redirect") && next?.records.length === 0,
  );
  const inner = nodesOf(tree)
    .slice(1)
    .flatMap((node) => recordFault(node) ?? [])
    .filter(({ kind }) => kind !== "missing");
  return [
    ...inner.map((fault) => asFinding(fault, subject)),
    ...without.map(({ term, asked, owner }): Finding<Code> => {
      return {
        code: "SPF_INCLUDE_WITHOUT_RECORD",
        subject,
        data: { ...record, term, target: asked, owner: owner.name },
      };
    }),
    ...one("SPF_TOO_MANY_LOOKUPS", subject, tooMany),
    ...one("SPF_TOO_MANY_VOID_LOOKUPS", subject, tooManyVoid),
    ...one("SPF_ALLOWS_ALL", subject, everybody === null ? null : { ...record, term: everybody }),
    ...one("SPF_USES_PTR", subject, ptr ? { ...record, term: ptr.text } : null),
    ...one("SPF_NO_ALL", subject, saysAll(chain) ? null : { ...record, ...endOf(chain) }),
  ];
}

function one(code: Code, subject: string, data: FindingData | null): readonly Finding<Code>[] {
  return data ? [{ code, subject, data }] : [];
}

function asFinding({ kind, name, data }: SpfFault, owner: string): Finding<Code> {
  const code = kind === "missing" ? "SPF_MISSING" : kind === "multiple" ? "SPF_MULTIPLE" : "SPF_SYNTAX";
  return { code, subject: name, data: name === owner ? data : { ...data, owner } };
}

function mechanismsOf({ record }: SpfNode) {
  return readableRecord(record) ? effectiveMechanisms(record) : [];
}

function readableRecord(record: SpfRecord | null): record is SpfRecord {
  return record !== null && record.error === null;
}

/** The record and those that it redirects to, as far as they are known. */
function redirectChain(tree: SpfTree, node = tree.root): readonly SpfNode[] {
  const next = tree.costsIn(node).find(({ kind }) => kind === "redirect")?.next;
  return next ? [node, ...redirectChain(tree, next)] : [node];
}

/** The record with which a chain of redirects ends: there a word about everyone else counts. */
function endOf(chain: readonly SpfNode[]): FindingData {
  const last = chain.at(-1);
  return { at: last?.name ?? null, ending: excerpt(last?.record?.text ?? "") };
}

/** A redirect that cannot be followed is a word about everyone else, too. */
function saysAll(chain: readonly SpfNode[]): boolean {
  const last = chain.at(-1);
  if (!last || !readableRecord(last.record)) return true;
  return mechanismsOf(last).some(({ name }) => name === "all") || effectiveRedirect(last.record) !== null;
}

/** The first term that lets every address pass: `+all`, a network of length 0, or an include or redirect that does. */
function openTermIn(tree: SpfTree): string | null {
  // Each record once, and each term of it once: a hostile one repeats the same thousands of times.
  const known = new Map<SpfNode, string | null>();

  function openTerm(node: SpfNode): string | null {
    const before = known.get(node);
    if (before !== undefined) return before;
    const found = readableRecord(node.record) ? firstOpen(node, node.record) : null;
    known.set(node, found);
    return found;
  }

  function firstOpen(node: SpfNode, record: SpfRecord): string | null {
    const open = new Set(
      tree.costsIn(node).flatMap(({ term, next }) => (next && openTerm(next) !== null ? [term] : [])),
    );
    for (const { text, name, qualifier, prefix4, prefix6 } of effectiveMechanisms(record)) {
      if (qualifier !== "+") continue;
      if (name === "all" || (name === "ip4" && prefix4 === 0) || (name === "ip6" && prefix6 === 0)) return text;
      if (name === "include" && open.has(text)) return text;
    }
    const redirect = effectiveRedirect(record);
    return redirect && open.has(redirect.text) ? redirect.text : null;
  }

  return openTerm(tree.root);
}

function wide(data: FindingData): string {
  const terms = quotedList(data.wideMx);
  return terms === "" ? "" : `, and ${terms} names more than 10 hosts`;
}
