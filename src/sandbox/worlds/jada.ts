import type { World } from "../world.ts";
import { INTERNET, NAME_SERVERS, OWN_SERVERS } from "./internet.ts";
import { JADA_MAILS } from "./jada-mails.ts";
import { JADA_SENDERS } from "./jada-senders.ts";
import { JADA_SUPPRESSED } from "./jada-suppressed.ts";

const TOKENS = ["4h2xqp7wlmznbvcaskdjfhgq", "k9zt3mwyrqpeoixunvbcalsd", "w5jn8ubvgfyhtrkeodmxqzpi"] as const;

/** The one that Gmail still holds, and the one that it was rotated for. */
const OLD_KEY = "AKIAJADAGMAILOLD2024";
const NEW_KEY = "AKIAJADAGMAILNEW2026";

export const jada: World = {
  name: "jada",
  title: "A small sailing company, three bounces in one thread (the default)",
  story: [
    "JADA sends campaigns by Lambda functions in us-west-2 and us-east-1, and people",
    'write as admin@queenofsandiego.com through Gmail\'s "Send mail as". Their mail comes',
    'back to Gmail as "misconfigured or out of date": somebody has rotated the IAM key,',
    "and the alias still holds the password of the old one. DNS is in order. But us-west-2",
    "tells nobody about bounces: its suppression list filled up unseen; and SES there refuses",
    "what one of the two functions sends from a second domain, which nobody has verified.",
  ],
  config: {
    domains: ["queenofsandiego.com"],
    regions: ["us-east-1", "us-west-2"],
    relays: [
      {
        name: "gmail-admin",
        description: 'Gmail "Send mail as" admin@queenofsandiego.com',
        username: OLD_KEY,
        from: "admin@queenofsandiego.com",
        region: "us-east-1",
      },
    ],
    senders: [
      { function: "jada-blast-sender", region: "us-west-2", domains: ["queenofsandiego.com"] },
      { function: "jada-blast-scheduler", region: "us-east-1", domains: ["queenofsandiego.com"] },
    ],
  },
  iam: {
    users: {
      "jada-gmail-smtp": {
        created: "2024-05-02T17:00:00Z",
        groups: ["AWSSESSendingGroupDoNotRename"],
        keys: [
          {
            id: OLD_KEY,
            status: "Inactive",
            created: "2024-05-02T17:00:00Z",
            lastUsed: { at: "2026-04-16T18:30:00Z", service: "ses", region: "us-east-1" },
          },
          {
            id: NEW_KEY,
            created: "2026-04-16T21:12:00Z",
            lastUsed: { at: "2026-04-19T16:05:00Z", service: "ses", region: "us-east-1" },
          },
        ],
      },
    },
  },
  nameServers: NAME_SERVERS,
  zones: [
    ...INTERNET,
    {
      origin: "queenofsandiego.com",
      servers: OWN_SERVERS,
      records: `
        @ A 192.0.2.44
        @ MX 1 smtp.google.com.
        @ TXT v=spf1 include:_spf.google.com ~all
        _dmarc TXT v=DMARC1; p=quarantine; rua=mailto:postmaster@queenofsandiego.com
        bounce MX 10 feedback-smtp.us-east-1.amazonses.com.
        bounce TXT v=spf1 include:amazonses.com ~all
        ${TOKENS.map((token) => `${token}._domainkey CNAME ${token}.dkim.amazonses.com.`).join("\n        ")}
      `,
    },
    { origin: "gmail.com", servers: OWN_SERVERS, records: "@ MX 5 gmail-smtp-in.l.google.com." },
    {
      origin: "steigerwald-dougherty.com",
      servers: OWN_SERVERS,
      records: `
        @ MX 0 steigerwalddougherty-com01b.mail.protection.outlook.com.
        @ TXT v=spf1 include:spf.protection.outlook.com -all
      `,
    },
  ],
  ...JADA_SENDERS,
  published: JADA_MAILS,
  ses: {
    "us-east-1": {
      suppressed: JADA_SUPPRESSED["us-east-1"] ?? [],
      answers: {
        "office@steigerwald-dougherty.com":
          "550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP.",
      },
      identities: {
        "queenofsandiego.com": {
          ConfigurationSetName: "jada-events",
          DkimAttributes: { Tokens: TOKENS },
          MailFromAttributes: { MailFromDomain: "bounce.queenofsandiego.com" },
        },
      },
      configurationSets: {
        "jada-events": [{ Name: "to-queue", MatchingEventTypes: ["SEND", "DELIVERY", "BOUNCE", "COMPLAINT"] }],
      },
    },
    "us-west-2": {
      suppressed: JADA_SUPPRESSED["us-west-2"] ?? [],
      identities: {
        "queenofsandiego.com": {
          FeedbackForwardingStatus: false,
          DkimAttributes: { Tokens: TOKENS, SigningAttributesOrigin: "AWS_SES_US_EAST_1" },
          MailFromAttributes: { MailFromDomain: "bounce.queenofsandiego.com" },
        },
      },
    },
  },
};
