import type { ProviderSet } from "./rule.ts";

const FORM = "Yahoo's form for senders is https://senders.yahooinc.com/contact.";

/** Yahoo, AOL, AT&T and Verizon mailboxes. */
// biome-ignore format: a line a rule
export const yahoo = {
  name: "yahoo",
  source: "https://senders.yahooinc.com/smtp-error-codes/",
  dated: "2026-11",
  hosts: [".yahoodns.net", ".yahoo.com", ".yahoo.co.jp", ".yahooinc.com", ".aol.com", ".prodigy.net"],
  words: [
    "yahooinc.com",
    "yahoo.com/",
    "yahoodns.net",
    "yahoo requires",
    "yahoo-help.jp",
    "verizonmedia.com",
    "delivery error: dd",
    "[tss",
    "[ts0",
    "[ts1",
    "[ph0",
    "[gl0",
    "[bl2",
    "(554.30)",
    "max message per connection",
  ],
  rules: [
    { alone: true, says: "unresolvable rfc.5321|unresolvable rfc5321|unresolvable-from-domain|unresolvable from", reason: "rejected", hop: "authentication" },
    { says: "[ts03]|[tss11]|[tss09]|permanently deferred", reason: "rejected", fix: FORM },
    { says: "unexpected volume or user complaints", reason: "rejected", retry: "later", meaning: "Yahoo puts off mail from this sender: more than it expects, complaints, or missing authentication.", fix: FORM },
    { says: "[ts01]|[ts02]|[tss04]|[tss05]", reason: "badreputation", retry: "later", fix: FORM },
    { says: "[gl01]|has been temporarily deferred|too quickly", reason: "ratelimited", retry: "later" },
    { says: "user complaints|[bl2|in spamhaus's list|spamhaus xbl", reason: "blocked", fix: FORM },
    { says: "sender is unauthenticated|requires all senders to authenticate|failed to pass dmarc|dmarc", reason: "authfailure" },
    { says: "doesn't have a * account|no such user|mailbox not found|user unknown|not a valid mailbox", reason: "userunknown" },
    { says: "account has been disabled or discontinued|is no longer valid|mailbox is frozen|this account is not allowed|is disabled", reason: "suspend" },
    { says: "over quota|quota exceeded|mailbox full|mailbox * is full", reason: "mailboxfull" },
    { says: "not rfc compliant", reason: "notcompliantrfc" },
    { says: "not accepted for policy reasons|[ph0", reason: "policyviolation" },
    { says: "message temporarily deferred", reason: "ratelimited", retry: "later" },
    { says: "too many concurrent|too many messages|max message per connection", reason: "toomanyconn" },
    { says: "no mx record found for domain", reason: "notaccept" },
    { says: "relaying denied", reason: "norelaying" },
    { says: "we do not accept|reverse dns|ptr", reason: "requireptr", example: "550 5.7.25 Reverse DNS is missing for your IP" },
    { says: "resources temporarily unavailable|resources temporarily not available|resources restricted", reason: "blocked", retry: "later" },
    { code: "501", says: "syntax error", reason: "syntaxerror" },
    { code: "5.7.9", says: "policy reasons", reason: "policyviolation", example: "554 5.7.9 refused for your policy reasons" },
  ],
} as const satisfies ProviderSet;
