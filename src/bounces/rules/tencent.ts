import type { ProviderSet } from "./rule.ts";

// biome-ignore format: a line a rule
export const tencent = {
  name: "tencent",
  source: "https://service.mail.qq.com (SMTP error codes of QQ Mail and Tencent Exmail)",
  dated: "2026-11",
  hosts: [".qq.com", ".exmail.qq.com", ".foxmail.com"],
  words: ["service.mail.qq.com", "mail.qq.com"],
  rules: [
    { says: "ip frequency limited|connection frequency limited|frequency limited|connections too many", reason: "toomanyconn" },
    { says: "dmarc|spf check failed|dkim check failed|sender verify", reason: "authfailure", example: "550 DMARC check failed." },
    { says: "mailbox unavailable or access denied|mailbox not found|recipient address rejected", reason: "userunknown" },
    { says: "mail content denied|spam", reason: "spamdetected" },
    { says: "suspend|domain may not exist|deactivated", reason: "suspend" },
    { says: "ip blocked|ip is rejected|sender * blocked|mail is rejected|suspicious|connection denied", reason: "blocked", example: "550 Connection denied." },
    { says: "mailbox full|over quota", reason: "mailboxfull" },
    { says: "name server|domain * error", reason: "hostunknown" },
  ],
} as const satisfies ProviderSet;
