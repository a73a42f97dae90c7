import type { ProviderSet } from "./rule.ts";

// biome-ignore format: a line a rule
export const cox = {
  name: "cox",
  source: "https://www.cox.com/residential/support/email-error-codes.html",
  dated: "2026-11",
  hosts: [".cox.net"],
  words: ["cox.com", "cox.net", "cxbl", "cxthrt", "cxmxrt", "cxsnd", "cxmj", "cxdns"],
  rules: [
    { says: "cxbl|cxdnsbl|blocked", reason: "blocked", example: "554 ESMTP CXBL" },
    { says: "cxthrt|cxmxrt|too many", reason: "ratelimited", example: "452 CXTHRT" },
    { says: "cxsnd|sender rejected|cxmj", reason: "rejected", example: "552 CXSND" },
    { says: "cxdns|dns", reason: "rejected", hop: "authentication", example: "552 5.2.0 CXDNS" },
    { says: "user unknown|recipient rejected|no such user", reason: "userunknown" },
  ],
} as const satisfies ProviderSet;
