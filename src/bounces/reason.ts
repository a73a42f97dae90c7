/**
 * The bounce reason classes, with the meanings that sisimai gives them (https://libsisimai.org/en/reason/, version 5;
 * `ratelimited` was called `speeding`).
 */
export const REASONS = [
  "authfailure",
  "badreputation",
  "blocked",
  "contenterror",
  "delivered",
  "exceedlimit",
  "expired",
  "failedstarttls",
  "feedback",
  "filtered",
  "hasmoved",
  "hostunknown",
  "mailboxfull",
  "mailererror",
  "mesgtoobig",
  "networkerror",
  "norelaying",
  "notaccept",
  "notcompliantrfc",
  "onhold",
  "policyviolation",
  "ratelimited",
  "rejected",
  "requireptr",
  "securityerror",
  "spamdetected",
  "suppressed",
  "suspend",
  "syntaxerror",
  "systemerror",
  "systemfull",
  "toomanyconn",
  "undefined",
  "userunknown",
  "vacation",
  "virusdetected",
] as const;

export type Reason = (typeof REASONS)[number];
