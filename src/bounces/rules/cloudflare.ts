import type { ProviderSet } from "./rule.ts";

/** Cloudflare Email Routing, which forwards to a mailbox elsewhere. */
// biome-ignore format: a line a rule
export const cloudflare = {
  name: "cloudflare",
  source: "https://developers.cloudflare.com/email-routing/postmaster/",
  dated: "2026-11",
  hosts: [".mx.cloudflare.net"],
  words: ["cloudflare", "found on one or more dnsbls", "found on one or more rbls"],
  rules: [
    { says: "dnsbls|rbls", reason: "blocked" },
    { says: "upstream error|upstream", reason: "systemerror", who: "recipient-admin", meaning: "Cloudflare forwards the mail to a mailbox elsewhere, and that server refused it." },
    { says: "dmarc|spf|dkim|authentication", reason: "authfailure" },
    { says: "address does not exist|not allowed", reason: "userunknown" },
  ],
} as const satisfies ProviderSet;
