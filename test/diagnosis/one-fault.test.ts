import { describe, expect, it } from "vitest";
import { HEALTHY_ZONE } from "../../src/sandbox/worlds/healthy.ts";
import { checked } from "./checked.ts";
import { type Changes, changed, HEALTHY_IDENTITY, HEALTHY_REGION, linesWithout } from "./world.ts";

type Case = {
  says: string;
  changes: Changes;
  /** Every code that is not an ok code, exactly. */
  codes: readonly string[];
  domain?: string;
};

const TOKENS = { Tokens: ["token1", "token2", "token3"] };

const SES: readonly Case[] = [
  { says: "a healthy domain has nothing to say", changes: {}, codes: [] },
  {
    says: "the sandbox is a warning",
    changes: { account: { ProductionAccessEnabled: false } },
    codes: ["ACCOUNT_SANDBOX"],
  },
  {
    says: "a review is a warning",
    changes: { account: { EnforcementStatus: "PROBATION" } },
    codes: ["ACCOUNT_PROBATION"],
  },
  {
    says: "sending switched off is a failure",
    changes: { account: { SendingEnabled: false } },
    codes: ["ACCOUNT_SENDING_DISABLED"],
  },
  {
    says: "a paused account is said once, though its sending is off too",
    changes: { account: { SendingEnabled: false, EnforcementStatus: "SHUTDOWN" } },
    codes: ["ACCOUNT_SHUTDOWN"],
  },
  {
    says: "79 % of the quota is fine",
    changes: { account: { SendQuota: { Max24HourSend: 1000, MaxSendRate: 14, SentLast24Hours: 799 } } },
    codes: [],
  },
  {
    says: "80 % of the quota is nearly used",
    changes: { account: { SendQuota: { Max24HourSend: 1000, MaxSendRate: 14, SentLast24Hours: 800 } } },
    codes: ["QUOTA_NEARLY_USED"],
  },
  {
    says: "100 % of the quota is exhausted",
    changes: { account: { SendQuota: { Max24HourSend: 1000, MaxSendRate: 14, SentLast24Hours: 1000 } } },
    codes: ["QUOTA_EXHAUSTED"],
  },
  {
    says: "a quota of -1 has no limit",
    changes: { account: { SendQuota: { Max24HourSend: -1, MaxSendRate: 14, SentLast24Hours: 9_000_000 } } },
    codes: [],
  },
  {
    says: "two faults of one account are two findings",
    changes: {
      account: {
        ProductionAccessEnabled: false,
        SendQuota: { Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 200 },
      },
    },
    codes: ["ACCOUNT_SANDBOX", "QUOTA_EXHAUSTED"],
  },
  { says: "an identity that is nowhere is missing", changes: { identity: null }, codes: ["IDENTITY_MISSING"] },
  {
    says: "an identity that is in the other region only is missing in this one, and not said again",
    changes: { identity: null, west: { ...HEALTHY_REGION } },
    codes: ["IDENTITY_MISSING_IN_REGION"],
  },
  {
    says: "an unverified identity is a failure",
    changes: { identity: { VerifiedForSendingStatus: false, VerificationStatus: "PENDING" } },
    codes: ["IDENTITY_UNVERIFIED"],
  },
  {
    says: "an address identity that switches DKIM off shadows its domain",
    changes: { identities: { "admin@example.com": { DkimAttributes: { SigningEnabled: false } } } },
    codes: ["IDENTITY_SHADOWED"],
  },
  {
    says: "an address identity that signs shadows nothing",
    changes: { identities: { "admin@example.com": { DkimAttributes: { SigningEnabled: true } } } },
    codes: [],
  },
  {
    says: "an address of another domain shadows nothing",
    changes: { identities: { "admin@notexample.com": { DkimAttributes: { SigningEnabled: false } } } },
    codes: [],
  },
  {
    says: "an address under a subdomain that is an identity of its own shadows that one, not this",
    changes: {
      identities: {
        "news.example.com": { DkimAttributes: TOKENS },
        "a@news.example.com": { DkimAttributes: { SigningEnabled: false } },
      },
    },
    codes: [],
  },
  { says: "equal regions agree", changes: { west: HEALTHY_REGION }, codes: [] },
  {
    says: "keys replicated from the other region are not a difference",
    changes: {
      west: {
        ...HEALTHY_REGION,
        identities: {
          "example.com": {
            ...HEALTHY_IDENTITY,
            DkimAttributes: { ...TOKENS, SigningAttributesOrigin: "AWS_SES_US_EAST_1" },
          },
        },
      },
    },
    codes: [],
  },
  {
    says: "a sandbox in one region is a warning there and a difference",
    changes: { west: { ...HEALTHY_REGION, account: { ProductionAccessEnabled: false } } },
    codes: ["ACCOUNT_SANDBOX", "REGIONS_DIFFER"],
  },
  {
    says: "a MAIL FROM that only one region has is a note there and a difference",
    changes: {
      west: { ...HEALTHY_REGION, identities: { "example.com": { ...HEALTHY_IDENTITY, MailFromAttributes: {} } } },
    },
    codes: ["MAIL_FROM_DEFAULT", "REGIONS_DIFFER"],
  },
  {
    says: "an empty suppression setting is a note",
    changes: { account: { SuppressionAttributes: { SuppressedReasons: [] } } },
    codes: ["SUPPRESSION_OFF"],
  },
  {
    says: "no way of hearing of bounces is a warning",
    changes: { identity: { ConfigurationSetName: "silent", FeedbackForwardingStatus: false } },
    codes: ["EVENTS_NOT_PUBLISHED"],
  },
  {
    says: "feedback forwarding alone publishes bounces",
    changes: { identity: { ConfigurationSetName: "silent", FeedbackForwardingStatus: true } },
    codes: [],
  },
  {
    says: "a bounce topic alone publishes bounces",
    changes: {
      identity: {
        ConfigurationSetName: "silent",
        FeedbackForwardingStatus: false,
        topics: { Bounce: "arn:aws:sns:us-east-1:123456789012:bounces" },
      },
    },
    codes: [],
  },
  {
    says: "a complaint topic alone does not",
    changes: {
      identity: {
        ConfigurationSetName: "silent",
        FeedbackForwardingStatus: false,
        topics: { Complaint: "arn:aws:sns:us-east-1:123456789012:complaints" },
      },
    },
    codes: ["EVENTS_NOT_PUBLISHED"],
  },
];

const DENIED: readonly Case[] = [
  {
    says: "GetAccount denied leaves account and suppression unknown",
    changes: { awsFaults: [{ action: "ses:GetAccount", then: "deny" }] },
    codes: ["COULD_NOT_CHECK"],
  },
  {
    says: "a list that is denied does not hide an identity that may be read",
    changes: { awsFaults: [{ action: "ses:ListEmailIdentities", then: "deny" }] },
    codes: ["COULD_NOT_CHECK"],
  },
  {
    says: "topics that may not be read do not matter where bounces are published anyway",
    changes: { awsFaults: [{ action: "ses:GetIdentityNotificationAttributes", then: "deny" }] },
    codes: [],
  },
  {
    says: "topics that may not be read leave it open where nothing else publishes bounces",
    changes: {
      identity: { ConfigurationSetName: "silent", FeedbackForwardingStatus: false },
      awsFaults: [{ action: "ses:GetIdentityNotificationAttributes", then: "deny" }],
    },
    codes: ["COULD_NOT_CHECK"],
  },
];

const AUTHENTICATION: readonly Case[] = [
  {
    says: "a zone whose servers differ is a failure",
    changes: { instead: { "ns2.dns.example": linesWithout(HEALTHY_ZONE.records, ["bounce"]) } },
    codes: ["NS_DISAGREE"],
  },
  {
    says: "a server without an address is a warning",
    changes: { nameServers: { "ns2.dns.example": { address: null } } },
    codes: ["NS_UNREACHABLE"],
  },
  {
    says: "a name that one server refuses is not known to be agreed on",
    changes: { dnsFaults: [{ name: "bounce.example.com", server: "ns2.dns.example", then: "REFUSED" }] },
    codes: ["COULD_NOT_CHECK"],
  },
  {
    says: "a name that both servers fail at is not known to be agreed on",
    changes: {
      dnsFaults: ["ns1.dns.example", "ns2.dns.example"].map((server) => {
        return { name: "bounce.example.com", server, then: "SERVFAIL" as const };
      }),
    },
    codes: ["COULD_NOT_CHECK"],
  },
  {
    says: "what stands above the own DMARC record need not be answered",
    changes: { dnsFaults: [{ name: "_dmarc.com", then: "SERVFAIL" }] },
    codes: [],
  },
  {
    says: "an alias that leads nowhere in place of the MAIL FROM",
    changes: { without: ["bounce"], with: ["bounce CNAME gone.example.net."] },
    codes: ["MAIL_FROM_NOT_FOUND"],
  },
  {
    says: "a status of the MAIL FROM that nobody knows",
    changes: {
      identity: { MailFromAttributes: { MailFromDomain: "bounce.example.com", MailFromDomainStatus: "ODD" } },
    },
    codes: ["COULD_NOT_CHECK"],
  },
  {
    says: "SES refuses to send: nothing of it can fail DMARC",
    changes: {
      identity: {
        DkimAttributes: { ...TOKENS, SigningEnabled: false },
        MailFromAttributes: {
          MailFromDomain: "bounce.example.com",
          MailFromDomainStatus: "PENDING",
          BehaviorOnMxFailure: "REJECT_MESSAGE",
        },
      },
    },
    codes: ["DKIM_DISABLED", "MAIL_FROM_PENDING"],
  },
  {
    says: "a domain that is an identity and does not exist is said once",
    changes: {
      identities: {
        "gone.test": { ...HEALTHY_IDENTITY, MailFromAttributes: { MailFromDomain: "bounce.gone.test" } },
      },
    },
    domain: "gone.test",
    codes: ["DOMAIN_NOT_FOUND"],
  },
  {
    says: "another key in place of a CNAME",
    changes: { without: ["token2"], with: ["token2._domainkey TXT v=DKIM1; p="] },
    codes: ["DKIM_CNAME_MISSING"],
  },
  { says: "a MAIL FROM without MX", changes: { without: ["bounce MX"] }, codes: ["MAIL_FROM_MX_MISSING"] },
  {
    says: "a MAIL FROM whose MX is somebody else's",
    changes: { without: ["bounce MX"], with: ["bounce MX 10 smtp.google.com."] },
    codes: ["MAIL_FROM_MX_WRONG"],
  },
  {
    says: "the MX of another SES region is right",
    changes: { without: ["bounce MX"], with: ["bounce MX 10 feedback-smtp.eu-west-1.amazonses.com."] },
    codes: [],
  },
  {
    says: "an SES feedback host of no region does not exist",
    changes: { without: ["bounce MX"], with: ["bounce MX 10 feedback-smtp.us-east-9.amazonses.com."] },
    codes: ["MAIL_FROM_MX_TARGET_MISSING"],
  },
  {
    says: "two MX records are one too many",
    changes: { with: ["bounce MX 20 feedback-smtp.us-west-2.amazonses.com."] },
    codes: ["MAIL_FROM_MX_MULTIPLE"],
  },
  { says: "a MAIL FROM that is not in DNS at all", changes: { without: ["bounce"] }, codes: ["MAIL_FROM_NOT_FOUND"] },
  {
    says: "no address at the MAIL FROM name is a note",
    changes: { without: ["bounce A"] },
    codes: ["MAIL_FROM_NO_ADDRESS"],
  },
  {
    says: "no SPF record at the MAIL FROM name",
    changes: { without: ["bounce TXT"] },
    codes: ["MAIL_FROM_SPF_MISSING"],
  },
  {
    says: "v=spf10 is not an SPF record",
    changes: { without: ["bounce TXT"], with: ["bounce TXT v=spf10 include:amazonses.com ~all"] },
    codes: ["MAIL_FROM_SPF_MISSING"],
  },
  {
    says: "v=spf10 beside the SPF record is not a second one",
    changes: { with: ["bounce TXT v=spf10 -all"] },
    codes: [],
  },
  {
    says: "an SPF record in two strings is one record",
    changes: { without: ["bounce TXT"], with: ['bounce TXT "v=spf1 include:amazon" "ses.com ~all"'] },
    codes: [],
  },
  {
    says: "two SPF records at the MAIL FROM name",
    changes: { with: ["bounce TXT v=spf1 -all"] },
    codes: ["MAIL_FROM_SPF_MULTIPLE"],
  },
  {
    says: "an SPF record that cannot be read",
    changes: { without: ["bounce TXT"], with: ["bounce TXT v=spf1 include:amazonses.com ip4:999.1.1.1 ~all"] },
    codes: ["MAIL_FROM_SPF_SYNTAX"],
  },
  {
    says: "an SPF record that does not name SES",
    changes: { without: ["bounce TXT"], with: ["bounce TXT v=spf1 include:_spf.google.com ~all"] },
    codes: ["MAIL_FROM_SPF_SES_NOT_AUTHORIZED"],
  },
  {
    says: "root SPF without SES does not matter where the MAIL FROM is right",
    changes: { without: ["@ TXT"], with: ["@ TXT v=spf1 -all"] },
    codes: [],
  },
  {
    says: "no custom MAIL FROM is a note",
    changes: { identity: { MailFromAttributes: {} } },
    codes: ["MAIL_FROM_DEFAULT"],
  },
  {
    says: "SES still looks for the MAIL FROM",
    changes: {
      identity: { MailFromAttributes: { MailFromDomain: "bounce.example.com", MailFromDomainStatus: "PENDING" } },
    },
    codes: ["MAIL_FROM_PENDING"],
  },
  {
    says: "SES has given up on the MAIL FROM, and DNS shows no cause",
    changes: {
      identity: { MailFromAttributes: { MailFromDomain: "bounce.example.com", MailFromDomainStatus: "FAILED" } },
    },
    codes: ["MAIL_FROM_FAILED"],
  },
  {
    says: "SES has given up on the MAIL FROM, and DNS shows why",
    changes: {
      without: ["bounce MX"],
      identity: { MailFromAttributes: { MailFromDomain: "bounce.example.com", MailFromDomainStatus: "FAILED" } },
    },
    codes: ["MAIL_FROM_MX_MISSING"],
  },
  {
    says: "strict SPF alignment leaves a MAIL FROM subdomain unaligned",
    changes: { without: ["_dmarc"], with: ["_dmarc TXT v=DMARC1; p=reject; aspf=s; rua=mailto:d@example.com"] },
    codes: ["MAIL_FROM_NOT_ALIGNED"],
  },
  {
    says: "DKIM switched off",
    changes: { identity: { DkimAttributes: { ...TOKENS, SigningEnabled: false } } },
    codes: ["DKIM_DISABLED"],
  },
  {
    says: "neither DKIM nor MAIL FROM aligned",
    changes: { identity: { DkimAttributes: { ...TOKENS, SigningEnabled: false }, MailFromAttributes: {} } },
    codes: ["DKIM_DISABLED", "DMARC_UNALIGNED", "MAIL_FROM_DEFAULT"],
  },
  { says: "one DKIM record is gone", changes: { without: ["token2"] }, codes: ["DKIM_CNAME_MISSING"] },
  {
    says: "one DKIM record points elsewhere",
    changes: { without: ["token2"], with: ["token2._domainkey CNAME token2.dkim.amazonses.net."] },
    codes: ["DKIM_CNAME_WRONG"],
  },
  {
    says: "a DNS panel has doubled a name",
    changes: { without: ["token2"], with: ["token2._domainkey.example.com CNAME token2.dkim.amazonses.com."] },
    codes: ["DKIM_NAME_DOUBLED"],
  },
  {
    says: "SES has given up on DKIM, and DNS shows no cause",
    changes: { identity: { DkimAttributes: { ...TOKENS, Status: "FAILED" } } },
    codes: ["DKIM_FAILED"],
  },
  {
    says: "SES still looks for the DKIM records",
    changes: { identity: { DkimAttributes: { ...TOKENS, Status: "PENDING" } } },
    codes: ["DKIM_PENDING"],
  },
  { says: "no DMARC record", changes: { without: ["_dmarc"] }, codes: ["DMARC_MISSING"] },
  {
    says: "a DMARC record without the semicolon",
    changes: { without: ["_dmarc"], with: ["_dmarc TXT v=DMARC1 p=reject"] },
    codes: ["DMARC_SYNTAX"],
  },
  { says: "two DMARC records", changes: { with: ["_dmarc TXT v=DMARC1; p=none"] }, codes: ["DMARC_MULTIPLE"] },
  {
    says: "a DMARC policy of none",
    changes: { without: ["_dmarc"], with: ["_dmarc TXT v=DMARC1; p=none; rua=mailto:d@example.com"] },
    codes: ["DMARC_POLICY_NONE"],
  },
  {
    says: "no reports asked for",
    changes: { without: ["_dmarc"], with: ["_dmarc TXT v=DMARC1; p=reject"] },
    codes: ["DMARC_RUA_MISSING"],
  },
  {
    says: "an obsolete tag",
    changes: { without: ["_dmarc"], with: ["_dmarc TXT v=DMARC1; p=reject; pct=50; rua=mailto:d@example.com"] },
    codes: ["DMARC_OBSOLETE_TAG"],
  },
  {
    says: "reports to a domain that did not agree",
    changes: { without: ["_dmarc"], with: ["_dmarc TXT v=DMARC1; p=reject; rua=mailto:d@google.com"] },
    codes: ["DMARC_RUA_UNAUTHORIZED"],
  },
  { says: "no SPF record at the From domain is a note", changes: { without: ["@ TXT"] }, codes: ["SPF_MISSING"] },
  { says: "two SPF records at the From domain", changes: { with: ["@ TXT v=spf1 -all"] }, codes: ["SPF_MULTIPLE"] },
  {
    says: "an SPF record for everybody",
    changes: { without: ["@ TXT"], with: ["@ TXT v=spf1 +all"] },
    codes: ["SPF_ALLOWS_ALL"],
  },
  {
    says: "an SPF record without all",
    changes: { without: ["@ TXT"], with: ["@ TXT v=spf1 mx"] },
    codes: ["SPF_NO_ALL"],
  },
  {
    says: "an SPF record with ptr",
    changes: { without: ["@ TXT"], with: ["@ TXT v=spf1 ptr -all"] },
    codes: ["SPF_USES_PTR"],
  },
  { says: "no MX for replies", changes: { without: ["@ MX"] }, codes: ["MX_MISSING"] },
  { says: "a null MX", changes: { without: ["@ MX"], with: ["@ MX 0 ."] }, codes: ["MX_NULL"] },
  {
    says: "an MX that does not exist",
    changes: { without: ["@ MX"], with: ["@ MX 10 gone.google.com."] },
    codes: ["MX_TARGET_MISSING"],
  },
  {
    says: "a domain that does not exist is said once",
    changes: {},
    domain: "nowhere.example.org",
    codes: ["DOMAIN_NOT_FOUND", "IDENTITY_MISSING"],
  },
  {
    says: "a subdomain sends under its parent's identity, DKIM, MAIL FROM and DMARC",
    changes: { with: ["news MX 10 smtp.google.com.", "news TXT v=spf1 -all"] },
    domain: "news.example.com",
    codes: [],
  },
];

const NOTHING_FAILED_BUT: readonly (readonly [string, readonly Case[]])[] = [
  ["SES", SES],
  ["denied actions", DENIED],
  ["authentication", AUTHENTICATION],
];

describe.each(NOTHING_FAILED_BUT)("one fault, one finding: %s", (_, cases) => {
  it.concurrent.each(cases)("$says", async ({ changes, codes, domain }) => {
    const { codes: found } = await checked(changed(changes), domain ? { domain } : {});
    const notOk = found.filter((code) => !/_(OK|AGREE|PUBLISHED)$/.test(code) || code === "EVENTS_NOT_PUBLISHED");
    expect(notOk).toEqual([...codes].sort());
  });
});

it("a healthy domain in two regions says every ok code, and nothing else", async () => {
  const { codes } = await checked(changed({ west: HEALTHY_REGION }));
  expect(codes).toEqual([
    "ACCOUNT_OK",
    "DKIM_OK",
    "DMARC_OK",
    "EVENTS_PUBLISHED",
    "IDENTITY_OK",
    "MAIL_FROM_OK",
    "MX_OK",
    "NS_OK",
    "REGIONS_AGREE",
    "REPUTATION_OK",
    "SPF_OK",
    "SUPPRESSION_OK",
  ]);
});

it.each([
  ["exactly ten lookups are allowed at the MAIL FROM", 9, []],
  ["eleven are too many", 10, ["MAIL_FROM_SPF_TOO_MANY_LOOKUPS"]],
] as const)("%s", async (_, others, troubles) => {
  const names = Array.from({ length: others }, (_, index) => `s${index}`);
  const includes = names.map((name) => `include:${name}.example.com`).join(" ");
  const world = changed({
    without: ["bounce TXT"],
    with: [
      `bounce TXT v=spf1 ${includes} include:amazonses.com ~all`,
      ...names.map((name) => `${name} TXT v=spf1 ip4:192.0.2.1 ~all`),
    ],
  });
  expect((await checked(world)).troubles).toEqual(troubles);
});
