import type { ProviderSet } from "./rule.ts";

const RECIPIENTS_FILTER = {
  who: "recipient-admin",
  fix: "Ask the recipient's administrator to look the message up in their filter and to allow the sender.",
} as const;

// biome-ignore format: a line a rule
export const cisco = {
  name: "cisco",
  source:
    "https://www.cisco.com/c/en/us/support/docs/security/email-security-appliance/ (SMTP responses) and https://talosintelligence.com",
  dated: "2026-11",
  hosts: [".iphmx.com", ".ironport.com", ".cisco.com"],
  words: ["ironport", "senderbase", "talosintelligence", "sbrs"],
  rules: [
    { says: "poor reputation|senderbase|talosintelligence|sbrs", reason: "badreputation", fix: "Look the sending IP up at https://talosintelligence.com/reputation_center and open a ticket there." },
    { says: "too many recipients|too many messages|too many connections", reason: "toomanyconn" },
    { says: "#5.1.0 address rejected|#5.1.1 bad address|recipient address rejected", reason: "userunknown" },
    { says: "#5.7.1 message * spam|message content rejected", reason: "spamdetected", ...RECIPIENTS_FILTER },
    { says: "dmarc verification failed|dmarc", reason: "authfailure" },
    { says: "dhap_limit|directory harvest", reason: "blocked", retry: "later", example: "550 Too many invalid recipients (DHAP_Limit)" },
  ],
} as const satisfies ProviderSet;
