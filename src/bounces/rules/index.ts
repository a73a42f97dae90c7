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
import { compile, type ProviderSet } from "./rule.ts";
import { lastWords, plainWords, rcptWords, tellingWords } from "./wording.ts";
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

const byName = new Map(PROVIDERS.map((set) => [set.name, compile(set)]));

export function rulesOf(provider: string) {
  return byName.get(provider) ?? [];
}

/** Rules that need no provider: precise codes, then what is said, then codes that say little. */
export const GENERAL = [
  preciseCodes,
  tellingWords,
  rcptWords,
  middleCodes,
  plainWords,
  vagueCodes,
  replyCodes,
  lastWords,
].flatMap(compile);

/** The same for what no SMTP server said: words before codes. */
export const LOCAL = [tellingWords, plainWords, preciseCodes, middleCodes, vagueCodes, replyCodes, lastWords].flatMap(
  compile,
);

/** Rules that tell their provider by themselves: marked so, or by a detail code that only it gives. */
export const unmistakable = PROVIDERS.flatMap((set) =>
  compile({ ...set, rules: set.rules.filter(({ alone, code }) => alone || (code && /^[x45]\.\d\.\d{3}/.test(code))) }),
);
