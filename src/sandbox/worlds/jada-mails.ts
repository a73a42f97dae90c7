/** JADA's three mails in one thread, as SES published what came of them. */

const DOMAIN = "queenofsandiego.com";

type Mail = { id: string; at: string; to: string; region: string; set: string | null };

const TO_THE_OFFICE: Mail = {
  id: "0100019aa1c0de01-5b0c8f5e-0001-4a51-9c0e-000000000001-000000",
  at: "2026-11-18T16:02:11.000Z",
  to: "kevin@steigerwald-dougherty.com",
  region: "us-east-1",
  set: "jada-events",
};
const TO_THE_GUEST: Mail = {
  id: "0100019aa1c0de02-5b0c8f5e-0002-4a51-9c0e-000000000002-000000",
  at: "2026-11-18T16:02:12.000Z",
  to: "guest@gmail.com",
  region: "us-east-1",
  set: "jada-events",
};
/** Sent in the region that tells nobody: only its taking was noted. */
const TO_THE_CREW: Mail = {
  id: "0101019aa1c0de03-5b0c8f5e-0003-4a51-9c0e-000000000003-000000",
  at: "2026-11-18T16:02:13.000Z",
  to: "crew@gmail.com",
  region: "us-west-2",
  set: null,
};

function event(eventType: string, { id, at, to, region, set }: Mail, own: object): object {
  return {
    eventType,
    mail: {
      timestamp: at,
      messageId: id,
      source: `admin@${DOMAIN}`,
      sourceArn: `arn:aws:ses:${region}:123456789012:identity/${DOMAIN}`,
      sendingAccountId: "123456789012",
      destination: [to],
      headersTruncated: false,
      headers: [{ name: "Subject", value: "Sailing on Saturday" }],
      commonHeaders: { from: [`admin@${DOMAIN}`], to: [to], subject: "Sailing on Saturday" },
      tags: set === null ? {} : { "ses:configuration-set": [set], "ses:from-domain": [DOMAIN] },
    },
    ...own,
  };
}

function delivered(mail: Mail, timestamp: string, smtpResponse: string): object {
  const reportingMTA = "a8-50.smtp-out.amazonses.com";
  return event("Delivery", mail, {
    delivery: { timestamp, processingTimeMillis: 1_204, recipients: [mail.to], smtpResponse, reportingMTA },
  });
}

export const JADA_MAILS: readonly object[] = [
  event("Send", TO_THE_OFFICE, { send: {} }),
  delivered(TO_THE_OFFICE, "2026-11-18T16:02:13.000Z", "250 2.6.0 <a@queenofsandiego.com> Queued mail for delivery"),
  event("Bounce", TO_THE_OFFICE, {
    bounce: {
      bounceType: "Permanent",
      bounceSubType: "General",
      timestamp: "2026-11-18T16:04:40.000Z",
      feedbackId: "0100019aa1c0deff-f0000000-0001-4a51-9c0e-000000000001-000000",
      reportingMTA: "dns; DM6PR05MB0001.namprd05.prod.outlook.com",
      bouncedRecipients: [
        {
          emailAddress: TO_THE_OFFICE.to,
          action: "failed",
          status: "5.1.10",
          diagnosticCode: "smtp; 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
        },
      ],
    },
  }),
  event("Send", TO_THE_GUEST, { send: {} }),
  event("DeliveryDelay", TO_THE_GUEST, {
    deliveryDelay: {
      timestamp: "2026-11-18T16:03:20.000Z",
      delayType: "General",
      expirationTime: "2026-11-19T06:02:12.000Z",
      delayedRecipients: [
        {
          emailAddress: TO_THE_GUEST.to,
          status: "4.2.1",
          diagnosticCode:
            "smtp; 421 4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP address.",
        },
      ],
    },
  }),
  delivered(TO_THE_GUEST, "2026-11-18T16:21:09.000Z", "250 2.0.0 OK  1795278069 d2e1a72fcca58-mx.google.com"),
  event("Send", TO_THE_CREW, { send: {} }),
];
