import type { Reason } from "../reason.ts";
import type { Rule, RuleSet } from "./rule.ts";

type Line = readonly [reason: Reason, ...phrases: string[]];

/** One rule per phrase: the reason, then what refusals of that kind say. Where two could match, the order decides. */
function set(lines: readonly Line[]) {
  return {
    name: "wording",
    source:
      "Replies as Postfix, Sendmail, Exim, qmail, Exchange, Courier, Domino, OpenSMTPD and others write them; classes after https://libsisimai.org/en/reason/",
    dated: "2026-11",
    rules: lines.flatMap(([reason, ...phrases]) => phrases.map((says): Rule => ({ reason, says }))),
  } satisfies RuleSet;
}

/** Words that tell more than a code beside them. */
// biome-ignore format: a line a kind reads better than a line a word
export const tellingWords = set([
  ["suppressed", "suppression list", "suppressed address", "address is suppressed"],
  ["mailboxfull", "over quota", "overquota", "over-quota", "quota exceeded", "exceeded*quota", "quota has been exceeded", "mailbox quota", "disk quota", "storage quota"],
  ["mailboxfull", "exceeds*quota", "mailbox full", "mailbox is full", "mailbox has been exceeded", "mailbox * full", "inbox is full", "mailfolder is full", "maildir * full", "mail box full"],
  ["mailboxfull", "too much mail data", "user has too many messages", "exceeded storage allocation", "exceeded allocated storage", "insufficient user quota", "mailbox size limit", "mailbox*exceed*limit", "account is full", "mailbox is too big"],
  ["mailboxfull", "storage limit", "boite pleine", "postfach ist voll", "casella piena", "buzon lleno", "boîte pleine", "is over the allowed quota", "not enough storage space in", "recipient reached disk quota"],
  ["mailboxfull", "user is over", "dd sorry*exceeded", "quota violation", "over the maximum allowed", "account is exceeding"],
  ["mesgtoobig", "message size exceeds", "message too large", "message is too large", "message is too big", "message too big", "size limit exceeded", "message file too big", "exceeds size limit", "exceeds maximum"],
  ["mesgtoobig", "exceeds fixed", "message length limit", "mail size limit", "larger than * maximum", "line limit exceeded", "max message size", "email size exceeded", "size of this message exceeds"],
  ["exceedlimit", "message too large for this recipient", "exceeds the limit set by", "message length exceeds administrative"],
  ["suspend", "temporary locked", "temporarily locked", "account is locked", "account has been disabled", "account is disabled", "account disabled", "disabled or discontinued", "mailbox disabled", "mailbox is disabled"],
  ["suspend", "mailbox is frozen", "has been suspended", "is currently suspended", "account suspended", "user suspended", "mailbox * suspended", "user is terminated", "inactive account", "account inactive"],
  ["suspend", "account is inactive", "account that you tried to reach is disabled", "deactivated mailbox", "invalid/inactive user", "temporarily inactive", "suspend the service", "recipient account is blocked", "user or domain is disabled", "account deactivated"],
  ["suspend", "account * has been deactivated", "not accepting messages", "account has been locked", "mailbox currently unavailable: disabled"],
  ["hasmoved", "has been replaced by", "has moved", "no longer on server", "new address", "moved to", "address changed", "not our customer", "not our user", "user has changed"],
  ["norelaying", "relay access denied", "relaying denied", "relay denied", "relaying not allowed", "relay not permitted", "not permitted to relay", "unable to relay", "do not relay", "relaying mail to"],
  ["norelaying", "no relaying", "not a gateway", "not allowed to relay", "open relay", "relaying is prohibited", "relay operation rejected", "isn't in my list of allowed rcpthosts", "we don't handle mail for", "relay not allowed"],
  ["norelaying", "not configured to relay", "not local host", "specified domain is not allowed", "relay prohibited", "relaying prohibited", "relay only"],
  ["authfailure", "dmarc", "spf.pobox.com", "bad spf record", "sender policy framework", "spf fail", "spf check", "spf validation", "spf record", "spf settings"],
  ["authfailure", "spf:", "spf sender", "failed spf", "(spf)", "dkim fail", "dkim sig", "dkim validation", "dkim auth", "failed dkim"],
  ["authfailure", "dkim sender", "no dkim", "sender is unauthenticated", "unauthenticated email", "not authorized to send from this domain", "fails to pass authentication", "not designated as a permitted sender", "is not a permitted sender", "authentication level"],
  ["authfailure", "fails to pass", "does not have authentication information", "spf and dkim"],
  ["requireptr", "reverse dns", "ptr record", "ptr-record", "ptr resource record", "cannot find your hostname", "cannot find your reverse hostname", "ip name lookup failed", "ip name possibly forged", "unresolvable relay host"],
  ["requireptr", "cannot resolve your address", "no rdns", "invalid rdns", "reverse lookup", "reverse hostname", "mismatches client ip", "unverifyable sending ip", "unverifiable sending ip", "does not resolve back"],
  ["requireptr", "no ptr", "missing ptr", "hostname lookup failed"],
  ["notcompliantrfc", "not rfc 5322 compliant", "not rfc compliant", "violates rfc", "rfc5322 compliant", "duplicate header", "multiple*header", "missing * header", "missing required header", "no from header"],
  ["notcompliantrfc", "not compliant with rfc", "rfc 5322", "rfc822 compliant", "rfc 2822"],
  ["policyviolation", "content presents a potential", "illegal attachment", "policy reasons"],
  ["badreputation", "poor reputation", "bad reputation", "low reputation", "reputation score", "ip reputation", "ip/domain reputation", "domain reputation", "reputation of the sending", "reputation problems"],
  ["badreputation", "unexpected volume or user complaints", "reputation is"],
  ["contenterror", "improper use of 8-bit", "headers too large", "header size exceeds", "invalid mime", "mime complexity", "improperly-formatted", "unnecessary base64", "message header size", "too many received"],
  ["contenterror", "media not supported", "mime error", "content-transfer-encoding", "malformed mime", "bare lf", "bare linefeed", "bare newline", "message depth exceeded", "media error"],
  ["rejected", "sender rejected", "sender address rejected", "sender denied", "sender verify failed", "domain of sender address", "sender domain", "sender * not exist", "invalid sender", "bad sender"],
  ["rejected", "unknown sender", "sender not pre-approved", "sender is spammer", "sender is in my black list", "sender * blacklisted", "sender address has been", "sender email address rejected", "sender was rejected", "sender blocked"],
  ["rejected", "sender * blocked", "blocked senders", "from address rejected", "mail from not owned", "null sender", "empty envelope sender", "unroutable sender", "unresolvable * from", "from: domain is invalid"],
  ["rejected", "valid sender domain", "mx records for", "invalid domain, see", "backscatter", "batv", "unsigned dsn", "bogus mail from", "not allowed to post", "not a member"],
  ["rejected", "not member", "are not member", "list of senders", "this server does not accept mail from", "purported responsible", "administrative prohibition", "envelope blocked", "envelope from address", "does not accept mail from your"],
  ["rejected", "not a registered gateway user", "delivery not authorized", "returned mail not accepted", "third-party dsn", "address you sent from", "spam reporting address", "emetteur invalide", "marked as spam by the recipient"],
  ["spamdetected", "detected as spam", "classified as spam", "identified as spam", "considered spam", "considered unsolicited", "appears to be spam", "looks like spam", "spam detected", "spam message"],
  ["spamdetected", "spam content", "spam score", "spam-like", "spam filter", "spam refused", "spam block", "spam check", "spam rejected", "rejected as spam"],
  ["spamdetected", "as spam with a probability", "probable spam", "probability of spam", "suspected spam", "spam not accepted", "is spam", "- spam", "no spam", "spam email"],
  ["spamdetected", "antispam check", "spam points", "spam probability", "bulk mail", "bulk email", "unsolicited", "message content rejected", "mail content denied", "content filter"],
  ["spamdetected", "unacceptable content", "rejecting banned content", "rejecting mail content", "banned content", "blacklisted url", "uribl", "surbl", "spamassassin", "spamprofiler"],
  ["spamdetected", "cloudmark", "content rejected", "pattern detection", "message filtered. ", "may contain spam", "due to spam"],
  ["toomanyconn", "connection rate limit"],
  ["ratelimited", "rate limit", "ratelimit", "too many messages", "too many emails", "sending too fast", "sent too many", "too many recipients this hour", "exceeded the maximum number of messages", "exceeded * messages"],
  ["ratelimited", "sending limit", "sending quota", "frequency limited", "throttl", "too many mails", "slow down", "message rate", "exceeded*hourly", "max emails per hour"],
  ["ratelimited", "temporarily deferred due to", "mail volume"],
  ["toomanyconn", "too many connections", "too many concurrent", "too many sessions", "connections exceeded", "concurrent connections", "too many simultaneous", "connection limit", "too many recipients", "max connections"],
  ["toomanyconn", "trop de connexions", "thread limit", "simultaneous connections", "maximum number of connections", "allowed connections"],
  ["blocked", "refused to talk to me", "closing transmission channel", "connection refused by", "blocked using", "block list", "blocklist", "blacklist", "black list", "blackhole"],
  ["blocked", "dnsbl", "rbl", "spamhaus", "spamcop", "barracudacentral", "sorbs", "abuseat", "is listed in", "ip listed in"],
  ["blocked", "exploits block", "policy block", "banned sending ip", "access from ip address", "ip address * blocked", "your ip * blocked", "ip * is blocked", "blocked by", "blocked for abuse"],
  ["blocked", "blocked - see", "is blocked", "was blocked", "has been blocked", "blocked ip", "temporarily blocked", "region is blocked", "may not be mail exchanger", "use the smtp server of your isp"],
  ["blocked", "dynamic ip", "dynamic address", "dynamic/", "no access from mail server", "not allowed to connect", "your country", "bad sender ip", "looks suspiciously like spam", "go away"],
  ["blocked", "helo command rejected", "host network not allowed", "invalid ip for sending", "sender ip address rejected", "you are sending spam", "open proxy", "access forbidden", "refused - see http", "ip profile"],
  ["blocked", "not accepting connections", "connections not accepted", "sending mta * not passed validation", "server requires confirmation", "confirm this mail server", "bl)", "banned sender", "bad helo", "ask your postmaster for help"],
  ["blocked", "connection reset", "connection dropped", "connection was dropped", "connection closed", "listed at ", "listed by ", "is listed on", "connection reset by", "bulk sender"],
  ["notaccept", "nullmx", "null mx", "does not accept mail", "does not accept any mail", "indicated no smtp service", "system not accepting", "mail receiving disabled", "no mx record found", "couldn't find a mail exchanger"],
  ["notaccept", "no route for current request", "name server: .: host not found", "no longer accept mail for", "not accepting network messages"],
  ["expired", "message expired", "envelope expired", "queue.expired", "delivery time expired", "could not find a gateway", "host not reachable", "unable to connect successfully"],
  ["networkerror", "hop count exceeded", "too many hops", "host name lookup failure", "host not found, try again", "temporary failure in name resolution", "name server reply", "name service error * try again"],
  ["hostunknown", "host or domain name not found", "host unknown", "unknown host", "host not found", "no such domain", "domain does not exist", "domain not found", "domain name not found", "unknown domain"],
  ["hostunknown", "domain is not reachable", "domain must exist", "name or service not known", "find any host named", "unrouteable address", "unroutable address", "nonexistent domain", "non-existent domain", "domain * does not exist"],
  ["hostunknown", "invalid domain", "no mail exchanger", "nxdomain", "illegal host/domain name", "could not find * domain", "account or domain may not exist", "host lookup did not complete", "address of host", "no such host"],
  ["hostunknown", "domain couldn't be found"],
]);

/** Words that tell less than a code that has one meaning, but more than a vague one. */
// biome-ignore format: a line a kind reads better than a line a word
export const plainWords = set([
  ["virusdetected", "virus", "malware", "worm detected", "trojan", "infected"],
  ["onhold", "greylist", "graylist", "grey-list", "greylisting", "greylisted", ": on hold", "put on hold"],
  ["policyviolation", "policy violation", "local policy", "denied by policy", "security policies", "security policy", "organization policy", "organizational settings", "organization's policy", "potential security issue"],
  ["policyviolation", "attachment * not allowed", "attachment type", "protocol violation", "message given low priority", "header error", "header are not accepted", "mass mailer", "closed mailing list", "members-only"],
  ["policyviolation", "not subscribed to this group", "multiple addresses", "executable", "anti-spoofing", "content policy", "policy restrict", "images or other attachments", "by policy", "against policy"],
  ["policyviolation", "policy rejection"],
  ["systemfull", "insufficient disk space", "disk full", "no space left", "disk space", "insufficient system storage", "insufficient system resources", "out of disk", "system storage", "insufficient storage"],
  ["systemfull", "insufficient space"],
  ["failedstarttls", "starttls", "tls required", "tls is required", "requires tls", "require tls", "tls handshake", "tls version", "tls negotiation", "server certificate"],
  ["failedstarttls", "certificate verif", "certificate expired", "certificate has expired", "certificate is expired", "untrusted certificate", "mta-sts", "dane validation", "tlsa-invalid", "must use tls"],
  ["failedstarttls", "ssl handshake", "encryption required", "use tls", "no tls"],
  ["filtered", "message filtered", "refused due to recipient preferences", "user reject", "blocked by the recipient", "due to user rules", "refuse to receive", "refuses to receive", "only accepting mail from", "account is protected"],
  ["filtered", "restricted sms", "bounced address", "not found recipient account", "is not accepting any mail", "recipient not found msexch", "recipient not found*msexch"],
  ["mailererror", "procmail", "command died with status", "command failed:", "command output:", "pipe to ", "mailer error", "maildrop", "x-unix; "],
  ["systemerror", "configuration error", "local error", "loops back to", "mail loop or", "internal error", "internal server error", "internal system error", "server error", "config error"],
  ["systemerror", "can't create", "queue file write error", "interrupted system call", "mail server is misconfigured", "service currently unavailable", "service unavailable", "service not available", "service temporarily unavailable", "temporarily unavailable"],
  ["systemerror", "temporary local problem", "temporary server error", "temporary failure", "error while being processed", "could not be processed", "aliasing/forwarding loop", "transaction failed", "daemon", "no mdb"],
  ["systemerror", "loop was found", "timeout waiting for input", "duplicated message-id", "loop alert", "replicat", "system error", "unable to process", "storedriver", "disabled for maintenance"],
  ["systemerror", "agent busy"],
  ["networkerror", "message loop", "mail loop", "routing loop", "mail forwarding loop", "message looping", "loop detected", "loop count exceeded", "forwarding loop", "no route to host"],
  ["networkerror", "host is unreachable", "network is unreachable", "lost connection", "conversation with * timed out", "unable to resolve route", "dns query failed", "dns records for the destination", "unrouteable mail domain", "could not connect and send"],
  ["networkerror", "couldn't connect to host", "could not connect to smtp host", "connection failure", "network error", "too many received"],
  ["userunknown", "user unknown", "unknown user", "user not found", "user not known", "no such user", "no such recipient", "no such mailbox", "no such person", "no such address"],
  ["userunknown", "unknown recipient", "recipient unknown", "unknown address", "unknown mailbox", "unknown local", "unknown or illegal", "unknown e-mail", "unknown email", "unknown virtual"],
  ["userunknown", "address unknown", "user doesn't exist", "user does not exist", "user * does not exist", "user not exist", "users name is not", "mailbox not found", "mailbox unavailable", "mailbox is unavailable"],
  ["userunknown", "mailbox does not exist", "mailbox * does not exist", "mailbox invalid", "mailbox not present", "recipient not found", "recipient does not exist", "recipient not exist", "recipient * not found", "recipient * does not exist"],
  ["userunknown", "invalid recipient", "invalid mailbox", "invalid address", "invalid user", "invalid final delivery userid", "bad destination", "bad recipient", "bad address", "does not have an account"],
  ["userunknown", "doesn't have a * account", "doesn't have an account", "address does not exist", "address invalid", "address could not be found", "address not found", "address not present", "addresses were unknown", "addresses failed"],
  ["userunknown", "address couldn't be found", "not a known user", "not a valid mailbox", "not a valid recipient", "not a valid user", "not a local address", "not a valid rfc", "not listed in", "name is not recognized"],
  ["userunknown", "name directory", "mailbox is inactive", "inactive email address", "no account by that name", "no mailbox", "no mail box", "no valid recipients", "badrcptto", "validrcptto"],
  ["userunknown", "badrecipientto", "rejected recipients", "rejected recipient", "recipient rejected", "recipient is not", "recipient refuse", "can't accept user", "no longer valid", "no longer accepts mail"],
  ["userunknown", "no existe", "utilisateur inconnu", "destinataire invalide", "nicht gefunden", "nessun utente", "is not an active address", "nobody by that name", "no one at this address", "wrong or no longer"],
  ["userunknown", "user missing home", "account unavailable", "not in * table", "check if address is correct", "non-existent user", "nonexistent user", "envelope recipient", "unbekannt", "recipnotfound"],
  ["securityerror", "authentication required", "authentication failed", "authentication failure", "authentication credentials", "authentication turned on", "unauthenticated senders", "don't authenticate", "must authenticate", "login attempts"],
  ["securityerror", "not authorized to perform", "authorization required", "verification failure", "authentification", "authenticated by organization", "not authenticated", "cannot achieve exchange server", "not authorized", "insecure mail relay"],
  ["securityerror", "password", "username", "credentials"],
  ["hostunknown", "553 * does not exist"],
  ["userunknown", "address rejected", "not found in", "not active", "no longer available", "does not exist", "typos", "could not be found", "wasn't found", "was not found"],
  ["expired", "delivery expired", "retry timeout exceeded", "retry time not reached", "could not deliver for the last", "has been in the queue too long", "been failing for a long time", "has been delayed", "is delayed", "server did not respond"],
  ["expired", "did not accept our requests to connect", "socket error", "not reachable within", "maximum time in queue", "queue too long", "unable to deliver message after", "delivery attempts will continue", "not been collected after", "past the expiration"],
  ["expired", "will be retried", "not yet been delivered", "still undelivered", "could not be delivered within", "cannot connect to remote", "connection timed out", "timed out", "could not be delivered for", "giving up"],
  ["expired", "timeout", "time out"],
  ["syntaxerror", "syntax error", "command not recognized", "unrecognized command", "bad sequence", "improper sequence", "malformed address", "invalid command", "send hello first", "command not implemented"],
  ["syntaxerror", "may not follow"],
]);

/** Words that tell something only where nothing else does. */
// biome-ignore format: a line a kind reads better than a line a word
export const lastWords = set([
  ["blocked", "try again later", "try later", "connection refused", "initial connection"],
  ["securityerror", "access denied", "denied"],
]);

/** A server that says so in answer to RCPT TO means it, whatever code stands beside it. */
export const rcptWords = {
  name: "wording",
  source: "RFC 5321 section 3.3: RCPT TO is refused for the mailbox",
  dated: "2026-11",
  rules: [
    "user unknown",
    "unknown user",
    "no such user",
    "user not found",
    "unknown recipient",
    "no such recipient",
    "invalid recipient",
    "recipient not found",
    "mailbox unavailable",
    "no such mailbox",
    "user does not exist",
  ].map(
    (says): Rule => ({
      reason: "userunknown",
      command: "RCPT",
      says,
      example: `550 ${says} (in reply to RCPT TO command)`,
    }),
  ),
} satisfies RuleSet;
