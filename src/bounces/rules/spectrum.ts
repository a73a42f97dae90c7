import type { ProviderSet } from "./rule.ts";

const LOOK_UP =
  "Spectrum explains its numbers at https://www.spectrum.net/support/internet/understanding-email-error-codes.";

/** Charter, Spectrum, Road Runner: `AUP#In-1310` for mail that comes in, `AUP#Out-…` for what their own customers send. */
// biome-ignore format: a line a rule
export const spectrum = {
  name: "spectrum",
  source: "https://www.spectrumbusiness.net/support/internet/understanding-email-error-codes",
  dated: "2026-11",
  hosts: [".charter.net", ".rr.com", ".twc.com", ".spectrum.net", ".brighthouse.com"],
  words: ["spectrum.net", "aup#i", "aup#o", "charter.net"],
  rules: [
    { says: "aup#*-1000", reason: "blocked", fix: LOOK_UP, example: "554 AUP#I-1000" },
    { says: "aup#*-1010|aup#*-102|aup#*-103|aup#*-104|aup#*-105|aup#*-106|aup#*-107|aup#*-1080", reason: "rejected", example: "554 AUP#Out-1010" },
    { says: "aup#*-1090", reason: "systemerror", retry: "later", example: "451 AUP#In-1090" },
    { says: "aup#*-110|aup#*-111|aup#*-112|aup#*-113|aup#*-114|aup#*-1150", reason: "requireptr", example: "554 AUP#In-1150" },
    { says: "aup#*-116|aup#*-117|aup#*-118|aup#*-1190", reason: "policyviolation", example: "554 AUP#In-1160" },
    { says: "aup#*-120|aup#*-1210|aup#*-122|aup#*-123|aup#*-124|aup#*-1250", reason: "blocked", fix: LOOK_UP, example: "554 AUP#In-1250" },
    { says: "aup#*-1260", reason: "networkerror", meaning: "Spectrum takes no mail over IPv6.", example: "554 AUP#I-1260" },
    { says: "aup#*-130|aup#*-131|aup#*-132|aup#*-133|aup#*-1340", reason: "toomanyconn", example: "421 AUP#In-1310" },
    { says: "aup#*-135|aup#*-136|aup#*-137|aup#*-138|aup#*-139|aup#*-14", reason: "ratelimited", retry: "later", example: "421 AUP#In-1350" },
    { says: "aup#*-1500|aup#*-1520", reason: "rejected", example: "554 AUP#Out-1500" },
    { says: "aup#*-1530", reason: "mesgtoobig", example: "552 AUP#In-1530" },
    { says: "aup#*-1540|aup#*-1550|aup#*-1580", reason: "ratelimited", retry: "later", example: "452 AUP#In-1540" },
    { says: "aup#*-1560", reason: "policyviolation", example: "550 AUP#In-1560" },
    { says: "too many", reason: "toomanyconn", example: "421 too many (charter.net)" },
    { says: "user unknown|invalid recipient|recipient rejected", reason: "userunknown" },
  ],
} as const satisfies ProviderSet;
