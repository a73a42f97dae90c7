import type { ProviderSet } from "./rule.ts";

// biome-ignore format: a line a rule
export const zoho = {
  name: "zoho",
  source: "https://www.zoho.com/mail/help/email-delivery-troubleshooting.html and https://smtpfieldmanual.com/provider/zoho",
  dated: "2026-11",
  hosts: [".zoho.com", ".zoho.eu", ".zoho.in", ".zohomail.com"],
  words: ["zoho", "rejected by destination domain", "email flagged as spam", "email rejected per dmarc", "email policy violation", "delivery restricted by policy"],
  rules: [
    { says: "dmarc|spf|dkim", reason: "authfailure" },
    { alone: true, says: "unusual sending activity detected", reason: "blocked", retry: "later" },
    { says: "greylisted", reason: "onhold", retry: "later" },
    { says: "flagged as spam|rejected by destination domain", reason: "rejected" },
    { says: "policy violation|restricted by policy", reason: "policyviolation", who: "recipient-admin" },
    { says: "temporary system error", reason: "systemerror", retry: "later" },
    { says: "detected by zoho", reason: "virusdetected" },
    { says: "spam", reason: "spamdetected" },
    { says: "relay", reason: "norelaying" },
    { says: "does not exist|mailbox delivery failure|invalid|unknown", reason: "userunknown", example: "550 5.1.1 User does not exist - zoho.com" },
    { says: "disabled|inactive|suspended", reason: "suspend" },
  ],
} as const satisfies ProviderSet;
