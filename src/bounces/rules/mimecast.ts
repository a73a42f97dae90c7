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
    { alone: true, says: "host network not allowed|host network, not allowed", reason: "policyviolation", ...RECIPIENTS_POLICY, meaning: "The recipient's organisation takes no mail from the country or network that it was sent from." },
    { alone: true, says: "content examination", reason: "policyviolation", ...RECIPIENTS_POLICY },
    { alone: true, says: "virus signature|mcspamsignature|mcvirus|signature.sa", reason: "virusdetected", ...RECIPIENTS_POLICY },
    { alone: true, says: "email rejected due to security policies", reason: "policyviolation", ...RECIPIENTS_POLICY },
    { alone: true, says: "spf sender invalid|dkim sender invalid|dmarc sender invalid|spf, dkim or dmarc", reason: "authfailure" },
    { alone: true, says: "anti-spoofing", reason: "policyviolation", ...RECIPIENTS_POLICY, meaning: "The recipient's gateway takes mail from its own domains only from its own servers." },
    { alone: true, says: "administrative prohibition|envelope blocked|block policy for|manually blocked senders|header-based blocked|envelope rejected", reason: "rejected", ...RECIPIENTS_POLICY },
    { alone: true, says: "local ct ip reputation|no pass-through", reason: "badreputation" },
    { alone: true, says: "sender address blocked|ip temporarily blacklisted|ip found on rbl|rbl check|recipient temporarily unavailable", reason: "blocked", retry: "later" },
    { alone: true, says: "account inbounds disabled", reason: "notaccept" },
    { alone: true, says: "account service is temporarily unavailable|outbound thread limit|inbound thread limit|number of recipients exceeded", reason: "toomanyconn", retry: "later" },
    { alone: true, says: "account outbounds disabled|hostname is not authorized|journal message past expiration", reason: "onhold", who: "recipient-admin" },
    { alone: true, says: "journal messages past the expiration", reason: "expired" },
    { alone: true, says: "this route requires|tls version|invalid for this certificate", reason: "failedstarttls" },
    { alone: true, says: "incorrect hostname used for|mail loop detected|maximum hop count", reason: "networkerror", who: "recipient-admin" },
    { alone: true, says: "maximum email size exceeded", reason: "mesgtoobig" },
    { alone: true, says: "submitter failed to|incorrect authentication data|invalid authentication", reason: "securityerror" },
    { alone: true, says: "open relay is not allowed|open relay not allowed", reason: "norelaying" },
    { alone: true, says: "message ended early|unable to process connection|unable to process command|unable to process an email", reason: "systemerror", retry: "later" },
    { says: "greylist", reason: "onhold", retry: "later", example: "451 Internal resource temporarily unavailable - greylisting" },
    { alone: true, says: "internal resources are temporarily unavailable", reason: "badreputation", retry: "later", meaning: "Mimecast puts the mail off: greylisting, or the sending IP address has a poor reputation." },
    { says: "authentication not allowed|authentication failed", reason: "securityerror" },
    { says: "message contains a virus|malware", reason: "virusdetected" },
    { says: "ip reputation|poor reputation", reason: "badreputation" },
    { says: "rate limit|message rate", reason: "ratelimited" },
    { says: "too many recipients", reason: "toomanyconn" },
    { says: "user unknown|invalid recipient|invalid address|recipient not found|known recipient", reason: "userunknown" },
  ],
} as const satisfies ProviderSet;
