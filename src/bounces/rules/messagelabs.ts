import type { ProviderSet } from "./rule.ts";

const RECIPIENTS_LIST = {
  who: "recipient-admin",
  fix: "Ask the recipient's administrator to put the sender on the approved senders of Email Security.cloud.",
} as const;

/** Symantec (Broadcom) Email Security.cloud, formerly MessageLabs. */
// biome-ignore format: a line a rule
export const messagelabs = {
  name: "messagelabs",
  source: "https://knowledge.broadcom.com/external/article/169652 (error and bounce codes of Email Security.cloud)",
  dated: "2026-11",
  hosts: [".messagelabs.com"],
  words: ["messagelabs", "symanteccloud", "connection rejected by policy", "tls/sslv3 connection", "stray linefeeds", "recipient mailbox is not allowed"],
  rules: [
    { says: "domain authentication fail", reason: "authfailure" },
    { says: "connection rejected by policy", reason: "badreputation", fix: "Look the IP up at https://ipremoval.sms.symantec.com/ and ask for its removal there." },
    { says: "ip is in the pbl|your ip address has been|your ip address * blocked", reason: "blocked", fix: "Look the IP up at https://check.spamhaus.org/ and at https://ipremoval.sms.symantec.com/." },
    { says: "stray linefeeds", reason: "contenterror" },
    { says: "tls/sslv3 connection required", reason: "failedstarttls" },
    { says: "as a relay", reason: "norelaying" },
    { says: "requested action aborted [4]|not rfc 5322", reason: "notcompliantrfc" },
    { says: "sender envelope domain not allowed|badmailfrom|domain has been blocked|address has been blocked|address * blocked|address has been blacklisted|domain has been blacklisted", reason: "rejected", ...RECIPIENTS_LIST },
    { says: "turn on smtp authentication", reason: "securityerror" },
    { says: "filtered by outbound|message filtered", reason: "spamdetected", ...RECIPIENTS_LIST },
    { says: "recipients received this hour|too many messages", reason: "toomanyconn", retry: "later" },
    { says: "no such user|invalid recipient|mailbox is not allowed", reason: "userunknown" },
  ],
} as const satisfies ProviderSet;
