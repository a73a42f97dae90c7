import type { ProviderSet } from "./rule.ts";

// biome-ignore format: a line a rule
export const zoho = {
  name: "zoho",
  source: "https://www.zoho.com/mail/help/email-delivery-troubleshooting.html",
  dated: "2026-11",
  hosts: [".zoho.com", ".zoho.eu", ".zohomail.com"],
  words: ["zoho"],
  rules: [
    { says: "dmarc", reason: "authfailure" },
    { says: "spam", reason: "spamdetected" },
    { says: "relay", reason: "norelaying" },
    { says: "does not exist|invalid|unknown", reason: "userunknown", example: "550 5.1.1 User does not exist - zoho.com" },
    { says: "disabled|inactive|suspended", reason: "suspend" },
  ],
} as const satisfies ProviderSet;
