import type { ProviderSet } from "./rule.ts";

// biome-ignore format: a line a rule
export const spectrum = {
  name: "spectrum",
  source: "https://www.spectrum.net/support/internet/understanding-email-error-codes",
  dated: "2026-11",
  hosts: [".charter.net", ".rr.com", ".twc.com", ".spectrum.net", ".brighthouse.com"],
  words: ["spectrum.net", "aup#", "charter.net"],
  rules: [
    { says: "aup#in-1310|aup#in-1300|aup#in-1340|aup#out-1310|aup#in-1315|too many", reason: "toomanyconn", example: "550 5.1.0 sender rejected. AUP#In-1310" },
    { says: "aup#in-1210|aup#out-1210|aup#in-1500|aup#in-1580|aup#in-1590|aup#in-1510|aup#in-1530|aup#i-1000|aup#i-1010|aup#in-1050|aup#in-1060|aup#in-1310", reason: "blocked", example: "421 AUP#In-1210" },
    { says: "aup#in-1350|aup#in-1360|aup#in-1380|aup#out-1390|aup#in-1400", reason: "ratelimited", example: "421 AUP#In-1350" },
    { says: "aup#cdrbl|aup#blk|aup#bl|aup#cxr|aup#por", reason: "blocked", example: "554 AUP#CDRBL" },
    { says: "aup#snd|aup#rcv|aup#out", reason: "policyviolation", example: "550 AUP#SND" },
    { says: "user unknown|invalid recipient|recipient rejected", reason: "userunknown" },
  ],
} as const satisfies ProviderSet;
