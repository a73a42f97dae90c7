import type { ProviderSet } from "./rule.ts";

// biome-ignore format: a line a rule
export const yandex = {
  name: "yandex",
  source: "Replies as mx.yandex.ru is seen to give them; not compared with a list of Yandex's own",
  dated: "2026-11",
  hosts: [".yandex.ru", ".yandex.net", ".yandex.com"],
  words: ["yandex", "https://ya.cc/"],
  rules: [
    { says: "suspicion of spam|spam", reason: "spamdetected" },
    { says: "dmarc|spf|dkim", reason: "authfailure" },
    { says: "no such user|user unknown|invalid mailbox|bad address mailbox|bad recipient", reason: "userunknown" },
    { says: "mailbox size limit exceeded|over quota|quota exceeded|mailbox full", reason: "mailboxfull" },
    { says: "policy rejection on the target address|account is blocked|account disabled|user is blocked", reason: "suspend" },
    { says: "message rate limit|rate limit|too many messages|rate of sending", reason: "ratelimited", retry: "later" },
    { says: "too many connections|too many recipients", reason: "toomanyconn", retry: "later" },
    { says: "blacklist|blocked|bad reputation", reason: "blocked" },
    { says: "service is currently unavailable|please come back later|try again later", reason: "onhold", retry: "later", meaning: "Yandex puts the mail off, as it does with senders that it does not know yet." },
    { says: "sender address rejected|domain not found", reason: "rejected", hop: "authentication" },
  ],
} as const satisfies ProviderSet;
