import { describe, expect, it } from "vitest";
import { explain } from "../../src/bounces/explain.ts";

function summary(...lines: readonly string[]): readonly string[] {
  return explain(lines.join("\r\n")).items.map(({ hop, reason, recipient, replyCode, enhancedCode, command }) =>
    [hop, reason, recipient, replyCode, enhancedCode, command].join(" "),
  );
}

const HEAD = ["From: MAILER-DAEMON@mx.shop.test", "To: bob@shop.test", "Subject: Undelivered Mail Returned to Sender"];

describe("a notice", () => {
  it("that holds a session tells what was answered last with 4xx or 5xx", () => {
    expect(
      summary(
        "From: MAILER-DAEMON@mx.shop.test (Mail Delivery System)",
        "Subject: Postfix SMTP server: errors from relay.test[192.0.2.1]",
        "",
        "Transcript of session follows.",
        "",
        " Out: 220 mx.shop.test ESMTP",
        " In:  RCPT TO:<ann@rcpt.test>",
        " Out: 250 2.1.5 Ok",
        " In:  DATA",
        " Out: 354 End data with <CR><LF>.<CR><LF>",
        " Out: 451 4.3.0 Error: queue file write error",
        " In:  QUIT",
        " Out: 221 2.0.0 Bye",
      ),
    ).toEqual(["gateway systemerror ann@rcpt.test 451 4.3.0 DATA"]);
  });

  it("that says nothing itself is explained by the bounce that it wraps", () => {
    expect(
      summary(
        ...HEAD,
        "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="b"',
        "",
        "--b",
        "Content-Type: text/plain",
        "",
        "----- The following addresses had permanent delivery errors -----",
        "",
        "--b",
        "Content-Type: message/rfc822",
        "",
        "From: MAILER-DAEMON@mx.rcpt.test",
        "Subject: Returned mail: see transcript for details",
        "",
        "<ann@rcpt.test>: host mx.rcpt.test[192.0.2.1] said: 552 5.2.2 Mailbox full (in reply to RCPT TO command)",
        "--b--",
      ),
    ).toEqual(["gateway mailboxfull ann@rcpt.test 552 5.2.2 RCPT"]);
  });

  it.each([
    [
      "its code, where that has one meaning",
      "550 550 5.2.2 <ann@rcpt.test>... Full (state 14).",
      "mailboxfull",
      "RCPT",
    ],
    [
      "its words, where the code has several",
      "550 550 5.7.1 Fix reverse DNS for 192.0.2.1 (state 13).",
      "requireptr",
      "MAIL",
    ],
    ["the state, where there is no code", "550 550 Unknown user ann@rcpt.test (state 18).", "filtered", "DATA"],
  ])("of Gmail with a numbered state is read by %s", (_, reply, reason, command) => {
    const [item] = explain(
      [
        "From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        "Subject: Delivery Status Notification (Failure)",
        "X-Failed-Recipients: ann@rcpt.test",
        "",
        "Delivery to the following recipient failed permanently:",
        "",
        "     ann@rcpt.test",
        "",
        "Technical details of permanent failure:",
        `Google tried to deliver your message, but it was rejected. The error that the other server returned was: ${reply}`,
      ].join("\n"),
    ).items;
    expect([item?.reason, item?.command]).toEqual([reason, command]);
  });

  it("names no address that it only tells to write to", () => {
    expect(
      summary(
        "From: list-admin@lists.test",
        "Subject: You bob@shop.test are not member (news ML)",
        "",
        "You are not a member of this mailing list <news@lists.test>.",
        "",
        "Please send mail with the mail body",
        "",
        "        guide",
        "",
        "to the address",
        "",
        "        news-ctl@lists.test",
      ),
    ).toEqual(["gateway rejected news@lists.test   "]);
  });

  it("with several recipients on lines of their own keeps their codes apart", () => {
    expect(
      summary(
        ...HEAD,
        "",
        "A message that you sent could not be delivered to one or more of its recipients.",
        "",
        "ann@rcpt.test Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1 <ann@rcpt.test>... User Unknown",
        "eve@rcpt.test Invalid Address, ERROR_CODE :550, ERROR_CODE :5.2.2 <eve@rcpt.test>... Mailbox Full",
      ),
    ).toEqual(["gateway userunknown ann@rcpt.test 550 5.1.1 ", "gateway mailboxfull eve@rcpt.test 550 5.2.2 "]);
  });

  it("from a program that the mail was piped to came after the mail was taken", () => {
    expect(
      summary(
        ...HEAD,
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        "",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.rcpt.test",
        "",
        "Final-Recipient: rfc822; ann@rcpt.test",
        "Action: failed",
        "Status: 4.3.0",
        "Diagnostic-Code: x-unix; temporary failure",
        "--b--",
      ),
    ).toEqual(["mailbox mailererror ann@rcpt.test  4.3.0 "]);
  });
});

it("a file of several mails has the items of all of them", () => {
  const mail = (recipient: string) => [
    "From MAILER-DAEMON  Thu Apr 29 23:34:45 2027",
    ...HEAD,
    "",
    `<${recipient}>: host mx.rcpt.test[192.0.2.1] said: 550 5.1.1 User unknown (in reply to RCPT TO command)`,
    "",
  ];
  expect(summary(...mail("ann@rcpt.test"), ...mail("eve@rcpt.test"))).toEqual([
    "gateway userunknown ann@rcpt.test 550 5.1.1 RCPT",
    "gateway userunknown eve@rcpt.test 550 5.1.1 RCPT",
  ]);
});

it("an event that a mail server split at 990 characters is put together again", () => {
  const event = JSON.stringify({
    notificationType: "Bounce",
    bounce: {
      bounceType: "Permanent",
      bouncedRecipients: [{ emailAddress: "ann@rcpt.test", diagnosticCode: "smtp; 550 5.1.1 user unknown" }],
    },
    mail: { messageId: "1", destination: ["ann@rcpt.test"] },
  });
  const { kind, items } = explain(
    `From: no-reply@sns.amazonaws.com\nSubject: AWS Notification Message\n\n${event.slice(0, 60)}!\n ${event.slice(60)}\n`,
  );
  expect([kind, items.map(({ reason }) => reason)]).toEqual(["event", ["userunknown"]]);
});
