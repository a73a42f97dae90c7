import { describe, expect, it } from "vitest";
import { explain, explainInDetail } from "../../src/bounces/explain.ts";

const mail = {
  timestamp: "2026-11-21T20:00:00Z",
  messageId: "0100018f00000000-11112222-3333-4444-5555-666677778888-000000",
  source: "ann@shop.test",
  destination: ["bob@rcpt.test"],
  commonHeaders: { messageId: "<1@shop.test>" },
};

function bounce(over: object, recipient: object = {}) {
  return {
    eventType: "Bounce",
    mail,
    bounce: {
      bounceType: "Permanent",
      bounceSubType: "General",
      bouncedRecipients: [{ emailAddress: "bob@rcpt.test", ...recipient }],
      ...over,
    },
  };
}

function summary(event: unknown) {
  const { kind, items } = explain(JSON.stringify(event));
  return [kind, ...items.map(({ hop, reason, recipient, permanent }) => [hop, reason, recipient, permanent].join(" "))];
}

const said = (diagnosticCode: string, status: string) => ({ action: "failed", status, diagnosticCode });

const events: readonly (readonly [says: string, event: unknown, expected: string])[] = [
  [
    "a refusal in the dialogue",
    bounce(
      { reportingMTA: "dns; a1-2.smtp-out.amazonses.com", remoteMtaIp: "192.0.2.1" },
      said("smtp; 550 5.1.1 user unknown", "5.1.1"),
    ),
    "gateway userunknown bob@rcpt.test true",
  ],
  [
    "a refusal for DMARC",
    bounce(
      { reportingMTA: "dns; a1-2.smtp-out.amazonses.com" },
      said("smtp; 550 5.7.509 Access denied, sending domain shop.test does not pass DMARC verification", "5.7.509"),
    ),
    "authentication authfailure bob@rcpt.test true",
  ],
  [
    "a late bounce, reported by the receiver's own server",
    bounce({ reportingMTA: "dns; mx.rcpt.test" }, said("smtp; 552 5.2.2 mailbox full", "5.2.2")),
    "mailbox mailboxfull bob@rcpt.test true",
  ],
  [
    "the account's suppression list",
    bounce(
      { bounceSubType: "OnAccountSuppressionList" },
      said(
        "Amazon SES did not send the message to this address because it is on the suppression list for your account.",
        "5.1.1",
      ),
    ),
    "processing suppressed bob@rcpt.test true",
  ],
  ["the global suppression list", bounce({ bounceSubType: "Suppressed" }), "processing suppressed bob@rcpt.test true"],
  [
    "a subtype without words",
    bounce({ bounceType: "Transient", bounceSubType: "MailboxFull" }),
    "gateway mailboxfull bob@rcpt.test false",
  ],
  [
    "no words at all",
    bounce({ bounceType: "Undetermined", bounceSubType: "Undetermined" }),
    "gateway undefined bob@rcpt.test ",
  ],
  [
    "a complaint",
    {
      notificationType: "Complaint",
      mail,
      complaint: { complainedRecipients: [{ emailAddress: "bob@rcpt.test" }], complaintFeedbackType: "abuse" },
    },
    "mailbox feedback bob@rcpt.test ",
  ],
  [
    "a complaint that never was sent",
    {
      eventType: "Complaint",
      mail,
      complaint: {
        complaintSubType: "OnAccountSuppressionList",
        complainedRecipients: [{ emailAddress: "bob@rcpt.test" }],
      },
    },
    "processing suppressed bob@rcpt.test true",
  ],
  [
    "a delivery, which is no inbox",
    { eventType: "Delivery", mail, delivery: { recipients: ["bob@rcpt.test"], smtpResponse: "250 2.0.0 OK" } },
    "mailbox delivered bob@rcpt.test ",
  ],
  [
    "a virus",
    { eventType: "Reject", mail, reject: { reason: "Bad content" } },
    "processing virusdetected bob@rcpt.test true",
  ],
  [
    "a template that cannot be filled in",
    {
      eventType: "Rendering Failure",
      mail,
      failure: { errorMessage: "Attribute 'name' is not present", templateName: "t" },
    },
    "processing contenterror bob@rcpt.test true",
  ],
  [
    "a delay at the receiver",
    {
      eventType: "DeliveryDelay",
      mail,
      deliveryDelay: {
        delayType: "TransientCommunicationFailure",
        delayedRecipients: [{ emailAddress: "bob@rcpt.test" }],
      },
    },
    "gateway networkerror bob@rcpt.test false",
  ],
  [
    "a delay within SES",
    {
      eventType: "DeliveryDelay",
      mail,
      deliveryDelay: {
        delayType: "InternalFailure",
        delayedRecipients: [{ emailAddress: "bob@rcpt.test", status: "4.4.1" }],
      },
    },
    "processing systemerror bob@rcpt.test false",
  ],
  [
    "a delay of a kind that is new",
    {
      eventType: "DeliveryDelay",
      mail,
      deliveryDelay: { delayType: "Brandnew", delayedRecipients: [{ emailAddress: "bob@rcpt.test" }] },
    },
    "gateway undefined bob@rcpt.test false",
  ],
  ["a message on its way", { eventType: "Send", mail, send: {} }, "processing undefined bob@rcpt.test "],
  ["an open", { eventType: "Open", mail, open: {} }, "mailbox delivered bob@rcpt.test "],
];

describe("an SES event", () => {
  it.each(events)("tells %s", (_, event, expected) => {
    expect(summary(event)).toEqual(["event", expected]);
  });

  const event = bounce({ bounceSubType: "Suppressed" });
  const expected = ["event", "processing suppressed bob@rcpt.test true"];
  const envelopes: readonly (readonly [says: string, text: string])[] = [
    ["SNS", JSON.stringify({ Type: "Notification", TopicArn: "arn", Message: JSON.stringify(event) })],
    [
      "SQS with SNS inside",
      JSON.stringify({
        Messages: [{ Body: JSON.stringify({ Type: "Notification", Message: JSON.stringify(event) }) }],
      }),
    ],
    ["EventBridge", JSON.stringify({ source: "aws.ses", "detail-type": "Email Bounced", detail: event })],
    [
      "SNS records of a Lambda function",
      JSON.stringify({ Records: [{ EventSource: "aws:sns", Sns: { Message: JSON.stringify(event) } }] }),
    ],
    ["SQS records of a Lambda function", JSON.stringify({ Records: [{ body: JSON.stringify(event) }] })],
    [
      "Firehose records",
      JSON.stringify({ records: [{ data: Buffer.from(JSON.stringify(event)).toString("base64") }] }),
    ],
    [
      "a mail by SNS",
      `From: AWS Notifications <no-reply@sns.amazonaws.com>\nTo: ann@shop.test\nSubject: Amazon SES Email Event Notification\n\n${JSON.stringify(event)}\n\n--\nIf you wish to stop receiving notifications from this topic\n`,
    ],
  ];
  it.each(envelopes)("is found in %s", (_, text) => {
    const { kind, items } = explain(text);
    expect([
      kind,
      ...items.map(({ hop, reason, recipient, permanent }) => [hop, reason, recipient, permanent].join(" ")),
    ]).toEqual(expected);
  });

  it("is found once a line, with or without line ends, as Firehose writes files", () => {
    const one = JSON.stringify(event);
    expect(explain(`${one}\n${one}\n`).items).toHaveLength(2);
    expect(explain(`${one}${one}`).items).toHaveLength(2);
  });

  it("gives SES's message id for a trace", () => {
    expect(explainInDetail(JSON.stringify(event)).details[0]).toMatchObject({
      sesMessageId: mail.messageId,
      messageId: "<1@shop.test>",
      fromDomain: "shop.test",
    });
  });

  it("about mail that was received, or about a subscription, is no bounce", () => {
    for (const other of [
      { notificationType: "Received", mail, receipt: {} },
      { Type: "SubscriptionConfirmation", TopicArn: "arn", Message: "You have chosen" },
      { eventType: "Bounce" },
      { eventType: 1, mail: 2 },
    ]) {
      expect(explain(JSON.stringify(other))).toEqual({
        schema: "maildiag/explanation@1",
        kind: "not-a-bounce",
        items: [],
      });
    }
  });
});

describe("a word that every object has by birth", () => {
  it.each(["constructor", "__proto__", "toString", "valueOf", "hasOwnProperty"])("says nothing: %s", (word) => {
    const recipients = [{ emailAddress: "kim@example.net", diagnosticCode: "smtp; 550 5.1.1 user unknown" }];
    const mail = { messageId: "m", destination: ["kim@example.net"] };
    const events = [
      { eventType: "Bounce", mail, bounce: { bounceType: word, bounceSubType: word, bouncedRecipients: recipients } },
      { eventType: "DeliveryDelay", mail, deliveryDelay: { delayType: word, delayedRecipients: recipients } },
      {
        eventType: "Complaint",
        mail,
        complaint: { complaintSubType: word, complaintFeedbackType: word, complainedRecipients: recipients },
      },
    ];
    expect(events.map((event) => explain(JSON.stringify(event)).items[0]?.reason)).toEqual([
      "userunknown",
      "userunknown",
      "feedback",
    ]);
  });
});
