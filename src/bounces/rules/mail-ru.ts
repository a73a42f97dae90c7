import type { ProviderSet } from "./rule.ts";

// biome-ignore format: a line a rule
export const mailRu = {
  name: "mail.ru",
  source: "https://help.mail.ru/developers/notices",
  dated: "2026-11",
  hosts: [".mail.ru"],
  words: ["help.mail.ru", "mail.ru/", "notify.mail.ru"],
  rules: [
    { says: "dmarc policy|dmarc", reason: "authfailure" },
    { says: "spam message rejected|spam", reason: "spamdetected" },
    { says: "message was not accepted - invalid mailbox|invalid mailbox|user not found|no such user", reason: "userunknown" },
    { says: "account is disabled|mailbox is unavailable", reason: "suspend" },
    { says: "from dynamic ip", reason: "blocked" },
    { says: "terminated", reason: "suspend" },
    { says: "dynamic ip|reverse dns", reason: "requireptr" },
    { says: "ratelimit|too many|try again later", reason: "ratelimited", retry: "later" },
  ],
} as const satisfies ProviderSet;
