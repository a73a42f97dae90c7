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

/** What rules look at. `text` is lower-case, on one line, with single spaces. */
export type Signs = {
  text: string;
  replyCode: string | null;
  enhancedCode: string | null;
  command: string | null;
};

export type CompiledRule = Rule & { id: string; matches: (signs: Signs) => boolean };

export function compile(set: RuleSet): readonly CompiledRule[] {
  return set.rules.map((rule) => ({
    ...rule,
    id: `${set.name}: ${[rule.code, rule.command, rule.says].filter(Boolean).join(" ")}`,
    matches: matcherOf(rule),
  }));
}

function matcherOf({ code, says, command }: Rule): (signs: Signs) => boolean {
  const codeMatches = code === undefined ? null : codeMatcher(code);
  const phrases = says === undefined ? null : says.split("|").map((phrase) => phrase.split("*"));
  return (signs) =>
    (command === undefined || signs.command === command) &&
    (codeMatches === null || codeMatches(signs)) &&
    (phrases === null || phrases.some((parts) => containsInOrder(signs.text, parts)));
}

/** Linear in the text: each part is looked for once, behind the one before. */
function containsInOrder(text: string, parts: readonly string[]): boolean {
  let at = 0;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return true;
}

function codeMatcher(code: string): (signs: Signs) => boolean {
  if (!code.includes(".")) return ({ replyCode }) => replyCode === code;
  const [kind = "", subject = "", detail = ""] = code.split(".");
  const [low = 0, high = low] = detail.split("-").map(Number);
  return ({ enhancedCode }) => {
    if (enhancedCode === null) return false;
    const [k, s, d] = enhancedCode.split(".");
    return (kind === "x" || k === kind) && s === subject && (detail === "x" || (Number(d) >= low && Number(d) <= high));
  };
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
