import { describe, expect, it } from "vitest";
import { doubledNames } from "../../src/diagnosis/dkim-names.ts";
import type { FoundIdentity } from "../../src/diagnosis/ses-identity.ts";
import { zoneCandidates, zoneCandidatesAbove } from "../../src/diagnosis/zone-candidates.ts";
import { namesOfDomain, namesOfIdentity } from "../../src/diagnosis/zone-names.ts";
import type { SesIdentity } from "../../src/ports/ses.ts";

type Parts = { dkim?: Partial<SesIdentity["dkim"]>; mailFrom?: string | null };

function found({ dkim = {}, mailFrom = null }: Parts): FoundIdentity {
  const identity: SesIdentity = {
    name: "example.com",
    verifiedForSending: true,
    verificationStatus: "SUCCESS",
    verificationError: null,
    feedbackForwarding: true,
    configurationSet: null,
    dkim: {
      signingEnabled: true,
      status: "SUCCESS",
      tokens: ["One", "two"],
      hostedZone: null,
      origin: "AWS_SES",
      keyLength: null,
      ...dkim,
    },
    mailFrom: { domain: mailFrom, status: "SUCCESS", onMxFailure: "USE_DEFAULT_VALUE" },
  };
  return { identity, domain: "example.com", inherited: false, summaries: null };
}

describe("the names that the other checks rest on", () => {
  it("are the domain's own whatever SES says", () => {
    expect(namesOfDomain("example.com").map(({ type, name }) => `${type} ${name}`)).toEqual([
      "TXT example.com",
      "MX example.com",
      "TXT _dmarc.example.com",
    ]);
  });

  const KEYS = ["CNAME one._domainkey.example.com", "CNAME two._domainkey.example.com"];
  it.each<[string, Parts, readonly string[]]>([
    ["the keys of Easy DKIM", {}, KEYS],
    ["replicated keys alike", { dkim: { origin: "AWS_SES_EU_WEST_1" } }, KEYS],
    ["a key of one's own", { dkim: { origin: "EXTERNAL", tokens: ["mine"] } }, ["TXT mine._domainkey.example.com"]],
    [
      "the return path",
      { dkim: { tokens: [] }, mailFrom: "bounce.example.com" },
      ["MX bounce.example.com", "TXT bounce.example.com"],
    ],
    ["no return path outside of the identity", { dkim: { tokens: [] }, mailFrom: "bounce.notexample.com" }, []],
    ["no keys where signing is off", { dkim: { signingEnabled: false } }, []],
    ["no keys where it was never set up", { dkim: { status: "NOT_STARTED" } }, []],
  ])("are, because of SES, %s", (_, parts, names) => {
    expect(namesOfIdentity(found(parts)).map(({ type, name }) => `${type} ${name}`)).toEqual(names);
  });
});

it.each<[string, readonly string[], readonly string[]]>([
  ["example.com", ["example.com"], []],
  ["a.news.example.co.uk", ["a.news.example.co.uk", "news.example.co.uk", "example.co.uk"], ["co.uk"]],
  ["project.github.io", ["project.github.io"], ["github.io"]],
  ["com", ["com"], []],
])("the zone of %s is looked for at it and above, without the top level", (domain, likely, others) => {
  expect(zoneCandidates(domain)).toEqual(likely);
  expect(zoneCandidatesAbove(domain)).toEqual(others);
});

it("a panel doubles the name with any zone from the domain to the organizational domain", () => {
  expect(doubledNames("t._domainkey.news.example.co.uk", "news.example.co.uk")).toEqual([
    "t._domainkey.news.example.co.uk.news.example.co.uk",
    "t._domainkey.news.example.co.uk.example.co.uk",
  ]);
});

it("a hostile depth of labels costs a few questions", () => {
  const deep = `${"a.".repeat(120)}example.com`;
  expect(zoneCandidates(deep).map((name) => name.split(".").length)).toEqual([122, 121, 120, 6, 5, 4, 3, 2]);
  expect(doubledNames("t._domainkey.x.com", deep).map((name) => name.length)).toEqual([
    30 + 8,
    30 + 6,
    30 + 4,
    30 + 2,
    30,
  ]);
});
