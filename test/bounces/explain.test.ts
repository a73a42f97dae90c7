import { describe, expect, it } from "vitest";
import { explain, explainInDetail } from "../../src/bounces/explain.ts";
import { REASONS } from "../../src/bounces/reason.ts";

function summary(input: string | Uint8Array) {
  const { kind, items } = explain(input);
  return {
    kind,
    items: items.map(({ hop, reason, recipient, replyCode, enhancedCode }) =>
      [hop, reason, recipient, replyCode, enhancedCode].join(" "),
    ),
  };
}

const lines: readonly (readonly [says: string, line: string, expected: string])[] = [
  [
    "an unknown user",
    "550 5.1.1 <ann@rcpt.test>: Recipient address rejected: User unknown",
    "gateway userunknown ann@rcpt.test 550 5.1.1",
  ],
  ["a full mailbox, with its type", "smtp; 452 4.2.2 The mailbox is over quota", "gateway mailboxfull  452 4.2.2"],
  [
    "a multi-line reply",
    "550-5.7.26 This mail has been blocked because the sender is unauthenticated.\n550-5.7.26 Gmail requires all senders to authenticate\n550 5.7.26 with either SPF or DKIM. - gsmtp",
    "authentication authfailure  550 5.7.26",
  ],
  [
    "a reply quoted in prose",
    "Hi, our vendor says they got «550 5.7.509 Access denied, sending domain shop.test does not pass DMARC verification» today",
    "authentication authfailure  550 5.7.509",
  ],
  [
    "Gmail's own meaning of 5.7.30",
    "550 5.7.30 DKIM authentication didn't pass. Gmail requires it. - gsmtp",
    "authentication authfailure  550 5.7.30",
  ],
  ["the registry's meaning of 5.7.30", "550 5.7.30 no", "gateway failedstarttls  550 5.7.30"],
  [
    "Gmail's own meaning of 5.7.29",
    "421 4.7.29 Your email was rate limited because it wasn't sent over a TLS connection. Gmail requires TLS",
    "gateway failedstarttls  421 4.7.29",
  ],
  [
    "a return path that nobody finds",
    "553 5.1.8 Domain of sender address <bounce@mail.shop.test> does not exist",
    "authentication rejected  553 5.1.8",
  ],
  [
    "Exchange Online's own meaning of 5.1.8",
    "550 5.1.8 Access denied, bad outbound sender AS(42003)",
    "gateway rejected  550 5.1.8",
  ],
  ["a banned IP", "550 5.7.606 Access denied, banned sending IP [192.0.2.9]", "gateway blocked  550 5.7.606"],
  [
    "Exchange Online's unknown recipient",
    "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)",
    "gateway userunknown  550 5.4.1",
  ],
  ["a stored credential that SES refused", "535 Authentication Credentials Invalid", "relay securityerror  535 "],
  [
    "an identity that SES has not verified",
    "554 Message rejected: Email address is not verified. The following identities failed the check in region US-EAST-1: ann@shop.test",
    "submission norelaying  554 ",
  ],
  ["SES's rate", "454 Throttling failure: Maximum sending rate exceeded.", "submission ratelimited  454 "],
  [
    "a missing permission",
    "554 Access denied: User `arn:aws:iam::1:user/x' is not authorized to perform `ses:SendRawEmail'",
    "submission securityerror  554 ",
  ],
  [
    "an endpoint out of reach",
    "com.sun.mail.util.MailConnectException: Couldn't connect to host, port: email-smtp.eu-west-1.amazonaws.com, 25; timeout 5000",
    "submission networkerror   ",
  ],
  [
    "a suppressed address",
    "550 5.1.1 Amazon SES did not send the message to this address because it is on the suppression list for your account",
    "processing suppressed  550 5.1.1",
  ],
  [
    "a log line of Postfix",
    "Nov 21 20:00:00 relay postfix/smtp[1]: 1A: to=<ann@rcpt.test>, relay=mx.rcpt.test[192.0.2.1]:25, delay=1, dsn=5.2.2, status=bounced (host mx.rcpt.test[192.0.2.1] said: 552 5.2.2 Mailbox full (in reply to RCPT TO command))",
    "gateway mailboxfull ann@rcpt.test 552 5.2.2",
  ],
  [
    "a host that does not exist",
    "Host or domain name not found. Name service error for name=rcpt.test type=MX: Host not found",
    "gateway hostunknown   ",
  ],
  ["a missing PTR", "550 5.7.1 Fix reverse DNS for 192.0.2.1", "gateway requireptr  550 5.7.1"],
  ["a null MX", "556 5.1.10 Recipient domain has a null MX", "gateway notaccept  556 5.1.10"],
  ["greylisting", "451 4.7.1 Greylisting in action, please come back later", "gateway onhold  451 4.7.1"],
  ["SES's own trouble", "454 Temporary authentication failure", "submission systemerror  454 "],
  [
    "an SDK's throttling",
    "botocore.exceptions.ClientError: An error occurred (Throttling) when calling the SendRawEmail operation: Maximum sending rate exceeded.",
    "submission ratelimited   ",
  ],
  [
    "a relay whose sign-in SES refused",
    "SASL authentication failed; server email-smtp.us-east-1.amazonaws.com[192.0.2.1] said: 535 Authentication Credentials Invalid",
    "relay securityerror  535 ",
  ],
  [
    "Gmail refusing a password",
    "535-5.7.8 Username and Password not accepted. - gsmtp",
    "relay securityerror  535 5.7.8",
  ],
  [
    "an event that was cut off",
    '{"eventType":"Bounce","bounce":{"bouncedRecipients":[{"emailAddress":"ann@rcpt.test","diagnosticCode":"smtp; 550 5.1.1 user unknown"',
    "gateway userunknown ann@rcpt.test 550 5.1.1",
  ],
  [
    "a sender domain that cannot be found",
    "450 4.1.8 <b@mail.shop.test>: Sender address rejected: Domain not found",
    "authentication rejected  450 4.1.8",
  ],
];

describe("a reply line", () => {
  it.each(lines)("tells %s", (_, line, expected) => {
    expect(summary(line)).toEqual({ kind: "reply", items: [expected] });
  });

  it("invents no code that is not there", () => {
    const [item] = explain("Connection timed out").items;
    expect([item?.reason, item?.replyCode, item?.enhancedCode, item?.recipient]).toEqual(["expired", null, null, null]);
  });

  it("takes no number in prose for a reply code", () => {
    expect(explain("We sent 550 messages on port 587 in 421 seconds").kind).toBe("not-a-bounce");
  });

  it("says nothing of what is no bounce", () => {
    for (const text of ["", "   ", "hello", "please check example.com for me", "{}", "[1,2]", "\u0000\u0001"]) {
      expect([text, explain(text)]).toEqual([
        text,
        { schema: "maildiag/explanation@1", kind: "not-a-bounce", items: [] },
      ]);
    }
  });

  it("finds the message id of a message that SES took", () => {
    const line = "stat=Sent (Ok 0100018f00000000-11112222-3333-4444-5555-666677778888-000000)";
    const { explanation, details } = explainInDetail(line);
    expect(explanation.items.map(({ hop, reason }) => [hop, reason])).toEqual([["processing", "undefined"]]);
    expect(details[0]?.sesMessageId).toBe("0100018f00000000-11112222-3333-4444-5555-666677778888-000000");
  });

  it("keeps the rules that were tried when asked why, the deciding one last", () => {
    const { explanation, details } = explainInDetail("552 5.2.2 Mailbox full", { why: true });
    const tried = details[0]?.tried ?? [];
    expect(tried.length).toBeGreaterThan(1);
    expect(tried.filter(({ matched }) => matched)).toEqual([{ rule: explanation.items[0]?.rule, matched: true }]);
  });

  it("always names somebody, something to do and when to retry", () => {
    for (const [, line] of lines) {
      for (const item of explain(line).items) {
        expect(REASONS).toContain(item.reason);
        expect(item.meaning).not.toBe("");
        expect(item.fix.text).not.toBe("");
        expect(item.fix.who).toBe(item.who);
        expect(item.meaning).not.toContain("{server}");
      }
    }
  });
});
