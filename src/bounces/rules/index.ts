import type { Reason } from "../reason.ts";
import { amazonSes } from "./amazon-ses.ts";
import { apple } from "./apple.ts";
import { middleCodes, preciseCodes, replyCodes, vagueCodes } from "./enhanced-codes.ts";
import { barracuda, cisco, proofpoint, spamhaus } from "./gateways.ts";
import { gmail } from "./gmail.ts";
import {
  comcast,
  cox,
  godaddy,
  ionos,
  japaneseMobile,
  mailRu,
  orange,
  spectrum,
  tencent,
  zoho,
} from "./mailbox-providers.ts";
import { microsoft } from "./microsoft.ts";
import { mimecast } from "./mimecast.ts";
import { compile, type ProviderSet, type RuleList, type RuleSet, ruleList } from "./rule.ts";
import { commandWords, lastWords, plainWords, tellingWords } from "./wording.ts";
import { yahoo } from "./yahoo.ts";

/** Where a refusal could be of two, the first one's words count. */
export const PROVIDERS: readonly ProviderSet[] = [
  amazonSes,
  mimecast,
  microsoft,
  gmail,
  yahoo,
  apple,
  godaddy,
  orange,
  tencent,
  japaneseMobile,
  spectrum,
  cox,
  comcast,
  mailRu,
  ionos,
  zoho,
  proofpoint,
  barracuda,
  cisco,
  spamhaus,
];

const byName = new Map(PROVIDERS.map((set) => [set.name, ruleList(compile(set))]));

export function rulesOf(provider: string): RuleList {
  return byName.get(provider) ?? ruleList([]);
}

function inOrder(sets: readonly RuleSet[]): RuleList {
  return ruleList(sets.flatMap(compile));
}

/** Rules that need no provider: precise codes, then what is said, then codes that say little. */
export const GENERAL = inOrder([
  preciseCodes,
  tellingWords,
  commandWords,
  middleCodes,
  plainWords,
  vagueCodes,
  replyCodes,
  lastWords,
]);

const OUTWEIGH_AN_UNKNOWN_MAILBOX: ReadonlySet<Reason> = new Set([
  "suppressed",
  "mailboxfull",
  "mesgtoobig",
  "exceedlimit",
  "suspend",
  "hasmoved",
  "norelaying",
  "authfailure",
  "blocked",
  "rejected",
  "notaccept",
]);

/** With 5.1.1 and its like only these words tell more than the code. */
export const ADDRESSING = inOrder([
  preciseCodes,
  { ...tellingWords, rules: tellingWords.rules.filter(({ reason }) => OUTWEIGH_AN_UNKNOWN_MAILBOX.has(reason)) },
  middleCodes,
]);

/** The same for what no SMTP server said: words before codes. */
export const LOCAL = inOrder([tellingWords, plainWords, preciseCodes, middleCodes, vagueCodes, replyCodes, lastWords]);

/** Rules that tell their provider by themselves: marked so, or by a detail code that only it gives. */
export const unmistakable = inOrder(
  PROVIDERS.map((set) => ({
    ...set,
    rules: set.rules.filter(({ alone, code }) => alone || (code && /^[x45]\.\d\.\d{3}/.test(code))),
  })),
);
