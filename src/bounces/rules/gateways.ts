import type { ProviderSet } from "./rule.ts";

const RECIPIENTS_FILTER = {
  who: "recipient-admin",
  fix: "Ask the recipient's administrator to look the message up in their filter and to allow the sender.",
} as const;

export const proofpoint = {
  name: "proofpoint",
  source: "https://ipcheck.proofpoint.com/ and Proofpoint Essentials' connection error reference",
  dated: "2026-11",
  hosts: [".pphosted.com", ".ppe-hosted.com", ".proofpoint.com"],
  words: ["proofpoint"],
  rules: [
    {
      says: "blocked - see https://*proofpoint|dnsbl-lookup|ipcheck.proofpoint",
      reason: "blocked",
      fix: "Look the sending IP up at https://ipcheck.proofpoint.com/ and ask for its removal there.",
      example: "554 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.1",
    },
    {
      says: "message rejected due to content|content restriction|identified as spam|spam message",
      reason: "spamdetected",
      ...RECIPIENTS_FILTER,
    },
    { says: "dmarc|spf|dkim", reason: "authfailure" },
    { says: "rejected by ppe|access denied", reason: "policyviolation", ...RECIPIENTS_FILTER },
    { says: "user unknown|invalid recipient|recipient not found", reason: "userunknown" },
    {
      says: "rate exceeded|too many|try again later",
      reason: "ratelimited",
      retry: "later",
      example: "451 4.7.1 Sender rate exceeded",
    },
  ],
} as const satisfies ProviderSet;

export const barracuda = {
  name: "barracuda",
  source: "https://www.barracudacentral.org/lookups and the Email Gateway Defense administrator's guide",
  dated: "2026-11",
  hosts: [".barracudanetworks.com", ".ess.barracudanetworks.com", ".barracuda.com"],
  words: ["barracuda", "bcrep", ", ube, id="],
  rules: [
    {
      says: "barracudacentral.org|barracudanetworks.com/reputation|bcrep|barracuda reputation",
      reason: "blocked",
      fix: "Ask for the removal of the sending IP at https://www.barracudacentral.org/rbl/removal-request.",
    },
    { says: ", ube, id=|message content rejected", reason: "spamdetected", ...RECIPIENTS_FILTER },
    {
      says: "permanent failure for one or more recipients (*:blocked)|:blocked)",
      reason: "blocked",
      ...RECIPIENTS_FILTER,
    },
    { says: "invalid recipient|no such user|user unknown", reason: "userunknown" },
    { says: "rate control|too many", reason: "ratelimited", retry: "later" },
  ],
} as const satisfies ProviderSet;

export const cisco = {
  name: "cisco",
  source:
    "https://www.cisco.com/c/en/us/support/docs/security/email-security-appliance/ (SMTP responses) and https://talosintelligence.com",
  dated: "2026-11",
  hosts: [".iphmx.com", ".ironport.com", ".cisco.com"],
  words: ["ironport", "senderbase", "talosintelligence", "sbrs"],
  rules: [
    {
      says: "poor reputation|senderbase|talosintelligence|sbrs",
      reason: "badreputation",
      fix: "Look the sending IP up at https://talosintelligence.com/reputation_center and open a ticket there.",
    },
    { says: "too many recipients|too many messages|too many connections", reason: "toomanyconn" },
    { says: "#5.1.0 address rejected|#5.1.1 bad address|recipient address rejected", reason: "userunknown" },
    { says: "#5.7.1 message * spam|message content rejected", reason: "spamdetected", ...RECIPIENTS_FILTER },
    { says: "dmarc verification failed|dmarc", reason: "authfailure" },
    {
      says: "dhap_limit|directory harvest",
      reason: "blocked",
      retry: "later",
      example: "550 Too many invalid recipients (DHAP_Limit)",
    },
  ],
} as const satisfies ProviderSet;

export const spamhaus = {
  name: "spamhaus",
  source: "https://check.spamhaus.org/ and https://www.spamhaus.org/faqs/",
  dated: "2026-11",
  hosts: [],
  words: ["spamhaus"],
  rules: [
    {
      says: "dbl.spamhaus|domain is listed in spamhaus|spamhaus dbl|query/dbl|query/domain",
      reason: "blocked",
      meaning: "A domain in the mail (sender or link) is on Spamhaus's domain block list.",
      fix: "Look the domain up at https://check.spamhaus.org/ and follow its removal steps.",
    },
    {
      says: "spamhaus",
      reason: "blocked",
      meaning: "The sending IP address is on a Spamhaus block list.",
      fix: "Look the IP up at https://check.spamhaus.org/. It belongs to Amazon SES: on a shared address tell AWS Support.",
    },
  ],
} as const satisfies ProviderSet;
