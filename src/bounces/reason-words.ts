import type { Who } from "../diagnosis/finding.ts";
import type { Retry } from "./explanation.ts";
import type { Reason } from "./reason.ts";

/** `{server}` in a meaning is who spoke. */
export type Words = { meaning: string; who: Who; retry: Retry; fix: string };

/** What a class means in the SMTP dialogue with the recipient's server. */
export const REASON_WORDS: { readonly [R in Reason]: Words } = {
  authfailure: {
    meaning: "{server} did not believe the sender: SPF, DKIM or DMARC did not pass for the From domain.",
    who: "you",
    retry: "after-fix",
    fix: "Run `check` on the From domain and repair what it finds at the hop authentication.",
  },
  badreputation: {
    meaning: "{server} holds the sending IP address or domain for a source of bad mail.",
    who: "provider",
    retry: "later",
    fix: "Send less and only to people who answer; the IP is Amazon SES's: on a shared address tell AWS Support.",
  },
  blocked: {
    meaning: "{server} refuses connections or mail from this IP address or host.",
    who: "provider",
    retry: "later",
    fix: "Ask whoever keeps the block list that the refusal names for removal; the IP is Amazon SES's: on a shared address tell AWS Support.",
  },
  contenterror: {
    meaning: "{server} cannot take the message as it is built: a header or a MIME part is malformed or too large.",
    who: "you",
    retry: "after-fix",
    fix: "Look at the program that builds the message: headers, encodings, line ends.",
  },
  delivered: {
    meaning: "{server} took the message (250). That is not an inbox: it may still lie in Junk or bounce later.",
    who: "nobody",
    retry: "never",
    fix: "Nothing is to do.",
  },
  exceedlimit: {
    meaning: "The message is larger than this recipient may receive.",
    who: "you",
    retry: "after-fix",
    fix: "Send a smaller message, with a link instead of the attachment.",
  },
  expired: {
    meaning: "The message was tried until its time ran out: {server} did not answer, or deferred it every time.",
    who: "recipient-admin",
    retry: "later",
    fix: "Send it again later; if it stays so, the recipient's administrator must look at their server.",
  },
  failedstarttls: {
    meaning: "The connection could not be encrypted as one of the sides demands.",
    who: "recipient-admin",
    retry: "later",
    fix: "The administrator of the receiving server must look at its TLS; on your side see that the configuration set's TLS policy asks no more than the receiver has.",
  },
  feedback: {
    meaning: "The recipient marked the message as spam, and their provider reported it.",
    who: "you",
    retry: "never",
    fix: "Take the address off your lists, and see why people complain: consent, frequency, an unsubscribe link that works.",
  },
  filtered: {
    meaning:
      "{server} refused the mail for this recipient after looking at it: a rule or setting of the recipient, or an address that it hides.",
    who: "recipient",
    retry: "after-fix",
    fix: "Ask the recipient, by another way, whether the address is right and to let your address through.",
  },
  hasmoved: {
    meaning: "The recipient is no longer at that address.",
    who: "you",
    retry: "never",
    fix: "Ask for the new address, and take the old one off your lists.",
  },
  hostunknown: {
    meaning: "The domain behind the @ does not exist, or has no mail server.",
    who: "you",
    retry: "never",
    fix: "Correct the spelling of the address, or take it off your lists.",
  },
  mailboxfull: {
    meaning: "The recipient's mailbox is full.",
    who: "recipient",
    retry: "later",
    fix: "Tell the recipient by another way, or try again in some days; take the address off after several weeks.",
  },
  mailererror: {
    meaning: "A program on the recipient's server that delivers or filters mail failed.",
    who: "recipient-admin",
    retry: "later",
    fix: "The recipient's administrator must look at the program that the bounce names.",
  },
  mesgtoobig: {
    meaning: "The message is larger than {server} takes.",
    who: "you",
    retry: "after-fix",
    fix: "Send a smaller message, with a link instead of the attachment.",
  },
  networkerror: {
    meaning:
      "The mail could not reach the recipient's server: routing, DNS or connection failed, or the mail went round in a loop.",
    who: "recipient-admin",
    retry: "later",
    fix: "Try again later; if it stays so, the recipient's administrator must look at their DNS and routing.",
  },
  norelaying: {
    meaning: "{server} does not hold itself for responsible for the recipient's domain.",
    who: "recipient-admin",
    retry: "after-fix",
    fix: "The recipient's administrator must add the domain to that server, or repair the MX records that point at it.",
  },
  notaccept: {
    meaning: "The recipient's host or domain takes no mail at all.",
    who: "recipient-admin",
    retry: "never",
    fix: "Ask the recipient for another address.",
  },
  notcompliantrfc: {
    meaning: "The message breaks RFC 5322: a header is missing, doubled or malformed.",
    who: "you",
    retry: "after-fix",
    fix: "Look at the program that builds the message: From, Date, Message-ID and Subject, once each.",
  },
  onhold: {
    meaning: "{server} put the message off without a final reason, often greylisting.",
    who: "nobody",
    retry: "later",
    fix: "Wait: SES tries again by itself.",
  },
  policyviolation: {
    meaning: "A policy of the recipient's organisation or provider refused the message.",
    who: "recipient-admin",
    retry: "after-fix",
    fix: "Ask the recipient's administrator which rule refused it; look at attachments and links.",
  },
  ratelimited: {
    meaning: "More mail than {server} takes in a given time.",
    who: "you",
    retry: "later",
    fix: "Send slower; SES tries again by itself while the refusal is temporary.",
  },
  rejected: {
    meaning: "{server} refused the sender's address.",
    who: "recipient-admin",
    retry: "after-fix",
    fix: "Ask the recipient's administrator to allow the sender; see that the From and return-path addresses exist.",
  },
  requireptr: {
    meaning: "{server} finds no proper reverse DNS for the sending IP address.",
    who: "aws",
    retry: "later",
    fix: "The IP is Amazon SES's, whose reverse DNS AWS keeps: tell AWS Support the IP from the refusal. A relay of your own needs a PTR record and the same name forwards.",
  },
  securityerror: {
    meaning: "{server} refused for a security rule: who may send to this recipient, or how.",
    who: "recipient-admin",
    retry: "after-fix",
    fix: "Ask the recipient's administrator whether outside senders may write to this address.",
  },
  spamdetected: {
    meaning: "A filter held the message for spam.",
    who: "you",
    retry: "after-fix",
    fix: "Look at content, links and consent; ask the recipient's administrator to release it if the mail is sound.",
  },
  suppressed: {
    meaning: "The address is on a suppression list: SES took the message and dropped it.",
    who: "you",
    retry: "after-fix",
    fix: "See with `suppressions find` where it is listed; ask for a removal if the address is good again.",
  },
  suspend: {
    meaning: "The recipient's account is disabled or suspended.",
    who: "recipient",
    retry: "never",
    fix: "Ask the recipient by another way; take the address off your lists until then.",
  },
  syntaxerror: {
    meaning: "A command or an address in the dialogue was malformed.",
    who: "you",
    retry: "after-fix",
    fix: "Look at the addresses of the message, letter by letter, and at the program that sends it.",
  },
  systemerror: {
    meaning: "Something is wrong on the recipient's server.",
    who: "recipient-admin",
    retry: "later",
    fix: "Try again later; if it stays so, send the recipient's administrator the refusal.",
  },
  systemfull: {
    meaning: "The recipient's server has no room left, or too few resources.",
    who: "recipient-admin",
    retry: "later",
    fix: "Try again later.",
  },
  toomanyconn: {
    meaning: "Too many connections or recipients at once for {server}.",
    who: "you",
    retry: "later",
    fix: "Send slower, with fewer recipients a message; SES tries again by itself while the refusal is temporary.",
  },
  undefined: {
    meaning: "The refusal tells no reason.",
    who: "recipient-admin",
    retry: "after-fix",
    fix: "Get the whole bounce or the server's reply with its code: the code decides who must act. The recipient's administrator finds it in their log.",
  },
  userunknown: {
    meaning: "There is no such recipient at that domain.",
    who: "you",
    retry: "never",
    fix: "Correct the spelling of the address, or take it off your lists.",
  },
  vacation: {
    meaning: "The message arrived; the recipient's mailbox answered by itself.",
    who: "nobody",
    retry: "never",
    fix: "Nothing is to do.",
  },
  virusdetected: {
    meaning: "A scanner held the message for harmful.",
    who: "you",
    retry: "after-fix",
    fix: "Look at attachments and links, and at the machine that sent it; if it is sound, ask the recipient's administrator.",
  },
};
