import type { World, Zone } from "../world.ts";
import { INTERNET, NAME_SERVERS, OWN_SERVERS } from "./internet.ts";

/** `example.com`, set up as it should be; the other worlds change one thing. */
export const HEALTHY_ZONE: Zone = {
  origin: "example.com",
  servers: OWN_SERVERS,
  records: `
    @ A 192.0.2.80
    @ MX 10 smtp.google.com.
    @ TXT v=spf1 include:_spf.google.com ~all
    _dmarc TXT v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com
    bounce A 192.0.2.80
    bounce MX 10 feedback-smtp.us-east-1.amazonses.com.
    bounce TXT v=spf1 include:amazonses.com ~all
    token1._domainkey CNAME token1.dkim.amazonses.com.
    token2._domainkey CNAME token2.dkim.amazonses.com.
    token3._domainkey CNAME token3.dkim.amazonses.com.
  `,
};

export const healthy: World = {
  name: "healthy",
  title: "Everything is set up as it should be",
  story: ["example.com sends through us-east-1. Every hop that maildiag can look at is in order."],
  config: { domains: ["example.com"], regions: ["us-east-1"] },
  nameServers: NAME_SERVERS,
  zones: [...INTERNET, HEALTHY_ZONE],
  ses: {
    "us-east-1": {
      identities: {
        "example.com": {
          ConfigurationSetName: "mail-events",
          DkimAttributes: { Tokens: ["token1", "token2", "token3"] },
          MailFromAttributes: { MailFromDomain: "bounce.example.com" },
        },
      },
      configurationSets: {
        "mail-events": [
          { Name: "to-queue", MatchingEventTypes: ["SEND", "DELIVERY", "BOUNCE", "COMPLAINT", "REJECT"] },
        ],
      },
    },
  },
};
