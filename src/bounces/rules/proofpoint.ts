import type { ProviderSet } from "./rule.ts";

const RECIPIENTS_FILTER = {
  who: "recipient-admin",
  fix: "Ask the recipient's administrator to look the message up in their filter and to allow the sender.",
} as const;

// biome-ignore format: a line a rule
export const proofpoint = {
  name: "proofpoint",
  source: "https://ipcheck.proofpoint.com/ and Proofpoint Essentials' connection error reference",
  dated: "2026-11",
  hosts: [".pphosted.com", ".ppe-hosted.com", ".proofpoint.com"],
  words: ["proofpoint", "pphosted.com", "ppe-hosted.com"],
  rules: [
    { says: "blocked - see https://*proofpoint|dnsbl-lookup|ipcheck.proofpoint", reason: "blocked", fix: "Look the sending IP up at https://ipcheck.proofpoint.com/ and ask for its removal there.", example: "554 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.1" },
    { says: "message rejected due to content|content restriction|identified as spam|spam message", reason: "spamdetected", ...RECIPIENTS_FILTER },
    { says: "dmarc|spf|dkim", reason: "authfailure" },
    { says: "denied by secondary mx", reason: "onhold", retry: "later", meaning: "Proofpoint Essentials' second server takes nothing while the first one answers." },
    { says: "rejected by ppe|access denied", reason: "policyviolation", ...RECIPIENTS_FILTER },
    { says: "user unknown|invalid recipient|recipient not found", reason: "userunknown" },
    { says: "rate exceeded|too many|try again later", reason: "ratelimited", retry: "later", example: "451 4.7.1 Sender rate exceeded" },
  ],
} as const satisfies ProviderSet;
