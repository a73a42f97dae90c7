import type { Trial } from "./explanation.ts";
import { providersOf } from "./provider.ts";
import { type Refusal, unwrapped } from "./refusal.ts";
import { preciseCodes } from "./rules/enhanced-codes.ts";
import { ADDRESSING, GENERAL, LOCAL, PIPED, PROVIDERS, rulesOf, unmistakable } from "./rules/index.ts";
import { type CompiledRule, compile, firstMatch, ruleList, type Signs, signsOf } from "./rules/rule.ts";
import { tellingWords } from "./rules/wording.ts";

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
  const providers = providersOf(reply.server.name, signs);
  const speaker = providers[0] ?? null;
  const tried: Trial[] = [];

  const candidates = providers.map(rulesOf);
  if (refusal.from === "mail" && signs.text.includes("(state 1")) candidates.unshift(GMAIL_STATES);
  if (isFiltered(signs)) candidates.push(FILTERED);
  else if (refusal.from === "mail" && isHidden(signs)) candidates.push(HIDDEN);
  if (!speaker) candidates.push(unmistakable);
  if (refusal.diagnosticType === "x-unix") candidates.push(PIPED);
  else if (isLocal(refusal.diagnosticType)) candidates.push(LOCAL);
  else if (/^5\.1\.[013]$/.test(signs.enhancedCode ?? "")) candidates.push(ADDRESSING);
  candidates.push(GENERAL);
  const tell = traced ? (rule: CompiledRule, matched: boolean) => tried.push({ rule: rule.id, matched }) : undefined;
  for (const list of candidates) {
    const rule = firstMatch(list, signs, tell);
    if (rule) return { rule, provider: speaker ?? setOf(rule), signs, tried };
  }
  return { rule: null, provider: speaker, signs, tried };
}

function setOf({ id }: CompiledRule): string | null {
  const name = id.slice(0, id.indexOf(":"));
  return PROVIDERS.some((set) => set.name === name) ? name : null;
}

/** A diagnostic that is no SMTP reply (x-unix, x-postfix, …) was written beside a code that its reporter chose. */
function isLocal(diagnosticType: string | null): boolean {
  return diagnosticType !== null && !/smtp|lmtp|unknown/.test(diagnosticType);
}

const UNKNOWN_USER =
  /user unknown|unknown user|no such user|user not found|unknown recipient|no such recipient|invalid recipient|recipient not found|does(?:n't| not) have an? \S{1,250} account|tried to reach does not exist/;

/**
 * `filtered`: a server that knew the recipient at RCPT and says "user unknown" only after DATA, or whose code says
 * something else than "no such mailbox" (x.1.0, x.1.1, x.1.3), hides that its user refuses this sender.
 */
function isFiltered({ text, command, enhancedCode }: Signs): boolean {
  if (command !== null && command !== "DATA") return false;
  if (/^[45]\.1\./.test(enhancedCode ?? "") || !UNKNOWN_USER.test(text)) return false;
  return command === "DATA" || /^[45]\.[2-7]\./.test(enhancedCode ?? "");
}

/** Said by the server that wrote the notice about its own users, not quoted from one that may have hidden something. */
const OWN_WORDS = /msexch:|invalid user address|final delivery userid|^unknown user|listed in/;

/** After sisimai's order of rules: "user unknown" without a code that says so, and not known to be the answer to RCPT. */
function isHidden({ text, command, enhancedCode, replyCode }: Signs): boolean {
  if (command !== null || !UNKNOWN_USER.test(text) || OWN_WORDS.test(text)) return false;
  return (replyCode === "550" || replyCode === null) && /^$|^5\.0\.0$/.test(enhancedCode ?? "");
}

/**
 * Gmail's notices of before 2015 quote the other server and number the state of the dialogue; the code says more than
 * the words, the state where no code has one meaning.
 */
const GMAIL_STATES = ruleList([
  ...compile({ ...preciseCodes, rules: preciseCodes.rules.filter((rule) => !("says" in rule)) }),
  ...compile({
    name: "gmail",
    source: "https://support.google.com/mail/answer/10336, Gmail's notices of before 2015",
    dated: "2026-11",
    rules: [
      { code: "5.1.1", reason: "userunknown" },
      ...tellingWords.rules.map((rule) => ({ ...rule, code: "5.7.1-99" })),
      { code: "5.7.1-99", reason: "securityerror" },
      { says: "(state 12)", reason: "norelaying" },
      { says: "(state 13)", reason: "blocked" },
      { says: "(state 14)", reason: "userunknown" },
      { says: "(state 15)|(state 17)|(state 18)", reason: "filtered" },
    ],
  }),
]);

const HIDDEN = ruleList(
  compile({
    name: "form",
    source: "https://libsisimai.org/en/reason/filtered/",
    dated: "2026-11",
    rules: [
      {
        reason: "filtered",
        says: "unknown|no such|not found|invalid|account",
        meaning:
          "There is no such recipient, or the server hides that it refuses this sender: the notice does not tell.",
        fix: "Check the spelling of the address; if it is right, ask the recipient by another way.",
      },
    ],
  }),
);

const FILTERED = ruleList(
  compile({
    name: "form",
    source: "https://libsisimai.org/en/reason/filtered/",
    dated: "2026-11",
    rules: [{ reason: "filtered", says: "unknown|no such|not found|invalid|account" }],
  }),
);
