import type { ProviderSet } from "./rule.ts";

const TELL_APPLE = "Write to icloudadmin@apple.com with the whole refusal.";

/** iCloud Mail. */
// biome-ignore format: a line a rule
export const apple = {
  name: "apple",
  source: "https://support.apple.com/102322 (postmaster information for iCloud Mail)",
  dated: "2026-11",
  hosts: [".icloud.com", ".me.com", ".mac.com", ".me.com.akadns.net", ".apple.com"],
  words: ["support.apple.com", "icloud.com", "[cs01]", "[hm08]", "[hme1]", "[cs02]", ".me.com ", "smtpin"],
  rules: [
    { says: "dmarc|spf and dkim|authentication checks", reason: "authfailure" },
    { says: "due to excessive volume", reason: "ratelimited", retry: "later" },
    { says: "not accepting connections", reason: "blocked", fix: TELL_APPLE },
    { says: "listing in spamhaus|present in the spamhaus", reason: "blocked", fix: "Look the IP or domain up at https://check.spamhaus.org/." },
    { says: "no longer on server", reason: "hasmoved" },
    { says: "relay access denied", reason: "norelaying" },
    { says: "sender address rejected", reason: "rejected" },
    { says: "[cs01]|due to local policy|local policy", reason: "policyviolation", fix: TELL_APPLE },
    { says: "unknown or illegal alias|inactive email address|user does not exist|no such user|user unknown", reason: "userunknown" },
    { says: "over quota|mailbox full", reason: "mailboxfull" },
    { says: "too many connections|too many messages", reason: "toomanyconn" },
    { says: "does not accept mail", reason: "notaccept" },
    { says: "ptr record|reverse dns", reason: "requireptr" },
    { says: "message rejected due to suspected spam|spam", reason: "spamdetected" },
    { says: "from address is not verified|cannot verify", reason: "rejected", example: "550 5.7.1 Your From address is not verified" },
    { says: "[hm08]|[cs02]|blocked - see|blocked", reason: "blocked", fix: TELL_APPLE },
    { code: "4.7.0-1", says: "please try again later", reason: "blocked", retry: "later" },
  ],
} as const satisfies ProviderSet;
