import type { ProviderSet } from "./rule.ts";

const RECIPIENTS_POLICY = {
  who: "recipient-admin",
  fix: "Ask the recipient's administrator to look at the message in Mimecast (Message Center, rejected) and to permit the sender.",
} as const;

/** Mimecast's gateway. Its replies carry a stable sentence and, in brackets, a link of the connection. */
// biome-ignore format: a line a rule
export const mimecast = {
  name: "mimecast",
  source: "https://mimecastsupport.zendesk.com/hc/articles/34000709564435 (Mimecast SMTP error codes)",
  dated: "2026-11",
  hosts: [".mimecast.com", ".mimecast.co.za", ".mimecast-offshore.com"],
  words: ["mimecast"],
  rules: [
    { says: "host network not allowed", reason: "blocked" },
    { says: "virus signature", alone: true, reason: "virusdetected", ...RECIPIENTS_POLICY },
    { says: "incorrect authentication data|authentication not allowed", reason: "securityerror" },
    { alone: true, says: "mcspamsignature|mcvirus|signature.sa", reason: "virusdetected", example: "554 email rejected due to security policies - MCSpamSignature.sa.1.1", ...RECIPIENTS_POLICY },
    { alone: true, says: "email rejected due to security policies", reason: "policyviolation", ...RECIPIENTS_POLICY, example: "554 email rejected due to security policies" },
    { alone: true, says: "sender address blocked|ip temporarily blacklisted|poor reputation|ip found on rbl|rbl check", reason: "blocked" },
    { alone: true, says: "account outbounds disabled|account inbounds disabled|account service is temporarily unavailable", reason: "onhold", who: "recipient-admin", example: "451 account outbounds disabled" },
    { says: "open relay is not allowed|open relay not allowed|open relay", reason: "norelaying" },
    { alone: true, says: "journal messages past the expiration", reason: "expired" },
    { alone: true, says: "journal message past expiration", reason: "onhold" },
    { alone: true, says: "dkim sender invalid|spf sender invalid|dmarc sender invalid|spf, dkim or dmarc", reason: "authfailure" },
    { alone: true, says: "anti-spoofing", reason: "policyviolation", ...RECIPIENTS_POLICY, meaning: "The recipient's gateway takes mail from its own domains only from its own servers." },
    { alone: true, says: "administrative prohibition", reason: "rejected", ...RECIPIENTS_POLICY },
    { alone: true, says: "envelope blocked", reason: "rejected", ...RECIPIENTS_POLICY },
    { alone: true, says: "block policy for|manually blocked senders|envelope rejected|header-based blocked", reason: "rejected", ...RECIPIENTS_POLICY },
    { alone: true, says: "exceeding outbound thread limit|exceeding inbound thread limit|number of recipients exceeded", reason: "toomanyconn" },
    { alone: true, says: "this route requires|tls version|configuration is invalid for this certificate", reason: "failedstarttls" },
    { says: "mail loop detected|maximum hop count", reason: "networkerror" },
    { alone: true, says: "maximum email size exceeded", reason: "mesgtoobig" },
    { alone: true, says: "submitter failed to|authentication failed|incorrect authentication|invalid authentication", reason: "securityerror", example: "550 submitter failed to authenticate" },
    { says: "greylist", reason: "onhold", retry: "later", example: "451 Internal resource temporarily unavailable - greylisting" },
    { says: "internal resources are temporarily unavailable|recipient temporarily unavailable|unable to process connection|unable to process command", reason: "systemerror", retry: "later" },
    { says: "message contains a virus|malware", reason: "virusdetected" },
    { says: "no pass-through|local ct ip reputation|ip reputation", reason: "badreputation" },
    { says: "rate limit|message rate", reason: "ratelimited" },
    { says: "user unknown|invalid recipient|invalid address|recipient not found|known recipient", reason: "userunknown" },
  ],
} as const satisfies ProviderSet;
