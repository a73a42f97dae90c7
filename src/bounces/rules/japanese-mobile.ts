import type { ProviderSet } from "./rule.ts";

/** Japan's phone carriers answer alike for unknown, refusing and filtering users; the form tells which. */
// biome-ignore format: a line a rule
export const japaneseMobile = {
  name: "japanese-mobile",
  source:
    "https://www.nttdocomo.co.jp/service/docomo_mail/ and https://www.au.com/mobile/service/email/ (rejection by the recipient's own settings)",
  dated: "2026-11",
  hosts: [
    ".docomo.ne.jp",
    ".ezweb.ne.jp",
    ".au.com",
    ".softbank.ne.jp",
    ".auone-net.jp",
    ".uqmobile.jp",
    ".dion.ne.jp",
    ".kddi.com",
  ],
  words: ["ezweb.ne.jp", "docomo.ne.jp", "@au.com", "uqmobile.jp", "auone-net.jp"],
  rules: [
    { alone: true, says: "550 : user unknown|550 : unknown user", reason: "filtered", meaning: "The recipient's own settings refuse mail from this sender.", who: "recipient" },
    { command: "DATA", says: "550 unknown user", reason: "rejected", example: "550 Unknown user ann@docomo.ne.jp (in reply to end of DATA command)" },
    { command: "RCPT", says: "550 unknown user", reason: "userunknown", example: "550 Unknown user ann@docomo.ne.jp (in reply to RCPT TO command)" },
    { says: "too much mail data", reason: "mailboxfull" },
    { says: "550 unknown user", reason: "filtered", meaning: "The recipient's own settings refuse mail from this sender.", who: "recipient" },
    { says: "too many recipients", reason: "toomanyconn" },
    { says: "please check the recipient|as their mailbox is full|mailbox is full|mailbox full", reason: "mailboxfull", example: "As their mailbox is full." },
    { says: "could not be delivered to|recipient address rejected|user unknown|unknown user", reason: "userunknown", example: "550 <a@ezweb.ne.jp>: User unknown" },
  ],
} as const satisfies ProviderSet;
