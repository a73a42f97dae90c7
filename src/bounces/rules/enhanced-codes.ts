import type { RuleSet } from "./rule.ts";

const SOURCE = "https://www.iana.org/assignments/smtp-enhanced-status-codes (RFC 3463, 5248, 6710, 7293, 7372, 7505)";

/** Codes that say one thing, whatever the words beside them are. Asked before the wording. */
// biome-ignore format: a line a rule
export const preciseCodes = {
  name: "registry",
  source: SOURCE,
  dated: "2026-11",
  rules: [
    { code: "x.7.27", says: "spf", reason: "authfailure" },
    { code: "x.7.29", says: "tls", reason: "failedstarttls" },
    { code: "x.7.30", says: "dkim", reason: "authfailure" },
    { code: "x.1.2", says: "host name lookup failure|try again|malformed name server|malformed or unexpected name server", reason: "networkerror" },
    { code: "x.1.2", says: "relaying denied|relay access denied", reason: "norelaying" },
    { code: "5.1.2", reason: "hostunknown" },
    { code: "x.1.2", says: "host unknown", reason: "hostunknown", example: "450 4.1.2 host unknown" },
    { code: "x.1.6", reason: "hasmoved" },
    { code: "x.1.7", reason: "rejected" },
    { code: "x.1.10", reason: "notaccept", meaning: "The recipient's domain publishes a null MX: it takes no mail at all." },
    { code: "x.2.2", reason: "mailboxfull" },
    { code: "x.2.3", reason: "exceedlimit" },
    { code: "x.3.4", reason: "mesgtoobig" },
    { code: "x.4.6", reason: "networkerror" },
    { code: "5.7.13", reason: "suspend" },
    { code: "x.7.16", reason: "mesgtoobig" },
    { code: "5.7.17-18", reason: "hasmoved" },
    { code: "x.7.20-24", reason: "authfailure" },
    { code: "x.7.25", reason: "requireptr" },
    { code: "x.7.26", reason: "authfailure" },
    { code: "x.7.27", reason: "notaccept", hop: "authentication", meaning: "The sender's domain publishes a null MX, so that no answer could reach it." },
    { code: "x.7.28", reason: "spamdetected" },
    { code: "x.7.29", reason: "authfailure" },
    { code: "x.7.30", reason: "failedstarttls" },
  ],
} as const satisfies RuleSet;

/** Codes that words of the general kind do not outweigh. */
// biome-ignore format: a line a rule
export const middleCodes = {
  name: "registry",
  source: SOURCE,
  dated: "2026-11",
  rules: [
    { code: "2.x.x", reason: "delivered", example: "250 2.1.5 Ok" },
    { code: "5.1.0-1", reason: "userunknown" },
    { code: "x.1.3", reason: "userunknown" },
    { code: "5.1.4", reason: "filtered" },
    { code: "x.1.8", reason: "rejected", hop: "authentication" },
    { code: "5.2.0-1", reason: "filtered" },
    { code: "x.2.4", reason: "filtered" },
    { code: "x.3.1", reason: "systemfull" },
    { code: "5.5.2", reason: "syntaxerror" },
    { code: "5.5.3", reason: "toomanyconn" },
    { code: "5.5.6", reason: "syntaxerror" },
    { code: "4.2.1", reason: "blocked" },
    { code: "x.3.2", reason: "notaccept" },
    { code: "4.4.5", reason: "systemfull" },
    { code: "4.7.1-2", reason: "blocked" },
    { code: "x.6.x", reason: "contenterror", example: "554 5.6.0" },
  ],
} as const satisfies RuleSet;

/** Codes that say something only where the words say nothing. Asked after the wording. */
// biome-ignore format: a line a rule
export const vagueCodes = {
  name: "registry",
  source: SOURCE,
  dated: "2026-11",
  rules: [
    { code: "4.1.1", reason: "userunknown" },
    { code: "4.1.2", reason: "hostunknown" },
    { code: "x.1.9", reason: "systemerror" },
    { code: "5.3.0", reason: "systemerror" },
    { code: "x.3.3", reason: "systemerror" },
    { code: "x.3.5", reason: "systemerror" },
    { code: "5.4.0", reason: "networkerror" },
    { code: "4.4.1", reason: "expired" },
    { code: "4.4.2", reason: "networkerror" },
    { code: "x.4.3", reason: "systemerror" },
    { code: "4.4.4", reason: "networkerror" },
    { code: "5.4.4", reason: "hostunknown" },
    { code: "x.4.7", reason: "expired" },
    { code: "4.4.8", reason: "networkerror" },
    { code: "4.5.3", reason: "systemerror" },
    { code: "5.5.4-5", reason: "systemerror" },
    { code: "4.5.5", reason: "systemerror" },
    { code: "4.7.0", says: "try again later|try later", reason: "onhold" },
    { code: "x.7.x", reason: "securityerror", example: "550 5.7.0" },
  ],
} as const satisfies RuleSet;

/** Reply codes that say something by themselves (RFC 5321 §4.2, RFC 7504, RFC 4954). The last rules of all. */
// biome-ignore format: a line a rule
export const replyCodes = {
  name: "reply",
  source: "RFC 5321 section 4.2.3, RFC 7504, RFC 4954, RFC 3207",
  dated: "2026-11",
  rules: [
    { code: "521", reason: "notaccept" },
    { code: "523", reason: "failedstarttls" },
    { code: "524", reason: "failedstarttls" },
    { code: "556", reason: "notaccept" },
    { code: "525", reason: "suspend" },
    { code: "530", reason: "securityerror" },
    { code: "534", reason: "securityerror" },
    { code: "535", reason: "securityerror" },
    { code: "538", reason: "failedstarttls" },
    { code: "551", reason: "hasmoved" },
    { code: "500", reason: "syntaxerror" },
    { code: "501", reason: "syntaxerror" },
    { code: "502", reason: "syntaxerror" },
    { code: "503", reason: "syntaxerror" },
    { code: "504", reason: "syntaxerror" },
    { code: "505", reason: "syntaxerror" },
    { code: "555", reason: "syntaxerror" },
    { code: "250", reason: "delivered" },
    { code: "251", reason: "delivered" },
    { command: "EHLO", reason: "blocked", example: "go (in reply to EHLO command)" },
    { command: "CONN", reason: "blocked", example: "no (after initial connection)" },
  ],
} as const satisfies RuleSet;
