import type { ProviderSet } from "./rule.ts";

const FORM =
  "If the mail is sound, tell Gmail at https://support.google.com/mail/contact/gmail_bulk_sender_escalation.";

/** Gmail and Google Workspace. Gmail gives 5.7.27, 5.7.29 and 5.7.30 another meaning than the registry does. */
export const gmail = {
  name: "gmail",
  source:
    "https://support.google.com/a/answer/3726730 (SMTP error reference) and https://support.google.com/mail/answer/81126",
  dated: "2026-11",
  hosts: [".google.com", ".googlemail.com", ".gmail.com"],
  words: [
    "- gsmtp",
    " gsmtp",
    "support.google.com",
    "mail.google.com",
    "gmail requires",
    "google workspace",
    "google tried to deliver",
    "google's",
    "groups.google.com",
    "about smtp error messages",
    "email sender guidelines",
    "gmail has",
    "sent to gmail",
    "file types blocked in gmail",
    "smtp relay service error",
    "closing connection. ",
  ],
  rules: [
    { says: "exceeded its quota for sending messages", reason: "policyviolation" },
    { says: "smtp protocol violation|no commands allowed to pipeline", reason: "syntaxerror" },
    {
      says: "starttls may not be repeated|unrecognized command|unimplemented command|bad sequence|ehlo/helo first|cannot decode response",
      reason: "syntaxerror",
    },
    { says: "exceeds google's limit", reason: "exceedlimit" },
    {
      says: "ip not in whitelist|not authorized to send email directly|try again later, closing connection",
      reason: "blocked",
    },
    {
      says: "has a policy that prohibited|has a policy that prohibits",
      reason: "policyviolation",
      who: "recipient-admin",
    },
    { says: "messages with multiple addresses in from|multiple addresses in from", reason: "notcompliantrfc" },
    { says: "sender address * not a valid rfc", reason: "rejected" },
    { says: "weren't able to find the recipient domain|unable to find the recipient domain", reason: "hostunknown" },
    {
      says: "email quota exceeded|user sending quota|daily smtp relay|quota exceeded for sending",
      reason: "ratelimited",
    },
    {
      says: "does not have a ptr record|doesn't have a ptr record|does not match the ip address of the hostname|doesn't match the ip address of the hostname",
      reason: "requireptr",
    },
    {
      says: "p=rfcmessagenoncompliant|not rfc 5322 compliant|isn't rfc 5322 compliant",
      reason: "notcompliantrfc",
      example: "550 5.7.1 This message is not RFC 5322 compliant because it has duplicate headers.",
    },
    {
      says: "messages missing a valid",
      reason: "notcompliantrfc",
      example: "550 5.7.1 Messages missing a valid Message-ID: header are not accepted.",
    },
    { says: "unicode character in a disallowed header|invalid character in header", reason: "notcompliantrfc" },
    { says: "very low reputation|low reputation of the sending", reason: "badreputation", fix: FORM },
    {
      says: "account that you tried to reach is disabled|p=disableduser|account that you tried to reach is inactive",
      reason: "suspend",
    },
    { says: "p=nosuchuser|account that you tried to reach does not exist|no such user", reason: "userunknown" },
    { says: "p=overquota|out of storage space|over quota|storage quota exceeded", reason: "mailboxfull" },
    {
      says: "p=receivingrate|receiving mail at a rate|receiving mail too quickly",
      reason: "ratelimited",
      retry: "later",
    },
    { says: "p=dmarcrejection|due to domain's dmarc policy|due to domain * dmarc policy", reason: "authfailure" },
    {
      says: "p=unauthenticatedmessage|does not have authentication information|sender is unauthenticated",
      reason: "authfailure",
    },
    { says: "p=blockedmessage|potential security issue|illegal attachment", reason: "policyviolation" },
    { says: "virus-infected|virus detected|contains a virus", reason: "virusdetected" },
    {
      says: "limit exceeded for customer|relay limit exceeded|daily user sending limit|daily smtp relay limit|sending quota exceeded|daily sending limit|exceeded the rate limit",
      reason: "ratelimited",
    },
    { says: "too many recipients|p=toomanyrecipientserror", reason: "toomanyconn" },
    {
      says: "unusual rate of unsolicited mail|unsolicited mail originating|p=unsolicitedratelimiterror|p=unsolicitedipratelimiterror",
      reason: "ratelimited",
      example: "421 4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP address.",
    },
    {
      says: "unsolicited message|unsolicitedmessageerror|suspicious due to the nature of the content|is likely unsolicited|likely unsolicited mail|mail flood|suspicious due to the nature",
      reason: "spamdetected",
      fix: FORM,
    },
    { says: "mail relay denied|invalid credentials for relay", alone: true, reason: "norelaying" },
    { says: "mail sending denied", reason: "rejected" },
    { says: "domain policy size per transaction", reason: "systemerror" },
    { says: "connection expired|timeout - closing connection|timeout, closing connection", reason: "expired" },
    {
      says: "too many login attempts|too many connections|no identity changes",
      reason: "securityerror",
      example: "454 4.7.0 Too many login attempts, please try again later.",
    },
    { says: "cannot authenticate due to a temporary system problem|temporary system problem", reason: "systemerror" },
    {
      says: "must issue a starttls command first|tls required for|requires a tls connection|wasn't sent over a tls connection|was not sent over a tls connection|requires all bulk email senders to use tls",
      reason: "failedstarttls",
    },
    { says: "helo/ehlo argument", reason: "blocked" },
    { says: "message size limits|larger than gmail|exceeded google's message size", reason: "exceedlimit" },
    { says: "not a valid rfc 5321 address|not a valid rfc-5321 address", reason: "userunknown" },
    {
      says: "username and password not accepted|application-specific password|please log in|authentication required|web login required|invalid credentials",
      reason: "securityerror",
      example: "535 5.7.8 Username and Password not accepted.",
    },
    { says: "did not accept our requests to connect|socket error", reason: "expired" },
    {
      says: "server returned a permanent error|dns error: *dns type|domain name not found|domain * couldn't be found",
      reason: "hostunknown",
      example: "DNS Error: 123 DNS type 'mx' lookup of example.org responded with code NXDOMAIN; Domain name not found",
    },
    {
      says: "may not exist, or you may not have permission to post|groups.google.com/support|groups.google.com/a/",
      reason: "rejected",
      meaning: "The Google group does not exist, or does not let this sender post.",
      who: "recipient-admin",
    },
    { code: "x.7.23", reason: "authfailure" },
    {
      code: "x.7.24",
      reason: "authfailure",
      meaning: "The SPF record of the sending domain is suspicious to Gmail: it allows too much, or cannot be read.",
    },
    { code: "x.7.25", reason: "requireptr" },
    {
      code: "x.7.26",
      reason: "authfailure",
      meaning:
        "Gmail could not authenticate the message: neither SPF nor DKIM passed, or the From domain's DMARC policy says to refuse it.",
    },
    { code: "x.7.27", reason: "authfailure", meaning: "SPF did not pass, and Gmail requires it from bulk senders." },
    { code: "x.7.28", reason: "ratelimited" },
    {
      code: "x.7.29",
      reason: "failedstarttls",
      meaning: "The message came without TLS, and Gmail requires it from bulk senders.",
    },
    { code: "x.7.30", reason: "authfailure", meaning: "DKIM did not pass, and Gmail requires it from bulk senders." },
    {
      code: "x.7.31",
      reason: "authfailure",
      meaning: "DMARC is missing or did not pass, and Gmail requires it from bulk senders.",
    },
    {
      code: "x.7.32",
      reason: "authfailure",
      meaning: "The From domain is aligned neither with the SPF domain nor with the DKIM domain.",
    },
    {
      code: "x.7.40",
      reason: "authfailure",
      meaning:
        "The From domain publishes no DMARC record, or one without a policy, and Gmail requires it from bulk senders.",
    },
    { code: "5.2.1", says: "rate", reason: "ratelimited", retry: "later" },
    { code: "x.4.5", reason: "systemerror", who: "provider" },
    { code: "4.3.0", says: "multiple destination domains", reason: "systemerror" },
    { code: "x.3.0", reason: "systemerror", who: "provider" },
  ],
} as const satisfies ProviderSet;
