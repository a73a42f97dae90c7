import type { ProviderSet } from "./rule.ts";

/** iCloud Mail. */
// biome-ignore format: a line a rule
export const apple = {
  name: "apple",
  source: "https://support.apple.com/HT204137 (postmaster information for iCloud Mail)",
  dated: "2026-11",
  hosts: [".icloud.com", ".me.com", ".mac.com", ".me.com.akadns.net", ".apple.com"],
  words: ["support.apple.com", "icloud.com", "[cs01]", "[hm08]", "[hme1]", "[cs02]"],
  rules: [
    { says: "dmarc|spf and dkim|authentication checks", reason: "authfailure" },
    { says: "[cs01]|due to local policy|local policy", reason: "policyviolation", fix: "Write to icloudadmin@apple.com with the whole refusal." },
    { says: "[hm08]|[cs02]|blocked - see https://support.proofpoint|blocked", reason: "blocked", fix: "Write to icloudadmin@apple.com with the whole refusal." },
    { says: "unknown or illegal alias|inactive email address|user does not exist|no such user|user unknown", reason: "userunknown" },
    { says: "over quota|mailbox full", reason: "mailboxfull" },
    { says: "too many connections|too many messages", reason: "toomanyconn" },
    { says: "does not accept mail", reason: "notaccept" },
    { says: "ptr|reverse dns", reason: "requireptr" },
    { says: "message rejected due to suspected spam|spam", reason: "spamdetected" },
    { says: "from address is not verified|cannot verify", reason: "rejected", example: "550 5.7.1 Your From address is not verified" },
    { code: "4.7.0-1", says: "please try again later", reason: "blocked", retry: "later" },
  ],
} as const satisfies ProviderSet;
