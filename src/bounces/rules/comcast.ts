import type { ProviderSet } from "./rule.ts";

// biome-ignore format: a line a rule
export const comcast = {
  name: "comcast",
  source: "https://postmaster.comcast.net/smtp-error-codes.php",
  dated: "2026-11",
  hosts: [".comcast.net"],
  words: ["comcast"],
  rules: [
    { says: "ptr record|reverse dns|ptr dns", reason: "requireptr" },
    { says: "block for spam", reason: "spamdetected", fix: "Comcast's form is https://postmaster.comcast.net/." },
    { says: "bl000|bl001|bl00|blocked", reason: "blocked", example: "554 comcast BL000001", fix: "Comcast's form is https://postmaster.comcast.net/." },
    { says: "rl0000|too many sessions|rate", reason: "ratelimited", example: "421 comcast RL000001" },
    { says: "dmarc", reason: "authfailure" },
    { says: "over quota|mailbox full", reason: "mailboxfull" },
    { says: "account not available|not our customer|user unknown|recipient rejected", reason: "userunknown" },
  ],
} as const satisfies ProviderSet;
