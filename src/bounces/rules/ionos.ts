import type { ProviderSet } from "./rule.ts";

// biome-ignore format: a line a rule
export const ionos = {
  name: "ionos",
  source: "https://postmaster.1and1.com/en/error-messages and https://postmaster.gmx.net/en/error-messages",
  dated: "2026-11",
  hosts: [".kundenserver.de", ".gmx.net", ".gmx.com", ".web.de", ".1and1.com", ".ionos.com", ".perfora.net"],
  words: ["nemesis esmtp", "(mxgmx", "(mxweb", "postmaster.1and1.com", "postmaster.gmx", "postmaster.web.de"],
  rules: [
    { says: "size limit exceeded", reason: "mesgtoobig" },
    { says: "bad dns ptr|reverse dns", reason: "requireptr" },
    { alone: true, says: "invalid dns mx", reason: "rejected", hop: "authentication", meaning: "GMX, WEB.DE or IONOS finds neither a mail server nor an address for the domain of the return path." },
    { says: "sender address", reason: "rejected", example: "550 Sender address is not allowed. postmaster.gmx.net" },
    { says: "dmarc|spf|dkim", reason: "authfailure" },
    { says: "black listed|blacklist|reject due to policy|ip address * blocked", reason: "blocked", example: "554 Transaction failed. Reject due to policy restrictions. postmaster.gmx.net" },
    { says: "mailbox unavailable|user unknown|address unknown", reason: "userunknown" },
    { says: "quota exceeded|mailbox full", reason: "mailboxfull" },
    { says: "rate limit|too many|nemesis*temporar", reason: "ratelimited", retry: "later" },
  ],
} as const satisfies ProviderSet;
