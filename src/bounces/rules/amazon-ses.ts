import type { ProviderSet } from "./rule.ts";

const VERIFY = {
  hop: "submission",
  who: "you",
  retry: "after-fix",
  meaning:
    "SES refuses to send from (or, in the sandbox, to) an address or domain that is not verified in this region.",
  fix: "Verify the identity in the region that the refusal names, or send through the region where it is verified; in the sandbox the recipients must be verified too, until production access is granted.",
} as const;
const CREDENTIALS = {
  hop: "relay",
  who: "you",
  retry: "after-fix",
  meaning:
    "The stored SMTP user name or password was refused: the key is deleted, inactive or another region's, or the password is no longer that of the key.",
  fix: "Create SMTP credentials for an active key of this region and store them where the mail is sent from.",
} as const;
const LIMIT = { hop: "submission", who: "you", retry: "later" } as const;

/** What SES's SMTP endpoint, its API and its mail-receiving servers answer. */
// biome-ignore format: a line a rule
export const amazonSes = {
  name: "amazon-ses",
  source:
    "https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-smtp.html, https://docs.aws.amazon.com/ses/latest/APIReference/CommonErrors.html and https://docs.aws.amazon.com/ses/latest/APIReference-V2/CommonErrors.html",
  dated: "2026-11",
  hosts: ["email-smtp.", ".amazonses.com"],
  words: [
    "email-smtp",
    "amazon ses",
    "aws ses",
    "subscribed to ses",
    "ses:send",
    "sesv2",
    "identities failed the check in region",
    "daily message quota",
    "maximum sending rate",
    "suppression list",
    "simulator.amazonses.com",
    "configuration set",
    "mailfromdomainnotverified",
  ],
  rules: [
    { alone: true, says: "451 temporary service failure|454 temporary service failure", reason: "systemerror", hop: "submission", who: "aws", retry: "later" },
    { says: "temporary service failure", reason: "systemerror", hop: "submission", who: "aws", retry: "later", example: "Temporary service failure, please try again later (Amazon SES)" },
    { alone: true, says: "mailfromdomainnotverified|mail from domain * not verified|mail-from domain is not verified", reason: "rejected", hop: "submission", who: "you", retry: "after-fix", meaning: "The custom MAIL FROM domain is not set up, and the identity is told to refuse rather than to fall back.", fix: "Publish the MX and SPF records of the MAIL FROM domain, or let it fall back to amazonses.com meanwhile.", example: "MailFromDomainNotVerifiedException: mail-from domain is not verified" },
    { alone: true, says: "suppression list|amazon ses has suppressed", reason: "suppressed", hop: "processing", who: "you", retry: "after-fix", meaning: "The address is on a suppression list: SES took the message and dropped it.", fix: "Look where it is listed with `suppressions find`, and ask for a removal if the address is good again. The global list lets go by itself within 14 days." },
    { alone: true, says: "authentication credentials invalid|account not subscribed to ses|not subscribed to ses", reason: "securityerror", ...CREDENTIALS },
    { alone: true, says: "signature we calculated does not match|security token included in the request is invalid|invalidclienttokenid|signaturedoesnotmatch|expiredtoken|unrecognizedclientexception", reason: "securityerror", ...CREDENTIALS },
    { alone: true, says: "530 authentication required|incompletesignature|missingauthenticationtoken|optinrequired", reason: "securityerror", ...CREDENTIALS },
    { alone: true, says: "requestexpired|request has expired", reason: "securityerror", hop: "submission", who: "you", retry: "after-fix", meaning: "The request carried a time that is more than 15 minutes off.", fix: "Set the clock of the machine that sends, then send again." },
    { alone: true, says: "530 must issue a starttls", reason: "failedstarttls", hop: "submission", who: "you", retry: "after-fix", meaning: "The endpoint takes mail over TLS only, and the client did not start it.", fix: "Switch STARTTLS on in the client (port 587 or 2587), or use TLS from the start on 465 or 2465." },
    { alone: true, says: "unable to locate credentials|could not load credentials from any provider|unable to load aws credentials|unable to load credentials from any|no ec2 imds role found|failed to retrieve credentials|failed to refresh cached credentials", reason: "securityerror", hop: "relay", who: "you", retry: "after-fix", meaning: "Whoever sends found no AWS credentials to send with.", fix: "Give it credentials: a role of the function, instance or container, a profile, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY." },
    { says: "authentication required", reason: "securityerror", ...CREDENTIALS, example: "Authentication required (email-smtp.us-east-1.amazonaws.com)" },
    { alone: true, says: "email address is not verified|identities failed the check|address not verified|domain is not verified", reason: "norelaying", ...VERIFY },
    { alone: true, says: "is not authorized to perform*ses:send|not authorized to perform: ses:send|access denied*ses:send", reason: "securityerror", hop: "submission", who: "you", retry: "after-fix", meaning: "The key is good, but its IAM user may not send.", fix: "Allow ses:SendRawEmail for that user and this identity." },
    { alone: true, says: "account's ability to send email is currently paused|sending paused|account is paused|sendingpaused|configuration set * paused|sending is disabled|sending suspended for this account", reason: "blocked", hop: "submission", who: "aws", retry: "after-fix", meaning: "AWS, or somebody in the account, has paused sending.", fix: "Read the case in the AWS Support Center (account or configuration set), answer it, then resume sending.", example: "Account's ability to send email is currently paused (AccountSendingPausedException, Amazon SES)" },
    { says: "account * suspended|accountsuspended", reason: "suspend", hop: "submission", who: "aws", retry: "after-fix", example: "AccountSuspendedException from Amazon SES" },
    { alone: true, says: "daily message quota exceeded|daily sending quota exceeded", reason: "ratelimited", ...LIMIT, meaning: "The account has sent as much as its quota lets it send in 24 hours.", fix: "Wait, or ask for a higher sending quota in Service Quotas." },
    { alone: true, says: "maximum sending rate exceeded|maximum sigv2 smtp sending rate|maximum sigv4 smtp sending rate|too many requests|throttl", reason: "ratelimited", ...LIMIT, meaning: "The account sends faster than its rate allows.", fix: "Send slower, with retries that back off, or ask for a higher rate." },
    { alone: true, says: "too many concurrent smtp connections", reason: "toomanyconn", ...LIMIT },
    { says: "too many concurrent", reason: "toomanyconn", ...LIMIT, example: "421 Too many concurrent connections (Amazon SES)" },
    { alone: true, says: "temporary authentication failure|timeout waiting for data from client", reason: "systemerror", hop: "submission", who: "aws", retry: "later", example: "451 Timeout waiting for data from client (Amazon SES)" },
    { alone: true, says: "configurationsetdoesnotexist|configuration set*does not exist|configuration set*not exist", reason: "systemerror", hop: "submission", who: "you", retry: "after-fix", example: "Configuration set <news> does not exist." },
    { alone: true, says: "messagerejected*address blacklisted|message rejected: address blacklisted", reason: "suppressed", hop: "processing", who: "you", retry: "after-fix", meaning: "The address bounced before, and SES sends it nothing for now.", fix: "Look where it is listed with `suppressions find`, and ask for a removal if the address is good again." },
    { alone: true, says: "notfoundexception: template|templatedoesnotexist", reason: "contenterror", hop: "submission", who: "you", retry: "after-fix", meaning: "The template that the request names does not exist in this region.", fix: "Create the template in the region that the mail is sent through, or correct its name." },
    { alone: true, says: "limitexceededexception|limit exceeded exception", reason: "exceedlimit", ...LIMIT },
    { alone: true, says: "serviceunavailable|service amazonses is|internalfailure", reason: "systemerror", hop: "submission", who: "aws", retry: "later" },
    { alone: true, says: "missing final '@domain'|local address contains control or whitespace|domain contains dot-dot|invalidparametervalue|badrequestexception|553 invalid email address|invalid mail from address provided|invalid rcpt to address provided|transaction failed: expected|transaction failed: duplicate header|transaction failed: could not parse", reason: "syntaxerror", hop: "submission", who: "you", retry: "after-fix" },
    { says: "invalid email address|illegal address|invalid address", reason: "syntaxerror", hop: "submission", who: "you", retry: "after-fix", example: "Illegal address (Amazon SES)" },
    { alone: true, says: "552 message is too long", reason: "mesgtoobig", hop: "submission", who: "you", retry: "after-fix" },
    { says: "message is too long|message length is more than|too big|size limit exceeded", reason: "mesgtoobig", hop: "submission", who: "you", retry: "after-fix", example: "Message is too long (Amazon SES)" },
    { says: "contained a virus|bad content|virus", reason: "virusdetected", hop: "processing", who: "you", retry: "after-fix", example: "Bad content: Amazon SES did not send the message because it contained a virus" },
    { says: "expected disposition|duplicate header|missing required header|missing '", reason: "syntaxerror", hop: "submission", who: "you", retry: "after-fix", example: "Duplicate header 'Content-Type'. (Amazon SES)" },
    { says: "template * does not exist|missing rendering attribute|rendering failure", reason: "contenterror", hop: "processing", who: "you", retry: "after-fix", example: "Rendering failure: Attribute 'name' is not present in the rendering data (Amazon SES)" },
    { says: "certificate|sslhandshakeexception|ssl handshake|wrong version number|tls handshake|ssl routines|unable to get local issuer", reason: "failedstarttls", hop: "submission", who: "you", retry: "after-fix", meaning: "Whoever sends and SES's endpoint did not agree on TLS.", fix: "Connect by the endpoint's own name, with an up-to-date list of certificate authorities; STARTTLS on 25, 587 or 2587, TLS from the start on 465 or 2465. A proxy that opens TLS shows as a self-signed certificate.", example: "ssl.SSLCertVerificationError: certificate verify failed (email-smtp.us-east-1.amazonaws.com)" },
    { says: "couldn't connect to host|i/o timeout|unknownhostexception|getaddrinfo|name or service not known|nodename nor servname|no such host|no route to host|network is unreachable|econnreset|connection reset|read timed out|sockettimeoutexception|socket timeout|unexpected eof|failed to establish a new connection|could not connect to smtp host|connection timed out|connect timed out|econnrefused|etimedout|enotfound|connection refused|couldn't connect|mailconnectexception", reason: "networkerror", hop: "submission", who: "you", retry: "after-fix", meaning: "Whoever sends could not reach SES's endpoint.", fix: "Check host name, port (587 or 2587, 465 or 2465 with TLS) and the firewall of the sending machine; EC2 and Lambda block port 25.", example: "com.sun.mail.util.MailConnectException: Couldn't connect to host, port: email-smtp.us-east-1.amazonaws.com, 25; timeout -1" },
  ],
} as const satisfies ProviderSet;
