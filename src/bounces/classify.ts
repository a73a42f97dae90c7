import type { Trial } from "./explanation.ts";
import { providerOf, providersIn } from "./provider.ts";
import type { Refusal } from "./refusal.ts";
import { GENERAL, PROVIDERS, rulesOf, unmistakable } from "./rules/index.ts";
import type { CompiledRule, Signs } from "./rules/rule.ts";

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
  const text = refusal.text.toLowerCase();
  const signs: Signs = {
    text,
    replyCode: reply.replyCode,
    enhancedCode: reply.enhancedCode,
    command: reply.command,
  };
  const speaker = providerOf([reply.server.name], text);
  const tried: Trial[] = [];

  const sets = [...new Set([...(speaker ? [speaker] : []), ...providersIn(text)])];
  const candidates = [...sets.map(rulesOf), ...(speaker ? [] : [unmistakable]), filteredRules(refusal), GENERAL];
  for (const rules of candidates) {
    for (const rule of rules) {
      const matched = rule.matches(signs);
      if (traced) tried.push({ rule: rule.id, matched });
      if (matched) {
        const known = speaker ?? PROVIDERS.find(({ name }) => rule.id.startsWith(`${name}:`))?.name ?? null;
        return { rule, provider: known, signs, tried };
      }
    }
  }
  return { rule: null, provider: speaker, signs, tried };
}

const UNKNOWN_USER =
  /user unknown|unknown user|no such user|user not found|unknown recipient|no such recipient|invalid recipient/;

/**
 * `filtered`: a server that knew the recipient at RCPT and says "user unknown" only after DATA, or whose code says that
 * the mailbox is there (x.2.1), hides that its user refuses this sender.
 */
const filteredRule: CompiledRule = {
  id: "form: unknown user, told after DATA",
  reason: "filtered",
  matches: ({ text, command, enhancedCode }) =>
    UNKNOWN_USER.test(text) && (command === "DATA" || (/^5\.2\.[01]$/.test(enhancedCode ?? "") && command !== "RCPT")),
};

function filteredRules({ reply }: Refusal): readonly CompiledRule[] {
  return reply.enhancedCode === "5.1.1" ? [] : [filteredRule];
}
