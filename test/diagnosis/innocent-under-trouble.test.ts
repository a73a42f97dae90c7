import fc from "fast-check";
import { expect, it } from "vitest";
import type { AwsFault, DnsFault } from "../../src/sandbox/world.ts";
import { checked } from "./checked.ts";
import { changed, HEALTHY_REGION } from "./world.ts";

const NAMES = [
  "example.com",
  "_dmarc.example.com",
  "bounce.example.com",
  "token1._domainkey.example.com",
  "token2._domainkey.example.com",
  "token1.dkim.amazonses.com",
  "amazonses.com",
  "_spf.google.com",
  "smtp.google.com",
  "feedback-smtp.us-east-1.amazonses.com",
  "ns1.dns.example",
  "ns2.dns.example",
  "com",
];
const TYPES = ["A", "AAAA", "CNAME", "MX", "NS", "TXT"] as const;
const ACTIONS = [
  "ses:GetAccount",
  "ses:ListEmailIdentities",
  "ses:GetEmailIdentity",
  "ses:GetConfigurationSetEventDestinations",
  "ses:GetIdentityNotificationAttributes",
  "ses:*",
];

const dnsFault: fc.Arbitrary<DnsFault> = fc.record(
  {
    name: fc.constantFrom(...NAMES),
    type: fc.constantFrom(...TYPES),
    server: fc.constantFrom("resolver", "ns1.dns.example", "ns2.dns.example"),
    then: fc.constantFrom("timeout" as const, "SERVFAIL" as const, "REFUSED" as const, "truncate" as const),
    times: fc.integer({ min: 1, max: 3 }),
  },
  { requiredKeys: ["then"] },
);

const awsFault: fc.Arbitrary<AwsFault> = fc.record(
  {
    action: fc.constantFrom(...ACTIONS),
    region: fc.constantFrom("us-east-1", "us-west-2"),
    then: fc.constantFrom("deny" as const, "drop" as const, "error" as const, "timeout" as const),
    times: fc.integer({ min: 1, max: 3 }),
  },
  { requiredKeys: ["action", "then"] },
);

/** What may be said of a domain that is in order while DNS and AWS are in trouble: a silent server is a fact. */
const ALLOWED = ["COULD_NOT_CHECK", "NS_UNREACHABLE"];

it("nothing innocent is accused, whatever DNS and AWS refuse to answer", async () => {
  const world = { west: HEALTHY_REGION };
  await fc.assert(
    fc.asyncProperty(
      fc.array(dnsFault, { maxLength: 4 }),
      fc.array(awsFault, { maxLength: 2 }),
      async (dnsFaults, awsFaults) => {
        const { troubles } = await checked(changed({ ...world, dnsFaults, awsFaults }), {
          dnsTimeoutMs: 60,
          awsTimeoutMs: 400,
        });
        expect(troubles.filter((code) => !ALLOWED.includes(code))).toEqual([]);
      },
    ),
    { numRuns: Number(process.env.MAILDIAG_TEST_RUNS ?? 25) },
  );
}, 300_000);
