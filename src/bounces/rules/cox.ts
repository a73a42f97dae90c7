import type { ProviderSet } from "./rule.ts";

const UNBLOCK =
  "Cox names its addresses for removal at https://www.cox.com/residential/support/email-error-codes.html.";

/** Cox ends its refusals with `AUP#` and a word; the others are older sentences. */
// biome-ignore format: a line a rule
export const cox = {
  name: "cox",
  source: "https://www.cox.com/residential/support/cox-postmaster-email-administration.html",
  dated: "2026-11",
  hosts: [".cox.net", ".coxmail.com"],
  words: ["cox.com", "cox.net", "coxmail", "554 cox ", " cox too many", "aup#cx", "aup#cdrbl", "aup#ipbl", "aup#urlbl", "cxbl", "cxthrt", "cxmxrt", "cxsnd", "cxmj", "cxdns", "cxcnct", "cxsmtp"],
  rules: [
    { says: "cxdns", reason: "requireptr", example: "421 AUP#CXDNS" },
    { says: "cxsnd", reason: "authfailure", meaning: "The message did not pass SPF or DKIM of the sender's domain.", example: "550 sender rejected. AUP#CXSNDR" },
    { says: "cxsmtp", reason: "rejected", example: "554 AUP#CXSMTP" },
    { says: "cxcnct|cxmxrt", reason: "toomanyconn", retry: "later", example: "452 AUP#CXMXRT" },
    { says: "cxthrt|cxmj", reason: "securityerror", meaning: "Cox has limited the account that sends because of suspicious activity.", example: "550 AUP#CXMJ" },
    { says: "urlbl", reason: "spamdetected", meaning: "A link in the message is on a block list.", example: "552 AUP#URLBL1001" },
    { says: "cxbl|cdrbl|ipbl0|ipbl1|too many bad commands|too many invalid recipients", reason: "blocked", fix: UNBLOCK, example: "554 AUP#CXBL" },
    { says: "no rdns|dns check failure", reason: "requireptr" },
    { says: "no data before greeting|attachment extension is forbidden", reason: "policyviolation" },
    { says: "server temporarily not available", reason: "systemerror", retry: "later" },
    { says: "too many sessions|try again later|message threshold exceeded", reason: "toomanyconn", retry: "later" },
    { says: "recipient rejected|user unknown|no such user", reason: "userunknown" },
    { says: "sender rejected", reason: "rejected", hop: "authentication", meaning: "Cox finds neither MX nor address of the sender's domain." },
    { says: "blocked", reason: "blocked", fix: UNBLOCK },
  ],
} as const satisfies ProviderSet;
