import type { ProviderSet } from "./rule.ts";

/** I.UA names its reasons by a number in a link. */
// biome-ignore format: a line a rule
export const iua = {
  name: "iua",
  source: "https://mail.i.ua/err/",
  dated: "2026-11",
  hosts: [".email.ua", ".i.ua"],
  words: ["mail.i.ua/err/"],
  rules: [
    { says: "/err/10", reason: "filtered", who: "recipient", meaning: "The recipient takes mail only from the addresses on a list." },
    { says: "/err/1/|/err/6", reason: "norelaying" },
    { says: "/err/2", reason: "userunknown" },
    { says: "/err/3", reason: "suspend", meaning: "The recipient has not used the mailbox for more than three months." },
    { says: "/err/4", reason: "mailboxfull" },
    { says: "/err/5", reason: "toomanyconn", retry: "later" },
    { says: "/err/7", reason: "blocked", meaning: "The sending server greeted with a name (HELO) that is not accepted." },
    { says: "/err/8", reason: "rejected", hop: "authentication" },
    { says: "/err/9", reason: "blocked" },
  ],
} as const satisfies ProviderSet;
