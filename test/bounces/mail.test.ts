import { describe, expect, it } from "vitest";
import { explain, explainInDetail } from "../../src/bounces/explain.ts";

function summary(input: string | Uint8Array) {
  const { kind, items } = explain(input);
  return [
    kind,
    ...items.map(({ hop, reason, recipient, replyCode, enhancedCode }) =>
      [hop, reason, recipient, replyCode, enhancedCode].join(" "),
    ),
  ];
}

function report(parts: { text?: string; status: string; original?: string; from?: string; received?: string }): string {
  return [
    `From: ${parts.from ?? "MAILER-DAEMON@relay.sender.test"}`,
    "To: bounce@sender.test",
    "Subject: Undelivered Mail Returned to Sender",
    "MIME-Version: 1.0",
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"',
    "",
    "--b1",
    "Content-Type: text/plain; charset=utf-8",
    "",
    parts.text ?? "Your message could not be delivered.",
    "--b1",
    "Content-Type: message/delivery-status",
    "",
    parts.status,
    "--b1",
    "Content-Type: message/rfc822",
    "",
    ...(parts.received ? [parts.received] : []),
    "From: Ann <ann@shop.test>",
    "To: bob@rcpt.test",
    "Message-ID: <1@shop.test>",
    "",
    parts.original ?? "Hello",
    "--b1--",
    "",
  ].join("\r\n");
}

const refused = [
  "Reporting-MTA: dns; relay.sender.test",
  "",
  "Final-Recipient: rfc822; bob@rcpt.test",
  "Action: failed",
  "Status: 5.1.1",
  "Remote-MTA: dns; mx.rcpt.test",
  "Diagnostic-Code: smtp; 550 5.1.1 <bob@rcpt.test>: Recipient address",
  "    rejected: User unknown",
].join("\r\n");

describe("a bounce mail", () => {
  it("with a delivery status is explained by it", () => {
    const [item] = explain(report({ status: refused })).items;
    expect(item).toMatchObject({
      recipient: "bob@rcpt.test",
      hop: "gateway",
      reason: "userunknown",
      permanent: true,
      replyCode: "550",
      enhancedCode: "5.1.1",
      server: { name: "mx.rcpt.test", ip: null },
      who: "you",
      retry: "never",
    });
  });

  it("with several recipients has an item for each, in order", () => {
    const second =
      "Final-Recipient: rfc822; eve@other.test\r\nAction: failed\r\nStatus: 5.2.2\r\nDiagnostic-Code: smtp; 552 5.2.2 Mailbox full";
    expect(summary(report({ status: `${refused}\r\n\r\n${second}` }))).toEqual([
      "bounce",
      "gateway userunknown bob@rcpt.test 550 5.1.1",
      "gateway mailboxfull eve@other.test 552 5.2.2",
    ]);
  });

  it("without a code is undefined at the gateway, not a guess", () => {
    const status =
      "Reporting-MTA: dns; relay.sender.test\r\n\r\nFinal-Recipient: rfc822; bob@rcpt.test\r\nAction: failed\r\nRemote-MTA: dns; mx.rcpt.test";
    expect(summary(report({ text: "", status }))).toEqual(["bounce", "gateway undefined bob@rcpt.test  "]);
  });

  it("of SES's own suppression list stands at processing", () => {
    const status =
      "Reporting-MTA: dns; a1-2.smtp-out.amazonses.com\r\n\r\nFinal-Recipient: rfc822;bob@rcpt.test\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 Address is on the suppression list";
    expect(summary(report({ from: "MAILER-DAEMON@amazonses.com", status }))).toEqual([
      "bounce",
      "processing suppressed bob@rcpt.test 550 5.1.1",
    ]);
  });

  it("written by the receiver's side after SES had its 250 stands at the mailbox", () => {
    const status =
      "Reporting-MTA: dns; AM1.prod.outlook.com\r\n\r\nFinal-Recipient: rfc822;bob@rcpt.test\r\nAction: failed\r\nStatus: 5.1.10\r\nDiagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found";
    const received = "Received: from a1-2.smtp-out.amazonses.com (54.240.1.2) by AM1.mail.protection.outlook.com";
    expect(summary(report({ status, received, from: "postmaster@rcpt.test" }))).toEqual([
      "bounce",
      "mailbox userunknown bob@rcpt.test 550 5.1.10",
    ]);
  });

  it("of a relay that SES refused stands at the submission, of one with an old password at the relay", () => {
    const at = (said: string) =>
      `Reporting-MTA: dns; relay.sender.test\r\n\r\nFinal-Recipient: rfc822;bob@rcpt.test\r\nAction: failed\r\nStatus: 5.0.0\r\nRemote-MTA: dns; email-smtp.us-east-1.amazonaws.com\r\nDiagnostic-Code: ${said}`;
    expect(summary(report({ status: at("smtp; 554 Message rejected: Email address is not verified.") }))).toEqual([
      "bounce",
      "submission norelaying bob@rcpt.test 554 5.0.0",
    ]);
    expect(summary(report({ status: at("smtp; 535 Authentication Credentials Invalid") }))).toEqual([
      "bounce",
      "relay securityerror bob@rcpt.test 535 5.0.0",
    ]);
  });

  it("that only warns of a delay is not permanent", () => {
    const status =
      "Reporting-MTA: dns; relay.sender.test\r\n\r\nFinal-Recipient: rfc822; bob@rcpt.test\r\nAction: delayed\r\nStatus: 4.4.1\r\nDiagnostic-Code: smtp; connect to mx.rcpt.test[192.0.2.1]:25: Connection timed out";
    const [item] = explain(report({ status })).items;
    expect(item).toMatchObject({ reason: "expired", permanent: false, retry: "later" });
  });

  it("keeps what is needed to ask on", () => {
    const { details } = explainInDetail(report({ status: refused }));
    expect(details[0]).toMatchObject({ messageId: "<1@shop.test>", fromDomain: "shop.test", sesMessageId: null });
  });

  it("cut off in the middle is explained as far as it goes", () => {
    const whole = report({ status: refused });
    expect(summary(whole.slice(0, whole.indexOf("--b1\r\nContent-Type: message/rfc822")))).toEqual([
      "bounce",
      "gateway userunknown bob@rcpt.test 550 5.1.1",
    ]);
  });

  it("forwarded as an attachment is found inside", () => {
    const inner = report({ status: refused });
    const outer = [
      "From: carl@shop.test",
      "To: help@shop.test",
      "Subject: Fwd: what is this?",
      "MIME-Version: 1.0",
      'Content-Type: multipart/mixed; boundary="o"',
      "",
      "--o",
      "Content-Type: text/plain",
      "",
      "see below",
      "--o",
      "Content-Type: message/rfc822",
      "",
      inner,
      "--o--",
      "",
    ].join("\r\n");
    expect(summary(outer)).toEqual(["bounce", "gateway userunknown bob@rcpt.test 550 5.1.1"]);
  });

  const postfix = [
    "This is the mail system at host mx.shop.test.",
    "",
    "I'm sorry to have to inform you that your message could not",
    "be delivered to one or more recipients. It's attached below.",
    "",
    "<bob@rcpt.test>: host mx.rcpt.test[192.0.2.1] said: 552 5.2.2 Mailbox full",
    "    (in reply to RCPT TO command)",
  ].join("\n");
  const fields = "From: MAILER-DAEMON@mx.shop.test\nSent: Saturday\nTo: carl@shop.test\nSubject: Undelivered\n";
  it.each([
    ["by Gmail", `What is this?\n\n---------- Forwarded message ---------\n${fields}\n${postfix}\n`],
    [
      "by Outlook",
      `My message to bob@rcpt.test came back.\n\n________________________________\n${fields}\n${postfix}\n`,
    ],
    ["by Apple Mail", `Hm.\n\nBegin forwarded message:\n\n${`${fields}\n${postfix}`.replaceAll(/^/gm, "> ")}\n`],
    ["in Spanish", `¿Qué es?\n\n---------- Mensaje reenviado ---------\n${fields}\n${postfix}\n`],
  ])("sent on %s is found behind what the person wrote, in a mail and pasted", (_, text) => {
    const mail = `From: carl@shop.test\nTo: help@shop.test\nSubject: Fwd: Undelivered Mail\nContent-Type: text/plain; charset=utf-8\n\n${text}`;
    const expected = ["bounce", "gateway mailboxfull bob@rcpt.test 552 5.2.2"];
    expect([summary(mail), summary(text)]).toEqual([expected, expected]);
  });

  it("names its recipient before the words ERROR CODE, as Zoho writes it", () => {
    const zoho =
      "From: mailer-daemon@mail.zoho.test\nTo: carl@shop.test\nSubject: Undelivered Mail Returned to Sender\n\nThis message was created automatically by mail delivery software.\n\nbob@rcpt.test, ERROR CODE :550 - 5.1.1 User does not exist\n";
    expect(summary(zoho)).toEqual(["bounce", "gateway userunknown bob@rcpt.test 550 5.1.1"]);
  });

  it("quoted in an answer is found behind its marks", () => {
    const quoted = [
      "From: carl@shop.test",
      "To: help@shop.test",
      "Subject: Re: mail",
      "",
      "What is this?",
      "> This is the mail system. Your message could not be delivered.",
      "> <bob@rcpt.test>: host mx.rcpt.test[192.0.2.1] said: 552 5.2.2 Mailbox full",
      ">  (in reply to RCPT TO command)",
      "",
    ].join("\n");
    expect(summary(quoted)).toEqual(["bounce", "gateway mailboxfull bob@rcpt.test 552 5.2.2"]);
  });
});

const notices: readonly (readonly [form: string, mail: string, expected: string])[] = [
  [
    "qmail's",
    "From: MAILER-DAEMON@relay.sender.test\nSubject: failure notice\n\nHi. This is the qmail-send program at relay.sender.test.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<bob@rcpt.test>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 no such user\nGiving up on 192.0.2.1.\n\n--- Below this line is a copy of the message.\n\nFrom: ann@shop.test\n",
    "gateway userunknown bob@rcpt.test 550 5.1.1",
  ],
  [
    "Exim's",
    "From: Mailer-Daemon@relay.sender.test\nX-Failed-Recipients: bob@rcpt.test\nSubject: Mail delivery failed\n\nThe following address(es) failed:\n\n  bob@rcpt.test\n    host mx.rcpt.test [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:<bob@rcpt.test>:\n    550 5.7.1 Relaying denied\n\n------ This is a copy of the message, including all the headers. ------\n\nFrom: ann@shop.test\n",
    "gateway norelaying bob@rcpt.test 550 5.7.1",
  ],
  [
    "an HTML one",
    "From: postmaster@rcpt.test\nSubject: Undeliverable: hello\nContent-Type: text/html; charset=utf-8\n\n<html><head><style>p{}</style></head><body><p>Your message could not be delivered to:</p><p>bob@rcpt.test</p><p>552 5.2.2 Mailbox&nbsp;full</p></body></html>",
    "gateway mailboxfull bob@rcpt.test 552 5.2.2",
  ],
  [
    "one in base64",
    `From: MAILER-DAEMON@relay.sender.test\nSubject: Undelivered Mail\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n${Buffer.from("Your message could not be delivered.\n\n<bob@rcpt.test>: host mx.rcpt.test[192.0.2.1] said: 550 5.1.1 User unknown (in reply to RCPT TO command)\n").toString("base64")}\n`,
    "gateway userunknown bob@rcpt.test 550 5.1.1",
  ],
  [
    "Gmail's about an alias",
    "From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nTo: jo@gmail.test\nSubject: Delivery Status Notification (Failure)\n\nMessage not delivered to bob@rcpt.test\nYou're sending this from a different address or alias using the 'Send mail as' feature. The settings for your 'Send mail as' account are misconfigured or out of date. Check those settings and try resending.\n",
    "relay securityerror bob@rcpt.test  ",
  ],
  [
    "a vacation note",
    "From: Bob <bob@rcpt.test>\nTo: ann@shop.test\nSubject: Out of office: hello\nAuto-Submitted: auto-replied\n\nI am on vacation.\n",
    "mailbox vacation bob@rcpt.test  ",
  ],
  [
    "a complaint",
    'From: fbl@rcpt.test\nTo: abuse@shop.test\nSubject: complaint\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=feedback-report; boundary="b"\n\n--b\nContent-Type: text/plain\n\nAn abuse report.\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nOriginal-Rcpt-To: bob@rcpt.test\n--b--\n',
    "mailbox feedback bob@rcpt.test  ",
  ],
];

describe("other forms of notice", () => {
  it.each(notices)("%s is read", (_, mail, expected) => {
    expect(summary(mail)).toEqual(["bounce", expected]);
  });

  it("an ordinary mail is none", () => {
    expect(summary("From: ann@shop.test\nTo: bob@rcpt.test\nSubject: Lunch\n\nAt noon?\n")).toEqual(["not-a-bounce"]);
  });
});

const headers = (more: readonly string[]) =>
  [
    "Received: from a1.smtp-out.amazonses.com by mx.rcpt.test",
    "Delivered-To: bob@rcpt.test",
    "From: ann@shop.test",
    "Subject: hi",
    ...more,
    "",
    "",
  ].join("\r\n");

describe("the headers of a message that arrived", () => {
  it("tell that authentication failed", () => {
    const { kind, items } = explain(
      headers([
        "Authentication-Results: mx.rcpt.test; spf=pass smtp.mailfrom=amazonses.com; dkim=none; dmarc=fail header.from=shop.test",
      ]),
    );
    expect([kind, items[0]?.hop, items[0]?.reason, items[0]?.recipient]).toEqual([
      "headers",
      "authentication",
      "authfailure",
      "bob@rcpt.test",
    ]);
  });

  it("tell that a filter put it into Junk", () => {
    const { items } = explain(
      headers([
        "Authentication-Results: spf=pass; dkim=pass; dmarc=pass",
        "X-Forefront-Antispam-Report: CIP:192.0.2.1;SCL:5;SFV:SPM;CAT:SPM;",
        "X-Microsoft-Antispam: BCL:0;",
      ]),
    );
    expect([items[0]?.hop, items[0]?.reason, items[0]?.evidence]).toEqual([
      "mailbox",
      "spamdetected",
      "spf=pass dkim=pass dmarc=pass SFV:SPM SCL:5 CAT:SPM BCL:0",
    ]);
  });

  it("tell that nothing was held against it", () => {
    const { items } = explain(headers(["Received-SPF: pass (mx.rcpt.test: ok)", "X-Microsoft-Antispam: BCL:1;"]));
    expect([items[0]?.hop, items[0]?.reason]).toEqual(["mailbox", "delivered"]);
  });
});
