import type { ProviderSet } from "./rule.ts";

const RECIPIENTS_FILTER = {
  who: "recipient-admin",
  fix: "Ask the recipient's administrator to look the message up in their filter and to allow the sender.",
} as const;

// biome-ignore format: a line a rule
export const barracuda = {
  name: "barracuda",
  source: "https://www.barracudacentral.org/lookups and the Email Gateway Defense administrator's guide",
  dated: "2026-11",
  hosts: [".barracudanetworks.com", ".ess.barracudanetworks.com", ".barracuda.com"],
  words: ["barracuda", "bcrep", ", ube, id="],
  rules: [
    { says: "barracudacentral.org|barracudanetworks.com/reputation|bcrep|barracuda reputation", reason: "blocked", fix: "Ask for the removal of the sending IP at https://www.barracudacentral.org/rbl/removal-request." },
    { says: ", ube, id=|message content rejected", reason: "spamdetected", ...RECIPIENTS_FILTER },
    { says: "permanent failure for one or more recipients (*:blocked)|:blocked)", reason: "blocked", ...RECIPIENTS_FILTER },
    { says: "invalid recipient|no such user|user unknown", reason: "userunknown" },
    { says: "rate control|too many", reason: "ratelimited", retry: "later" },
  ],
} as const satisfies ProviderSet;
