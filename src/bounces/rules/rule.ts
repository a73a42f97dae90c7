import type { Who } from "../../diagnosis/finding.ts";
import type { Hop } from "../../diagnosis/hop.ts";
import type { Retry } from "../explanation.ts";
import type { Reason } from "../reason.ts";

/** What one refusal is recognised by. A rule matches when all that it names matches. */
export type Rule = {
  reason: Reason;
  /** `5.7.26`, `x.7.26` (4 or 5), `5.7.606-649`, or a bare reply code such as `521`. */
  code?: string;
  /** Lower-case words of the refusal; `*` stands for anything between, `|` for alternatives. */
  says?: string;
  command?: string;
  /** Said by this provider alone, so that the rule also holds where the server is not known. */
  alone?: true;
  /** A refusal that the rule decides, where the one made of `code` and `says` would be odd. */
  example?: string;
  hop?: Hop;
  who?: Who;
  retry?: Retry;
  /** Instead of the general words for the reason. */
  meaning?: string;
  fix?: string;
};

/** Rules of one provider, one registry or one kind of wording, first match decides. */
export type RuleSet = {
  name: string;
  /** Where the rules are from, and when they were last compared with it (`YYYY-MM`). */
  source: string;
  dated: string;
  rules: readonly Rule[];
};

/** Name parts of a provider's servers and words that only its servers say. */
export type ProviderSet = RuleSet & { hosts: readonly string[]; words: readonly string[] };

/** What rules look at. */
export type Signs = {
  /** Lower-case, on one line, with single spaces. */
  text: string;
  replyCode: string | null;
  enhancedCode: string | null;
  /** The enhanced code's numbers; NaN without one. */
  digits: readonly [kind: number, subject: number, detail: number];
  command: string | null;
  grams: Uint8Array;
};

export function signsOf(text: string, codes: Pick<Signs, "replyCode" | "enhancedCode" | "command">): Signs {
  const lower = text.toLowerCase();
  const [kind = Number.NaN, subject = Number.NaN, detail = Number.NaN] = (codes.enhancedCode ?? "")
    .split(".")
    .map(Number);
  const { replyCode, enhancedCode, command } = codes;
  return { text: lower, replyCode, enhancedCode, digits: [kind, subject, detail], command, grams: gramsOf(lower) };
}

const BUCKETS = 4096;

/** Three-character runs, hashed: most phrases are ruled out by a look or two, without searching the text. */
function gramsOf(text: string): Uint8Array {
  const grams = new Uint8Array(BUCKETS);
  let first = text.charCodeAt(0);
  let second = text.charCodeAt(1);
  for (let at = 2; at < text.length; at += 1) {
    const third = text.charCodeAt(at);
    grams[(first * 961 + second * 31 + third) & (BUCKETS - 1)] = 1;
    first = second;
    second = third;
  }
  return grams;
}

function bucket(text: string, at: number): number {
  return (text.charCodeAt(at) * 961 + text.charCodeAt(at + 1) * 31 + text.charCodeAt(at + 2)) & (BUCKETS - 1);
}

/** The parts of a phrase, and three buckets that a text must have for it. */
type Phrase = { parts: readonly string[]; first: number; middle: number; last: number };

function phraseOf(words: string): Phrase {
  const parts = words.split("*").filter((part) => part !== "");
  const longest = parts.reduce((best, part) => (part.length > best.length ? part : best), "");
  return {
    parts,
    first: bucket(longest, 0),
    middle: bucket(longest, Math.max(0, (longest.length - 2) >> 1)),
    last: bucket(longest, Math.max(0, longest.length - 3)),
  };
}

/** Phrases of which a text may hold any. */
export function anyOf(words: readonly string[]): (signs: Signs) => boolean {
  const phrases = words.map(phraseOf);
  return (signs) => phrases.some((phrase) => holds(signs, phrase));
}

/** Linear in the text: each part is looked for once, behind the one before. */
function holds({ text, grams }: Signs, phrase: Phrase): boolean {
  if (grams[phrase.first] === 0 || grams[phrase.middle] === 0 || grams[phrase.last] === 0) return false;
  let at = 0;
  for (const part of phrase.parts) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return true;
}

type Code = { reply: string | null; kind: number; subject: number; low: number; high: number };

const ANY = -1;

function codeOf(code: string): Code {
  if (!code.includes(".")) return { reply: code, kind: ANY, subject: ANY, low: 0, high: 0 };
  const [kind = "", subject = "", detail = ""] = code.split(".");
  const [low = 0, high = low] = detail === "x" ? [0, 999] : detail.split("-").map(Number);
  return {
    reply: null,
    kind: kind === "x" ? ANY : Number(kind),
    subject: subject === "x" ? ANY : Number(subject),
    low,
    high,
  };
}

function isCode(code: Code, { replyCode, digits }: Signs): boolean {
  if (code.reply !== null) return code.reply === replyCode;
  const [kind, subject, detail] = digits;
  return (
    (code.kind === ANY || code.kind === kind) &&
    (code.subject === ANY || code.subject === subject) &&
    detail >= code.low &&
    detail <= code.high
  );
}

/** All of one shape, so that thousands of looks a mail stay cheap. */
export type CompiledRule = {
  id: string;
  rule: Rule;
  code: Code | null;
  command: string | null;
  phrases: readonly Phrase[] | null;
};

/**
 * Compiled rules in order. The gates of a rule stand at `starts[index]` up to `starts[index + 1]`: the first bucket of each
 * of its phrases, one of which must be there, or none where the rule has no phrases.
 */
export type RuleList = { rules: readonly CompiledRule[]; starts: Int32Array; gates: Int16Array };

export function ruleList(rules: readonly CompiledRule[]): RuleList {
  const starts = [0];
  const gates: number[] = [];
  for (const { phrases } of rules) {
    for (const { first } of phrases ?? []) gates.push(first);
    starts.push(gates.length);
  }
  return { rules, starts: Int32Array.from(starts), gates: Int16Array.from(gates) };
}

function isClosed({ starts, gates }: RuleList, index: number, grams: Uint8Array): boolean {
  const end = starts[index + 1] ?? 0;
  let at = starts[index] ?? 0;
  if (at === end) return false;
  for (; at < end; at += 1) if (grams[gates[at] ?? 0] !== 0) return false;
  return true;
}

/** The first rule that matches; every rule that was looked at is told to `tried`, if it is given. */
export function firstMatch(list: RuleList, signs: Signs, tried?: (rule: CompiledRule, matched: boolean) => void) {
  for (let index = 0; index < list.rules.length; index += 1) {
    const closed = isClosed(list, index, signs.grams);
    if (closed && tried === undefined) continue;
    const rule = list.rules[index];
    if (rule === undefined) break;
    const matched = !closed && matches(rule, signs);
    tried?.(rule, matched);
    if (matched) return rule;
  }
  return null;
}

export function compile(set: RuleSet): readonly CompiledRule[] {
  return set.rules.map((rule) => ({
    id: `${set.name}: ${[rule.code, rule.command, rule.says].filter(Boolean).join(" ")}`,
    rule,
    code: rule.code === undefined ? null : codeOf(rule.code),
    command: rule.command ?? null,
    phrases: rule.says === undefined ? null : rule.says.split("|").map(phraseOf),
  }));
}

function matches({ code, command, phrases }: CompiledRule, signs: Signs): boolean {
  if (code !== null && !isCode(code, signs)) return false;
  if (command !== null && command !== signs.command) return false;
  if (phrases === null) return true;
  for (const phrase of phrases) if (holds(signs, phrase)) return true;
  return false;
}

/** The refusal that a rule must decide: its own example, or one made of its code and its first words. */
export function exampleOf({ code, says, example }: Rule): string {
  if (example !== undefined) return example;
  const words = (says?.split("|")[0] ?? "").replaceAll("*", " … ");
  if (code === undefined) return words;
  if (!code.includes(".")) return `${code} ${words}`.trim();
  const concrete = code.replace("x", "5").replace(/-\d+$/, "").replace(/\.x$/, ".0");
  return `${concrete.startsWith("4") ? "451" : "550"} ${concrete} ${words}`.trim();
}
