import type { Trial } from "./explanation.ts";
import { providerOf, providersIn } from "./provider.ts";
import { type Refusal, unwrapped } from "./refusal.ts";
import { GENERAL, PROVIDERS, rulesOf, unmistakable } from "./rules/index.ts";
import { type CompiledRule, compile, matches, type Signs, signsOf } from "./rules/rule.ts";

export type Classified = {
  rule: CompiledRule | null;
  provider: string | null;
  signs: Signs;
  tried: readonly Trial[];
};

/**
 * Finds the rule that explains a refusal: rules of the provider whose server spoke, then sentences that one provider
 * alone uses, then the registry and general wording. `traced` keeps every rule that was looked at.
 */
export function classify(refusal: Refusal, traced: boolean): Classified {
  const { reply } = refusal;
  const signs = signsOf(unwrapped(refusal.text), reply);
  const speaker = providerOf([reply.server.name], signs.text);
  const sets = speaker ? [speaker, ...providersIn(signs.text)] : [];
  const tried: Trial[] = [];

  const candidates = [...new Set(sets)].map(rulesOf);
  if (isFiltered(signs)) candidates.push(FILTERED);
  if (!speaker) candidates.push(unmistakable);
  candidates.push(GENERAL);
  for (const rules of candidates) {
    for (const rule of rules) {
      const matched = matches(rule, signs);
      if (traced) tried.push({ rule: rule.id, matched });
      if (matched) return { rule, provider: speaker ?? setOf(rule), signs, tried };
    }
  }
  return { rule: null, provider: speaker, signs, tried };
}

function setOf({ id }: CompiledRule): string | null {
  const name = id.slice(0, id.indexOf(":"));
  return PROVIDERS.some((set) => set.name === name) ? name : null;
}

const UNKNOWN_USER =
  /user unknown|unknown user|no such user|user not found|unknown recipient|no such recipient|invalid recipient/;

/**
 * `filtered`: a server that knew the recipient at RCPT and says "user unknown" only after DATA, or whose code says that
 * the mailbox is there (x.2.0, x.2.1), hides that its user refuses this sender.
 */
function isFiltered({ text, command, enhancedCode }: Signs): boolean {
  if (enhancedCode === "5.1.1" || command === "RCPT") return false;
  return (command === "DATA" || /^5\.2\.[01]$/.test(enhancedCode ?? "")) && UNKNOWN_USER.test(text);
}

const FILTERED = compile({
  name: "form",
  source: "https://libsisimai.org/en/reason/filtered/",
  dated: "2026-11",
  rules: [{ reason: "filtered", says: "unknown|no such|not found|invalid" }],
});
