import type { Reason } from "../reason.ts";
import { amazonSes } from "./amazon-ses.ts";
import { apple } from "./apple.ts";
import { barracuda } from "./barracuda.ts";
import { cisco } from "./cisco.ts";
import { cloudflare } from "./cloudflare.ts";
import { comcast } from "./comcast.ts";
import { cox } from "./cox.ts";
import { middleCodes, preciseCodes, replyCodes, vagueCodes } from "./enhanced-codes.ts";
import { facebook } from "./facebook.ts";
import { gmail } from "./gmail.ts";
import { godaddy } from "./godaddy.ts";
import { ionos } from "./ionos.ts";
import { iua } from "./iua.ts";
import { japaneseMobile } from "./japanese-mobile.ts";
import { mailRu } from "./mail-ru.ts";
import { messagelabs } from "./messagelabs.ts";
import { microsoft } from "./microsoft.ts";
import { mimecast } from "./mimecast.ts";
import { orange } from "./orange.ts";
import { proofpoint } from "./proofpoint.ts";
import { compile, type ProviderSet, type RuleList, type RuleSet, ruleList } from "./rule.ts";
import { spamhaus } from "./spamhaus.ts";
import { spectrum } from "./spectrum.ts";
import { tencent } from "./tencent.ts";
import { commandWords, lastWords, plainWords, tellingWords } from "./wording.ts";
import { yahoo } from "./yahoo.ts";
import { yandex } from "./yandex.ts";
import { zoho } from "./zoho.ts";

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
  yandex,
  ionos,
  zoho,
  facebook,
  iua,
  messagelabs,
  cloudflare,
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

/** What a program said that a delivery was piped to: where neither words nor code tell more, the program failed. */
export const PIPED = inOrder([
  tellingWords,
  plainWords,
  preciseCodes,
  middleCodes,
  vagueCodes,
  {
    name: "form",
    source: "RFC 3464 section 2.3.6: the diagnostic of a local program is of the type x-unix",
    dated: "2026-11",
    rules: [{ reason: "mailererror", example: "1" }],
  },
]);

/** Rules that tell their provider by themselves: marked so, or by a detail code that only it gives. */
export const unmistakable = inOrder(
  PROVIDERS.map((set) => ({
    ...set,
    rules: set.rules.filter(({ alone, code }) => alone || (code && /^[x45]\.\d\.\d{3}/.test(code))),
  })),
);
