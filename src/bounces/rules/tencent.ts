import type { ProviderSet } from "./rule.ts";

/** QQ Mail, Foxmail and Tencent Exmail. */
// biome-ignore format: a line a rule
export const tencent = {
  name: "tencent",
  source: "https://service.mail.qq.com/detail/122 (reasons for returned mail)",
  dated: "2026-11",
  hosts: [".qq.com", ".exmail.qq.com", ".foxmail.com"],
  words: ["service.mail.qq.com", "mail.qq.com", "frequency limited", "suspected bounce attacks"],
  rules: [
    { says: "frequency of receiving", reason: "ratelimited", retry: "later" },
    { says: "frequency limited|connections too many", reason: "toomanyconn", retry: "later" },
    { says: "dmarc|spf check failed|dkim check failed", reason: "authfailure", example: "550 DMARC check failed." },
    { says: "suspected bounce attacks|suspected spam ip|connection denied|ip blocked|ip is rejected", reason: "blocked", example: "550 Connection denied." },
    { says: "spam is embedded|mail content denied", reason: "spamdetected" },
    { says: "suspected spam|rejected by recipients|sender * blocked", reason: "rejected" },
    { says: "mailbox full|over quota", reason: "mailboxfull" },
    { says: "message too large", reason: "mesgtoobig" },
    { says: "bad address syntax", reason: "syntaxerror" },
    { says: "deactivated|suspend|domain may not exist", reason: "suspend" },
    { says: "mailbox unavailable or access denied|mailbox not found|recipient address rejected", reason: "userunknown" },
    { says: "name server|domain * error", reason: "hostunknown" },
    { says: "mail is rejected|suspicious", reason: "blocked" },
    { says: "spam", reason: "spamdetected" },
  ],
} as const satisfies ProviderSet;
