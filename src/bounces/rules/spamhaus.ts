import type { ProviderSet } from "./rule.ts";

// biome-ignore format: a line a rule
export const spamhaus = {
  name: "spamhaus",
  source: "https://check.spamhaus.org/ and https://www.spamhaus.org/faqs/",
  dated: "2026-11",
  hosts: [],
  words: ["spamhaus"],
  rules: [
    { says: "dbl.spamhaus|domain is listed in spamhaus|spamhaus dbl|query/dbl|query/domain", reason: "blocked", meaning: "A domain in the mail (sender or link) is on Spamhaus's domain block list.", fix: "Look the domain up at https://check.spamhaus.org/ and follow its removal steps." },
    { says: "spamhaus", reason: "blocked", meaning: "The sending IP address is on a Spamhaus block list.", fix: "Look the IP up at https://check.spamhaus.org/. It belongs to Amazon SES: on a shared address tell AWS Support." },
  ],
} as const satisfies ProviderSet;
