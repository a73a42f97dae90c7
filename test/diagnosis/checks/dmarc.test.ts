import { describe, expect, it } from "vitest";
import { dmarc } from "../../../src/diagnosis/checks/dmarc.ts";
import type { World } from "../../../src/sandbox/world.ts";
import { expectWordsFor, runCheck } from "../one-check.ts";
import { type Changes, changed, HEALTHY_REGION } from "../world.ts";

const NAME = "_dmarc.example.com";
const GOOD = "v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com";
const NEWS = "news.example.com";

type Case = { says: string; changes: Changes; said: readonly string[]; domain?: string };

const record = (...values: readonly string[]): Changes => ({
  without: ["_dmarc"],
  with: ["news A 192.0.2.80", ...values.map((value) => `_dmarc TXT ${value}`)],
});
/** The domain's own record, and one of news.example.com. */
const both = (own: string | null, news: string): Changes => ({
  without: ["_dmarc"],
  with: [`_dmarc.news TXT ${news}`, "news A 192.0.2.80", ...(own === null ? [] : [`_dmarc TXT ${own}`])],
});
const unsigned: Changes = {
  identity: { DkimAttributes: { Tokens: [], Status: "NOT_STARTED", SigningEnabled: false } },
};
const unsignedDefault: Changes = { identity: { ...unsigned.identity, MailFromAttributes: {} } };
const servfail = (name: string): Changes => ({ dnsFaults: [{ name, then: "SERVFAIL" }] });
const reportsAt = (records: string): World["zones"] => [{ origin: "r.test", servers: ["ns.amazonses.com"], records }];

const RECORDS: readonly Case[] = [
  { says: "a policy with reports is ok", changes: {}, said: [`DMARC_OK ${NAME}`] },
  { says: "reject is ok", changes: record("v=DMARC1;p=reject;rua=mailto:a@example.com"), said: [`DMARC_OK ${NAME}`] },
  { says: "none at all", changes: record(), said: [`DMARC_MISSING ${NAME}`] },
  { says: "another version is none", changes: record("v=DMARC10; p=reject"), said: [`DMARC_MISSING ${NAME}`] },
  { says: "other TXT records beside it do not matter", changes: record(GOOD, "hello"), said: [`DMARC_OK ${NAME}`] },
  {
    says: "p=none",
    changes: record("v=DMARC1; p=none; rua=mailto:a@example.com"),
    said: [`DMARC_POLICY_NONE ${NAME}`],
  },
  { says: "no p is none", changes: record("v=DMARC1; rua=mailto:a@example.com"), said: [`DMARC_POLICY_NONE ${NAME}`] },
  {
    says: "t=y takes quarantine down to none",
    changes: record("v=DMARC1; p=quarantine; t=y; rua=mailto:a@example.com"),
    said: [`DMARC_POLICY_NONE ${NAME}`],
  },
  {
    says: "t=y takes reject down to quarantine",
    changes: record("v=DMARC1; p=reject; t=y; rua=mailto:a@example.com"),
    said: [`DMARC_OK ${NAME}`],
  },
  { says: "no reports", changes: record("v=DMARC1; p=reject"), said: [`DMARC_RUA_MISSING ${NAME}`] },
  {
    says: "reports to what is no mail address",
    changes: record("v=DMARC1; p=reject; rua=dmarc@example.com"),
    said: [`DMARC_RUA_MISSING ${NAME}`],
  },
  {
    says: "obsolete tags",
    changes: record("v=DMARC1; p=reject; pct=50; ri=3600; rua=mailto:a@example.com"),
    said: [`DMARC_OBSOLETE_TAG ${NAME}`],
  },
  {
    says: "unknown tags are ignored",
    changes: record("v=DMARC1; p=reject; x=y; nonsense; rua=mailto:a@example.com"),
    said: [`DMARC_OK ${NAME}`],
  },
  { says: "two records", changes: record(GOOD, "v=DMARC1; p=none"), said: [`DMARC_MULTIPLE ${NAME}`] },
  { says: "no semicolon", changes: record("v=DMARC1 p=reject"), said: [`DMARC_SYNTAX ${NAME}`] },
  { says: "a policy that is none", changes: record("v=DMARC1; p=monitor"), said: [`DMARC_SYNTAX ${NAME}`] },
  { says: "an unknown sp", changes: record("v=DMARC1; p=reject; sp=all"), said: [`DMARC_SYNTAX ${NAME}`] },
  { says: "an unknown np", changes: record("v=DMARC1; p=reject; np=no"), said: [`DMARC_SYNTAX ${NAME}`] },
  { says: "a tag that stands twice", changes: record("v=DMARC1; p=none; p=reject"), said: [`DMARC_SYNTAX ${NAME}`] },
  {
    says: "a question that is not answered is not a missing record",
    changes: servfail(NAME),
    said: [`COULD_NOT_CHECK ${NAME}`],
  },
  {
    says: "the own record stands, though what is above it cannot be read",
    changes: servfail("_dmarc.com"),
    said: [`DMARC_OK ${NAME}`],
  },
  {
    says: "so does its fault",
    changes: { ...record("v=DMARC1 p=reject"), ...servfail("_dmarc.com") },
    said: [`DMARC_SYNTAX ${NAME}`],
  },
  {
    says: "and what there is to say about it",
    changes: { ...record("v=DMARC1; p=none"), ...servfail("_dmarc.com") },
    said: [`DMARC_POLICY_NONE ${NAME}`, `DMARC_RUA_MISSING ${NAME}`],
  },
  {
    says: "whether a subdomain's own record is a parent's organization depends on what is above",
    changes: { ...both(null, "v=DMARC1; p=reject; rua=mailto:a@news.example.com"), ...servfail("_dmarc.com") },
    domain: NEWS,
    said: ["COULD_NOT_CHECK _dmarc.com"],
  },
  {
    says: "a parent's record may not be the one that decides, if what is above it cannot be read",
    changes: { with: ["news A 192.0.2.80"], ...servfail("_dmarc.com") },
    domain: NEWS,
    said: ["COULD_NOT_CHECK _dmarc.com"],
  },
  {
    says: "a domain that does not exist is another check's to tell",
    changes: {},
    domain: "gone.example.com",
    said: [],
  },
];

const INHERITED: readonly Case[] = [
  { says: "a subdomain inherits", changes: { with: ["news A 192.0.2.80"] }, domain: NEWS, said: [`DMARC_OK ${NAME}`] },
  {
    says: "sp is a subdomain's policy",
    changes: record("v=DMARC1; p=reject; sp=none; rua=mailto:a@example.com"),
    domain: NEWS,
    said: [`DMARC_POLICY_NONE ${NAME}`],
  },
  {
    says: "np is not an existing subdomain's policy",
    changes: record("v=DMARC1; p=reject; np=none; rua=mailto:a@example.com"),
    domain: NEWS,
    said: [`DMARC_OK ${NAME}`],
  },
  {
    says: "two records at the parent that would decide",
    changes: record(GOOD, GOOD),
    domain: NEWS,
    said: [`DMARC_MULTIPLE ${NAME}`],
  },
  {
    says: "an own record that cannot be read is said, though the parent's then counts",
    changes: both(GOOD, "v=DMARC1 p=reject"),
    domain: NEWS,
    said: ["DMARC_SYNTAX _dmarc.news.example.com"],
  },
  {
    says: "a parent's fault does not matter where the own record decides",
    changes: {
      ...both("v=DMARC1 p=reject", "v=DMARC1; p=reject; psd=n; rua=mailto:a@example.com"),
      identities: { [NEWS]: {} },
    },
    domain: NEWS,
    said: ["DMARC_OK _dmarc.news.example.com"],
  },
  {
    says: "neither it nor its parents",
    changes: record(),
    domain: NEWS,
    said: ["DMARC_MISSING _dmarc.news.example.com"],
  },
  {
    says: "the public suffix's record holds for what is below it, and its reports are its own affair",
    changes: {
      ...record(),
      zones: [
        {
          origin: "com",
          servers: ["ns.amazonses.com"],
          records: "_dmarc TXT v=DMARC1; p=reject; psd=y; rua=mailto:a@example.com",
        },
      ],
    },
    said: ["DMARC_OK _dmarc.com"],
  },
];

const REPORTS: readonly Case[] = [
  {
    says: "reports inside the own organization need no leave",
    changes: record("v=DMARC1; p=reject; rua=mailto:a@mail.example.com"),
    said: [`DMARC_OK ${NAME}`],
  },
  {
    says: "another organization has agreed",
    changes: {
      ...record("v=DMARC1; p=reject; rua=mailto:a@r.test!10m"),
      zones: reportsAt("example.com._report._dmarc TXT v=DMARC1;"),
    },
    said: [`DMARC_OK ${NAME}`],
  },
  {
    says: "another organization has agreed for everybody",
    changes: {
      ...record("v=DMARC1; p=reject; rua=mailto:a@r.test"),
      zones: reportsAt("*._report._dmarc TXT v=DMARC1"),
    },
    said: [`DMARC_OK ${NAME}`],
  },
  {
    says: "another organization has not agreed",
    changes: {
      ...record("v=DMARC1; p=reject; rua=mailto:a@r.test,mailto:b@r.test"),
      zones: reportsAt("@ A 192.0.2.1"),
    },
    said: ["DMARC_RUA_UNAUTHORIZED example.com._report._dmarc.r.test"],
  },
  {
    says: "whether it has agreed is not known",
    changes: {
      ...record("v=DMARC1; p=reject; rua=mailto:a@r.test"),
      ...servfail("example.com._report._dmarc.r.test"),
    },
    said: ["COULD_NOT_CHECK example.com._report._dmarc.r.test"],
  },
];

const ALIGNMENT: readonly Case[] = [
  { says: "unsigned, but the MAIL FROM aligns", changes: unsigned, said: [`DMARC_OK ${NAME}`] },
  {
    says: "signed, and the default MAIL FROM: DKIM aligns",
    changes: { identity: { MailFromAttributes: {} } },
    said: [`DMARC_OK ${NAME}`],
  },
  { says: "neither", changes: unsignedDefault, said: ["DMARC_UNALIGNED example.com"] },
  {
    says: "a MAIL FROM that SES has not confirmed is not used",
    changes: {
      identity: {
        ...unsigned.identity,
        MailFromAttributes: { MailFromDomain: "bounce.example.com", MailFromDomainStatus: "PENDING" },
      },
    },
    said: ["DMARC_UNALIGNED example.com"],
  },
  {
    says: "where SES refuses to send nothing is unaligned",
    changes: {
      identity: {
        ...unsigned.identity,
        MailFromAttributes: {
          MailFromDomain: "bounce.example.com",
          MailFromDomainStatus: "PENDING",
          BehaviorOnMxFailure: "REJECT_MESSAGE",
        },
      },
    },
    said: [`DMARC_OK ${NAME}`],
  },
  {
    says: "a status that nobody knows accuses nobody",
    changes: { identity: { DkimAttributes: { Tokens: ["token1"], Status: "ODD" }, MailFromAttributes: {} } },
    said: [`DMARC_OK ${NAME}`],
  },
  {
    says: "keys that SES has not confirmed sign nothing",
    changes: { identity: { DkimAttributes: { Tokens: ["token1"], Status: "PENDING" }, MailFromAttributes: {} } },
    said: ["DMARC_UNALIGNED example.com"],
  },
  {
    says: "strict DKIM alignment leaves a subdomain under its parent's key out",
    changes: { ...record(`${GOOD}; adkim=s; aspf=s`) },
    domain: NEWS,
    said: [`DMARC_UNALIGNED ${NEWS}`],
  },
  {
    says: "relaxed alignment takes it in",
    changes: record(`${GOOD}; aspf=s`),
    domain: NEWS,
    said: [`DMARC_OK ${NAME}`],
  },
  {
    says: "no record: nothing to align under",
    changes: { ...record(), ...unsignedDefault },
    said: [`DMARC_MISSING ${NAME}`],
  },
  { says: "no identity: nothing is sent", changes: { identity: null }, said: [`DMARC_OK ${NAME}`] },
  {
    says: "AWS tells nothing: what DNS says is still told, and no more",
    changes: { awsFaults: [{ action: "ses:*", then: "deny" }] },
    said: [`DMARC_OK ${NAME}`],
  },
  {
    says: "a failure in one region is that region's",
    changes: { west: { ...HEALTHY_REGION, identities: { "example.com": unsignedDefault.identity ?? {} } } },
    said: ["DMARC_UNALIGNED example.com"],
  },
];

const DISCOVERY: readonly Case[] = [
  {
    says: "an own record under a parent without one: the parent's MAIL FROM and key align by the list only",
    changes: both(null, "v=DMARC1; p=reject; rua=mailto:a@news.example.com"),
    domain: NEWS,
    said: ["DMARC_DISCOVERY_DIFFERS _dmarc.news.example.com", `DMARC_UNALIGNED ${NEWS}`],
  },
  {
    says: "a record between the two that only the walk sees",
    changes: {
      without: ["_dmarc"],
      with: [
        "_dmarc.news TXT v=DMARC1; p=reject; psd=n; rua=mailto:a@example.com",
        "_dmarc TXT v=DMARC1; p=none; rua=mailto:a@example.com",
        "a.news A 192.0.2.80",
      ],
      identities: { "a.news.example.com": {} },
    },
    domain: "a.news.example.com",
    said: ["DMARC_DISCOVERY_DIFFERS _dmarc.a.news.example.com"],
  },
  {
    says: "another way to the same outcome is no difference",
    changes: {
      without: ["_dmarc"],
      with: [`_dmarc.news TXT ${GOOD}`, `_dmarc TXT ${GOOD}`, "a.news A 192.0.2.80"],
    },
    domain: "a.news.example.com",
    said: [`DMARC_OK ${NAME}`],
  },
];

describe.each([
  ["the record", RECORDS],
  ["inherited", INHERITED],
  ["reports", REPORTS],
  ["alignment", ALIGNMENT],
  ["discovery", DISCOVERY],
])("dmarc: %s", (_, cases) => {
  it.each(cases)("$says", async ({ changes, said, domain }) => {
    const result = await runCheck(dmarc, changed(changes), domain ? { domain } : {});
    expect(result.said).toEqual(said);
    expectWordsFor(result.told);
    for (const { title, severity } of result.told) if (severity !== "unknown") expect(title.length).toBeLessThan(75);
  });
});

describe("dmarc: words and questions", () => {
  it("names the region and what SES does in it", async () => {
    const { told } = await runCheck(
      dmarc,
      changed({ west: { ...HEALTHY_REGION, identities: { "example.com": unsignedDefault.identity ?? {} } } }),
    );
    expect(told[0]?.finding.data).toMatchObject({ region: "us-west-2", dkim: null, mailFrom: "amazonses.com" });
    expect(told[0]?.title).toBe("Mail From example.com through us-west-2 fails DMARC");
  });

  it("tells in what the two discoveries differ", async () => {
    const changes = both(null, "v=DMARC1; p=reject; rua=mailto:a@news.example.com");
    const { told } = await runCheck(dmarc, changed(changes), { domain: NEWS });
    expect(told[0]?.finding.data.differences).toEqual(["dkim", "spf"]);
  });

  it("tells what differs where the policy is the same, and the cure", async () => {
    const changes = both(null, "v=DMARC1; p=reject; rua=mailto:a@news.example.com");
    const { told } = await runCheck(dmarc, changed(changes), { domain: NEWS });
    expect(told[0]?.why).toBe(
      "DKIM with d=example.com is aligned with news.example.com for receivers that go by the public suffix list (RFC 7489), not for those that walk the tree (RFC 9989). The MAIL FROM bounce.example.com is aligned with news.example.com for receivers that go by the public suffix list (RFC 7489), not for those that walk the tree (RFC 9989).",
    );
    expect(told[0]?.fix?.commands).toEqual([
      "aws sesv2 create-email-identity --region us-east-1 --email-identity news.example.com",
    ]);
  });

  it("needs no cure where DKIM is aligned both ways", async () => {
    const changes = {
      ...both(null, "v=DMARC1; p=reject; rua=mailto:a@news.example.com"),
      identities: { [NEWS]: { MailFromAttributes: { MailFromDomain: "bounce.example.com" } } },
    };
    const { told, said } = await runCheck(dmarc, changed(changes), { domain: NEWS });
    expect(said).toEqual(["DMARC_DISCOVERY_DIFFERS _dmarc.news.example.com"]);
    expect(told[0]?.fix).toMatchObject({ who: "nobody", commands: [], records: [] });
  });

  const news = { with: ["news A 192.0.2.80", "_dmarc.news TXT v=DMARC1; p=reject; psd=n; rua=mailto:a@example.com"] };
  it.each<[string, Changes, string | undefined, RegExp, RegExp, readonly string[]]>([
    [
      "signing is off",
      { identity: { DkimAttributes: { Tokens: ["token1"], SigningEnabled: false }, MailFromAttributes: {} } },
      undefined,
      /does not sign \(signing is switched off for example\.com\)/,
      /^Switch DKIM on for example\.com in us-east-1; then DMARC passes by DKIM\.$/,
      [
        "aws sesv2 put-email-identity-dkim-attributes --region us-east-1 --email-identity example.com --signing-enabled",
      ],
    ],
    [
      "DKIM was never set up",
      { identity: { DkimAttributes: { Tokens: [], Status: "NOT_STARTED" }, MailFromAttributes: {} } },
      undefined,
      /DKIM was never set up for example\.com/,
      /^Set DKIM up for example\.com/,
      [
        "aws sesv2 put-email-identity-dkim-signing-attributes --region us-east-1 --email-identity example.com --signing-attributes-origin AWS_SES",
      ],
    ],
    [
      "DKIM is pending",
      { identity: { DkimAttributes: { Tokens: ["token1"], Status: "PENDING" }, MailFromAttributes: {} } },
      undefined,
      /DKIM of example\.com is PENDING/,
      /^Publish the DKIM records of example\.com that the dkim check misses, or wait/,
      [],
    ],
    [
      "DKIM has failed",
      { identity: { DkimAttributes: { Tokens: ["token1"], Status: "FAILED" }, MailFromAttributes: {} } },
      undefined,
      /DKIM of example\.com is FAILED/,
      /SES has given up on its DKIM records/,
      [],
    ],
    [
      "only an address is an identity",
      {
        identity: null,
        identities: { "me@example.com": { DkimAttributes: { SigningEnabled: false }, MailFromAttributes: {} } },
      },
      undefined,
      /signs with no domain \(only the address me@example\.com is an identity\)/,
      /^Verify the domain example\.com itself in us-east-1/,
      ["aws sesv2 create-email-identity --region us-east-1 --email-identity example.com"],
    ],
    [
      "DKIM is healthy, and its domain another organization",
      news,
      NEWS,
      /signs with d=example\.com/,
      /^Make news\.example\.com an identity of its own and publish its DKIM records: for DMARC example\.com is another/,
      ["aws sesv2 create-email-identity --region us-east-1 --email-identity news.example.com"],
    ],
    [
      "DKIM is off, and would not count if it were on",
      { ...news, identity: { DkimAttributes: { Tokens: ["token1"], SigningEnabled: false }, MailFromAttributes: {} } },
      NEWS,
      /does not sign with the domain/,
      /^Make news\.example\.com an identity of its own/,
      ["aws sesv2 create-email-identity --region us-east-1 --email-identity news.example.com"],
    ],
    [
      "strict alignment",
      { ...record(`${GOOD}; adkim=s; aspf=s`) },
      NEWS,
      /signs with d=example\.com/,
      /or take adkim=s out of _dmarc\.example\.com\.$/,
      ["aws sesv2 create-email-identity --region us-east-1 --email-identity news.example.com"],
    ],
  ])("unaligned, and its cure: %s", async (_, changes, domain, why, text, commands) => {
    const { told } = await runCheck(dmarc, changed(changes), domain ? { domain } : {});
    const unaligned = told.find(({ finding }) => finding.code === "DMARC_UNALIGNED");
    expect(unaligned?.why).toMatch(why);
    expect(unaligned?.fix?.text).toMatch(text);
    expect(unaligned?.fix?.commands).toEqual(commands);
  });

  it.each([
    [
      "p=none; rua=mailto:a@example.com; adkim=s",
      "p=quarantine; adkim=s; rua=mailto:a@example.com",
      /raise the policy/,
    ],
    ["p=none", "p=quarantine; rua=mailto:dmarc-reports@example.com", /rua is a proposal/],
    [
      "p=quarantine; t=y; rua=mailto:a@example.com",
      "p=quarantine; rua=mailto:a@example.com",
      /take t=y out, under which/,
    ],
    [
      "p=none; sp=reject; np=reject; pct=0; rua=mailto:a@example.com",
      "p=quarantine; sp=reject; np=reject; rua=mailto:a@example.com",
      /raise the policy/,
    ],
  ])("raises %s to %s", async (was, is, text) => {
    const { told } = await runCheck(dmarc, changed(record(`v=DMARC1; ${was}`)));
    expect(told[0]?.finding.code).toBe("DMARC_POLICY_NONE");
    expect(told[0]?.fix?.records).toEqual([{ type: "TXT", name: NAME, value: `v=DMARC1; ${is}` }]);
    expect(told[0]?.fix?.text).toMatch(text);
  });

  it("raises sp alone where that makes a subdomain's policy none", async () => {
    const changes = record("v=DMARC1; p=reject; sp=none; rua=mailto:a@example.com");
    const { told } = await runCheck(dmarc, changed(changes), { domain: NEWS });
    expect(told[0]?.fix?.records).toEqual([
      { type: "TXT", name: NAME, value: "v=DMARC1; p=reject; sp=quarantine; rua=mailto:a@example.com" },
    ]);
  });

  it("names in a missing record's words every place that was looked at", async () => {
    const { told } = await runCheck(dmarc, changed(record()));
    expect(told[0]?.why).toMatch(/^No v=DMARC1 record stands at "_dmarc\.example\.com" or "_dmarc\.com"\. Gmail/);
  });

  it("shows a record in another case as what was meant", async () => {
    const { told } = await runCheck(dmarc, changed(record("v=dmarc1; p=reject")));
    expect(told[0]?.why).toMatch(/"v=dmarc1; p=reject" seems to be meant as one/);
  });

  it("asks a hostile list of report addresses ten names at most, and nothing twice", async () => {
    const rua = Array.from({ length: 200 }, (_, index) => `mailto:a@r${index}.test`).join(",");
    const { said, asked, findings } = await runCheck(dmarc, changed(record(`v=DMARC1; p=reject; rua=${rua}`)));
    expect(said).toEqual([
      ...Array.from({ length: 10 }, (_, index) => `DMARC_RUA_UNAUTHORIZED example.com._report._dmarc.r${index}.test`),
      `COULD_NOT_CHECK ${NAME}`,
    ]);
    expect(findings.at(-1)?.data).toEqual({
      reason: "limit",
      detail: "200 other domains are to get reports; only the first 10 were asked",
    });
    const questions = asked.dns.map(({ question }) => question);
    expect(questions).toEqual([...new Set(questions)]);
  });

  it("walks a long name in eight questions", async () => {
    const long = "a.b.c.d.e.f.g.h.i.example.com";
    const { asked } = await runCheck(dmarc, changed({ identity: null, with: ["a.b.c.d.e.f.g.h.i A 192.0.2.1"] }), {
      domain: long,
    });
    const walked = asked.dns.map(({ question }) => question).filter((question) => question.includes("TXT _dmarc."));
    expect(walked.map((question) => question.replace("TXT _dmarc.", "")).sort()).toEqual([
      "a.b.c.d.e.f.g.h.i.example.com",
      "com",
      "e.f.g.h.i.example.com",
      "example.com",
      "f.g.h.i.example.com",
      "g.h.i.example.com",
      "h.i.example.com",
      "i.example.com",
    ]);
  });
});
