import { describe, expect, it } from "vitest";
import { mailFrom } from "../../../src/diagnosis/checks/mail-from.ts";
import { expectWordsFor, runCheck } from "../one-check.ts";
import { type Changes, changed, HEALTHY_REGION } from "../world.ts";

const NAME = "bounce.example.com";
const SES = "10 feedback-smtp.us-east-1.amazonses.com.";

type Case = { says: string; changes: Changes; said: readonly string[]; domain?: string };

/** The MAIL FROM domain with these records instead of its own. */
const bounce = (...records: readonly string[]): Changes => ({
  without: ["bounce"],
  with: ["bounce A 192.0.2.80", ...records.map((record) => `bounce ${record}`)],
});
const mx = (...values: readonly string[]) =>
  bounce(...values.map((value) => `MX ${value}`), "TXT v=spf1 include:amazonses.com ~all");
const spf = (...values: readonly string[]) => bounce(`MX ${SES}`, ...values.map((value) => `TXT ${value}`));
const state = (MailFromDomainStatus: string, BehaviorOnMxFailure = "USE_DEFAULT_VALUE"): Changes => ({
  identity: { MailFromAttributes: { MailFromDomain: NAME, MailFromDomainStatus, BehaviorOnMxFailure } },
});
/** Names that each cost one lookup and let nobody pass. */
const empty = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `s${index} TXT v=spf1 ip4:203.0.113.${index} -all`);
const includes = (count: number): string =>
  Array.from({ length: count }, (_, index) => `include:s${index}.example.com`).join(" ");
const withLookups = (record: string, count: number): Changes => {
  const base = spf(record);
  return { ...base, with: [...(base.with ?? []), ...empty(count)] };
};

const STATES: readonly Case[] = [
  { says: "a MAIL FROM domain in order is ok", changes: {}, said: [`MAIL_FROM_OK ${NAME}`] },
  { says: "no identity: nothing to say", changes: { identity: null }, said: [] },
  {
    says: "none of its own is a note and no more, whatever the domain's SPF",
    changes: { identity: { MailFromAttributes: {} }, without: ["@ TXT"] },
    said: ["MAIL_FROM_DEFAULT example.com"],
  },
  { says: "pending with right records", changes: state("PENDING"), said: ["MAIL_FROM_PENDING example.com"] },
  {
    says: "a passing failure of SES is pending",
    changes: state("TEMPORARY_FAILURE"),
    said: ["MAIL_FROM_PENDING example.com"],
  },
  {
    says: "pending stands beside what DNS shows",
    changes: { ...state("PENDING"), ...mx() },
    said: [`MAIL_FROM_MX_MISSING ${NAME}`, "MAIL_FROM_PENDING example.com"],
  },
  {
    says: "given up, and DNS shows no cause",
    changes: state("FAILED", "REJECT_MESSAGE"),
    said: ["MAIL_FROM_FAILED example.com"],
  },
  {
    says: "given up, and DNS shows why: only why",
    changes: { ...state("FAILED"), ...mx() },
    said: [`MAIL_FROM_MX_MISSING ${NAME}`],
  },
  {
    says: "given up, and a note in DNS is no cause",
    changes: { ...state("FAILED"), without: ["bounce A"] },
    said: [`MAIL_FROM_NO_ADDRESS ${NAME}`, "MAIL_FROM_FAILED example.com"],
  },
  {
    says: "a status that nobody knows leaves it open",
    changes: state("ODD", "REJECT_MESSAGE"),
    said: ["COULD_NOT_CHECK example.com"],
  },
  {
    says: "a status that MAIL FROM does not have leaves it open, and what DNS shows is told",
    changes: { ...state("NOT_STARTED"), ...mx() },
    said: ["COULD_NOT_CHECK example.com", `MAIL_FROM_MX_MISSING ${NAME}`],
  },
  {
    says: "under a domain that does not exist nothing can stand, and that is said elsewhere",
    changes: {
      identity: null,
      identities: { "gone.test": { MailFromAttributes: { MailFromDomain: "bounce.gone.test" } } },
    },
    domain: "gone.test",
    said: [],
  },
  {
    says: "the default return path of a domain that does not exist is not spoken of either",
    changes: { identity: null, identities: { "gone.test": { MailFromAttributes: {} } } },
    domain: "gone.test",
    said: [],
  },
  {
    says: "a From domain that does not exist, under an identity that does, takes nothing from its MAIL FROM",
    changes: mx(),
    domain: "gone.example.com",
    said: [`MAIL_FROM_MX_MISSING ${NAME}`],
  },
  {
    says: "a subdomain uses its parent's",
    changes: { with: ["news A 192.0.2.80"] },
    domain: "news.example.com",
    said: [`MAIL_FROM_OK ${NAME}`],
  },
  {
    says: "the nearest identity above it counts",
    changes: {
      with: ["a.news A 192.0.2.80"],
      identities: { "news.example.com": { MailFromAttributes: {} } },
    },
    domain: "a.news.example.com",
    said: ["MAIL_FROM_DEFAULT a.news.example.com"],
  },
  {
    says: "an address identity of a subdomain says nothing about the domain",
    changes: { identity: null, identities: { "me@news.example.com": {} } },
    said: [],
  },
  {
    says: "an address identity has one, too",
    changes: {
      identity: null,
      identities: { "me@example.com": { MailFromAttributes: { MailFromDomain: NAME } } },
      without: ["bounce MX"],
    },
    said: [`MAIL_FROM_MX_MISSING ${NAME}`],
  },
  {
    says: "each region speaks for itself",
    changes: {
      west: {
        ...HEALTHY_REGION,
        identities: { "example.com": { MailFromAttributes: { MailFromDomain: "west.example.com" } } },
      },
    },
    said: [`MAIL_FROM_OK ${NAME}`, "MAIL_FROM_NOT_FOUND west.example.com"],
  },
];

const RECORDS: readonly Case[] = [
  {
    says: "a name that does not exist is said once, for MX and SPF and address",
    changes: { without: ["bounce"] },
    said: [`MAIL_FROM_NOT_FOUND ${NAME}`],
  },
  {
    says: "a server that says NXDOMAIN for the types it does not hold does not make the name missing",
    changes: {
      without: ["bounce A"],
      dnsFaults: [
        { name: NAME, type: "A", then: "NXDOMAIN" },
        { name: NAME, type: "AAAA", then: "NXDOMAIN" },
        { name: NAME, type: "MX", then: "NXDOMAIN" },
      ],
    },
    said: [`MAIL_FROM_MX_MISSING ${NAME}`, `MAIL_FROM_NO_ADDRESS ${NAME}`],
  },
  {
    says: "an alias that leads nowhere",
    changes: { without: ["bounce"], with: ["bounce CNAME gone.example.net."] },
    said: [`MAIL_FROM_NOT_FOUND ${NAME}`],
  },
  {
    says: "an alias of a host that has only an address",
    changes: { without: ["bounce"], with: ["bounce CNAME host.example.com.", "host A 192.0.2.7"] },
    said: [`MAIL_FROM_MX_MISSING ${NAME}`, `MAIL_FROM_SPF_MISSING ${NAME}`],
  },
  {
    says: "an alias of a name that has all of it",
    changes: {
      without: ["bounce"],
      with: [
        "bounce CNAME path.example.com.",
        "path A 192.0.2.7",
        `path MX ${SES}`,
        "path TXT v=spf1 include:amazonses.com ~all",
      ],
    },
    said: [`MAIL_FROM_OK ${NAME}`],
  },
  { says: "no address is a note", changes: { without: ["bounce A"] }, said: [`MAIL_FROM_NO_ADDRESS ${NAME}`] },
  {
    says: "an IPv6 address is an address",
    changes: { without: ["bounce A"], with: ["bounce AAAA 2001:db8::1"] },
    said: [`MAIL_FROM_OK ${NAME}`],
  },
  {
    says: "the MX of another SES region is right",
    changes: mx("10 feedback-smtp.eu-west-1.amazonses.com."),
    said: [`MAIL_FROM_OK ${NAME}`],
  },
  { says: "no MX", changes: mx(), said: [`MAIL_FROM_MX_MISSING ${NAME}`] },
  {
    says: "one MX, and it is a mail provider's",
    changes: mx("10 smtp.google.com."),
    said: [`MAIL_FROM_MX_WRONG ${NAME}`],
  },
  {
    says: "a panel has appended the zone to the MX's host",
    changes: mx("10 feedback-smtp.us-east-1.amazonses.com"),
    said: [`MAIL_FROM_MX_WRONG ${NAME}`],
  },
  { says: "the null MX is not SES's", changes: mx("0 ."), said: [`MAIL_FROM_MX_WRONG ${NAME}`] },
  { says: "two MX", changes: mx(SES, "20 smtp.google.com."), said: [`MAIL_FROM_MX_MULTIPLE ${NAME}`] },
  {
    says: "a region that does not exist in the MX",
    changes: mx("10 feedback-smtp.us-east-11.amazonses.com."),
    said: [`MAIL_FROM_MX_TARGET_MISSING ${NAME}`],
  },
  { says: "no SPF; the parent's is not inherited", changes: spf(), said: [`MAIL_FROM_SPF_MISSING ${NAME}`] },
  {
    says: "v=spf10 is no SPF",
    changes: spf("v=spf10 include:amazonses.com ~all"),
    said: [`MAIL_FROM_SPF_MISSING ${NAME}`],
  },
  {
    says: "v=spf10 beside SPF is nothing",
    changes: spf("v=spf10 -all", "v=spf1 include:amazonses.com ~all"),
    said: [`MAIL_FROM_OK ${NAME}`],
  },
  {
    says: "a TXT in several strings is one record",
    changes: spf('"v=spf1 inclu" "de:amazonses.com ~all"'),
    said: [`MAIL_FROM_OK ${NAME}`],
  },
  {
    says: "two records",
    changes: spf("v=spf1 include:amazonses.com ~all", "v=spf1 -all"),
    said: [`MAIL_FROM_SPF_MULTIPLE ${NAME}`],
  },
  {
    says: "a term that cannot be read",
    changes: spf("v=spf1 include:amazonses.com ipv4:192.0.2.1 ~all"),
    said: [`MAIL_FROM_SPF_SYNTAX ${NAME}`],
  },
  { says: "SES is not in it", changes: spf("v=spf1 -all"), said: [`MAIL_FROM_SPF_SES_NOT_AUTHORIZED ${NAME}`] },
  {
    says: "SES behind all is never reached",
    changes: spf("v=spf1 ~all include:amazonses.com"),
    said: [`MAIL_FROM_SPF_SES_NOT_AUTHORIZED ${NAME}`],
  },
  {
    says: "a flattened record that lacks a network of SES",
    changes: spf("v=spf1 ip4:199.255.192.0/22 ip4:199.127.232.0/22 ip4:54.240.0.0/18 ip4:69.169.224.0/20 ~all"),
    said: [`MAIL_FROM_SPF_SES_NOT_AUTHORIZED ${NAME}`],
  },
  {
    says: "a flattened record that has all of them",
    changes: spf(
      "v=spf1 ip4:199.255.192.0/22 ip4:199.127.232.0/22 ip4:54.240.0.0/18 ip4:69.169.224.0/20 ip4:76.223.128.0/19 -all",
    ),
    said: [`MAIL_FROM_OK ${NAME}`],
  },
  {
    says: "SES by a redirect",
    changes: spf("v=spf1 redirect=amazonses.com"),
    said: [`MAIL_FROM_OK ${NAME}`],
  },
  {
    says: "an include without a record before SES",
    changes: spf("v=spf1 include:nothing.example.com include:amazonses.com ~all"),
    said: [`MAIL_FROM_SPF_SES_NOT_AUTHORIZED ${NAME}`],
  },
  {
    says: "exactly 10 lookups",
    changes: withLookups(`v=spf1 ${includes(9)} include:amazonses.com ~all`, 9),
    said: [`MAIL_FROM_OK ${NAME}`],
  },
  {
    says: "11 lookups stand for what SES comes to",
    changes: withLookups(`v=spf1 ${includes(10)} include:amazonses.com ~all`, 10),
    said: [`MAIL_FROM_SPF_TOO_MANY_LOOKUPS ${NAME}`],
  },
  {
    says: "3 void lookups before SES end in a permerror",
    changes: spf("v=spf1 a:no1.example.com a:no2.example.com a:no3.example.com include:amazonses.com ~all"),
    said: [`MAIL_FROM_SPF_SES_NOT_AUTHORIZED ${NAME}`],
  },
  {
    says: "exactly 2 void lookups before SES",
    changes: spf("v=spf1 a:no1.example.com a:no2.example.com include:amazonses.com ~all"),
    said: [`MAIL_FROM_OK ${NAME}`],
  },
];

const UNKNOWN: readonly Case[] = [
  {
    says: "the identity is denied: nothing is known",
    changes: { awsFaults: [{ action: "ses:GetEmailIdentity", then: "deny" }] },
    said: ["COULD_NOT_CHECK us-east-1"],
  },
  {
    says: "a list that is denied does not hide the identity",
    changes: { awsFaults: [{ action: "ses:ListEmailIdentities", then: "deny" }] },
    said: [`MAIL_FROM_OK ${NAME}`],
  },
  {
    says: "a list that is denied does not hide a parent's identity",
    changes: { with: ["a.news A 192.0.2.80"], awsFaults: [{ action: "ses:ListEmailIdentities", then: "deny" }] },
    domain: "a.news.example.com",
    said: [`MAIL_FROM_OK ${NAME}`],
  },
  {
    says: "a list that is denied may hide an address identity",
    changes: { identity: null, awsFaults: [{ action: "ses:ListEmailIdentities", then: "deny" }] },
    said: ["COULD_NOT_CHECK us-east-1"],
  },
  {
    says: "a name of which nothing is answered is said once",
    changes: { dnsFaults: [{ name: NAME, then: "SERVFAIL" }] },
    said: [`COULD_NOT_CHECK ${NAME}`],
  },
  {
    says: "an MX that is not answered is not a missing one",
    changes: { dnsFaults: [{ name: NAME, type: "MX", then: "timeout" }] },
    said: [`COULD_NOT_CHECK ${NAME}`],
  },
  {
    says: "SERVFAIL for the TXT is not a missing SPF",
    changes: { dnsFaults: [{ name: NAME, type: "TXT", then: "SERVFAIL" }] },
    said: [`COULD_NOT_CHECK ${NAME}`],
  },
  {
    says: "SERVFAIL inside an include, named",
    changes: {
      ...spf("v=spf1 include:slow.example.com include:amazonses.com ~all"),
      dnsFaults: [{ name: "slow.example.com", then: "SERVFAIL" }],
    },
    said: ["COULD_NOT_CHECK slow.example.com"],
  },
  {
    says: "a time-out two includes deep, named",
    changes: {
      ...spf("v=spf1 include:a.example.com include:amazonses.com ~all"),
      with: [
        ...(spf("v=spf1 include:a.example.com include:amazonses.com ~all").with ?? []),
        "a TXT v=spf1 include:b.example.com -all",
      ],
      dnsFaults: [{ name: "b.example.com", then: "timeout" }],
    },
    said: ["COULD_NOT_CHECK b.example.com"],
  },
  {
    says: "SES's own record cannot be read",
    changes: { dnsFaults: [{ name: "amazonses.com", type: "TXT", then: "SERVFAIL" }] },
    said: ["COULD_NOT_CHECK amazonses.com"],
  },
  {
    says: "what is certain stands beside what is unknown",
    changes: { ...mx(), dnsFaults: [{ name: "amazonses.com", type: "TXT", then: "SERVFAIL" }] },
    said: [`MAIL_FROM_MX_MISSING ${NAME}`, "COULD_NOT_CHECK amazonses.com"],
  },
];

const ELSEWHERE: Changes["zones"] = [
  {
    origin: "example.net",
    servers: ["ns.amazonses.com"],
    records: `bounce A 192.0.2.1
      bounce MX ${SES}
      bounce TXT v=spf1 include:amazonses.com ~all`,
  },
];

const ALIGNMENT: readonly Case[] = [
  {
    says: "a MAIL FROM of another organization does not align",
    changes: { identity: { MailFromAttributes: { MailFromDomain: "bounce.example.net" } }, zones: ELSEWHERE },
    said: ["MAIL_FROM_NOT_ALIGNED bounce.example.net"],
  },
  {
    says: "without a DMARC record nothing aligns or fails to",
    changes: {
      identity: { MailFromAttributes: { MailFromDomain: "bounce.example.net" } },
      zones: ELSEWHERE,
      without: ["_dmarc"],
    },
    said: ["MAIL_FROM_OK bounce.example.net"],
  },
  {
    says: "strict alignment leaves a subdomain out",
    changes: { without: ["_dmarc"], with: ["_dmarc TXT v=DMARC1; p=reject; aspf=s"] },
    said: [`MAIL_FROM_NOT_ALIGNED ${NAME}`],
  },
  {
    says: "what stands above the record that both share does not matter",
    changes: { dnsFaults: [{ name: "_dmarc.com", then: "SERVFAIL" }] },
    said: [`MAIL_FROM_OK ${NAME}`],
  },
  {
    says: "it matters where only a record further up could make them one organization",
    changes: {
      with: ["news A 192.0.2.80", "_dmarc.news TXT v=DMARC1; p=reject"],
      without: ["_dmarc"],
      dnsFaults: [{ name: "_dmarc.com", then: "SERVFAIL" }],
    },
    domain: "news.example.com",
    said: ["COULD_NOT_CHECK _dmarc.com"],
  },
  {
    says: "that DMARC cannot be read is the dmarc check's to tell",
    changes: { dnsFaults: [{ name: "_dmarc.example.com", then: "SERVFAIL" }] },
    said: [`MAIL_FROM_OK ${NAME}`],
  },
];

describe.each([
  ["what SES says", STATES],
  ["what DNS says", RECORDS],
  ["what cannot be known", UNKNOWN],
  ["alignment", ALIGNMENT],
])("mail-from: %s", (_, cases) => {
  it.each(cases)("$says", async ({ changes, said, domain }) => {
    const result = await runCheck(mailFrom, changed(changes), domain ? { domain } : {});
    expect(result.said).toEqual(said);
    expectWordsFor(result.told);
    for (const { title, severity } of result.told) if (severity !== "unknown") expect(title.length).toBeLessThan(75);
    for (const { data } of result.findings) expect(data.region).toMatch(/^us-(?:east-1|west-2)$/);
  });
});

describe("mail-from: words", () => {
  it("tells how many networks of SES fail and gives the whole record", async () => {
    const { told } = await runCheck(mailFrom, changed(spf("v=spf1 a ip4:199.255.192.0/22 -all")));
    expect(told[0]?.why).toBe(
      'Under "v=spf1 a ip4:199.255.192.0/22 -all" 4 of 5 networks of SES do not pass: fail. SES still uses it.',
    );
    expect(told[0]?.fix?.records).toEqual([
      { type: "TXT", name: NAME, value: "v=spf1 a ip4:199.255.192.0/22 include:amazonses.com -all" },
    ]);
  });

  it.each([
    [
      "SES's addresses match before the limit",
      `v=spf1 include:amazonses.com ${includes(10)} ~all`,
      /match before the limit/,
    ],
    [
      "SES's addresses do not match before it",
      `v=spf1 ${includes(10)} include:amazonses.com ~all`,
      /do not match before/,
    ],
  ])("too many lookups: %s", async (_, record, why) => {
    const { told } = await runCheck(mailFrom, changed(withLookups(record, 10)));
    expect(told[0]?.finding.data.lookups).toBe(11);
    expect(told[0]?.why).toMatch(why);
  });

  it.each([
    ["USE_DEFAULT_VALUE", /falls back to amazonses.com: SPF passes, but does not align with example.com/],
    ["REJECT_MESSAGE", /refuses to send \(MailFromDomainNotVerified\)/],
  ])("while SES has not confirmed it, %s has its consequence", async (behaviour, why) => {
    const { told } = await runCheck(mailFrom, changed(state("PENDING", behaviour)));
    expect(told[0]?.why).toMatch(why);
  });

  it("gives the MX of the region at hand", async () => {
    const { told } = await runCheck(mailFrom, changed(mx()));
    expect(told[0]?.fix?.records).toEqual([
      { type: "MX", name: NAME, value: "10 feedback-smtp.us-east-1.amazonses.com" },
    ]);
  });

  it("given up, and DNS could not be looked at whole: it does not claim to have seen it", async () => {
    const faults = { dnsFaults: [{ name: NAME, type: "TXT", then: "SERVFAIL" }] } as const;
    const { told, said } = await runCheck(mailFrom, changed({ ...state("FAILED"), ...faults }));
    expect(said).toEqual([`COULD_NOT_CHECK ${NAME}`, "MAIL_FROM_FAILED example.com"]);
    expect(told[1]?.why).toBe(
      "SES did not find the MX record in time; whether DNS shows the cause is not known, since it could not be looked at whole (bounce.example.com). Until then SES falls back to amazonses.com: SPF passes, but does not align with example.com.",
    );
    expect(told[1]?.fix?.text).toMatch(/^Look again until DNS answers\./);
  });

  it.each<[string, Changes]>([
    ["no MX", mx()],
    ["another MX", mx("10 smtp.google.com.")],
    ["two MX", mx(SES, "20 smtp.google.com.")],
    ["nothing at all", { without: ["bounce"] }],
    ["no SPF", spf()],
  ])("given up because of DNS: the fix makes SES look again, with the present values (%s)", async (_, changes) => {
    const { told } = await runCheck(mailFrom, changed({ ...state("FAILED", "REJECT_MESSAGE"), ...changes }));
    expect(told[0]?.fix?.commands).toEqual([
      `aws sesv2 put-email-identity-mail-from-attributes --region us-east-1 --email-identity example.com --mail-from-domain ${NAME} --behavior-on-mx-failure REJECT_MESSAGE`,
    ]);
    expect(told[0]?.fix?.text).toMatch(/set the MAIL FROM domain again once the records are there\.$/);
  });

  it("an unknown status is named", async () => {
    const { findings } = await runCheck(mailFrom, changed(state("ODD")));
    expect(findings[0]?.data).toEqual({ region: "us-east-1", reason: "error", detail: "SES says MAIL FROM ODD" });
  });

  it("an alias has to go before anything can be published", async () => {
    const { told } = await runCheck(
      mailFrom,
      changed({ without: ["bounce"], with: ["bounce CNAME gone.example.net."] }),
    );
    expect(told[0]?.title).toBe(`MAIL FROM ${NAME} is an alias that leads nowhere`);
    expect(told[0]?.why).toMatch(/is an alias \(CNAME\) of gone\.example\.net, for which DNS answers NXDOMAIN/);
    expect(told[0]?.fix?.text).toBe(
      `Remove the CNAME at ${NAME} first: no other record may stand beside it. Then: Publish both records.`,
    );
  });

  it("says nothing of SPF where the unaligned MAIL FROM does not exist", async () => {
    const { told, said } = await runCheck(
      mailFrom,
      changed({ identity: { MailFromAttributes: { MailFromDomain: "bounce.nowhere.test" } } }),
    );
    expect(said).toEqual(["MAIL_FROM_NOT_FOUND bounce.nowhere.test", "MAIL_FROM_NOT_ALIGNED bounce.nowhere.test"]);
    expect(told.map(({ why }) => why).join()).not.toMatch(/SPF passes for/);
  });

  it("the default names an example, not the name to take", async () => {
    const { told } = await runCheck(mailFrom, changed({ identity: { MailFromAttributes: {} } }));
    expect(told[0]?.fix?.text).toMatch(/a subdomain that has no other records, for example bounce\.example\.com/);
  });

  it.each<[string, Changes, string | undefined, readonly string[], RegExp]>([
    [
      "elsewhere: a name under the From domain",
      { identity: { MailFromAttributes: { MailFromDomain: "bounce.example.net" } }, zones: ELSEWHERE },
      undefined,
      [
        "aws sesv2 put-email-identity-mail-from-attributes --region us-east-1 --email-identity example.com --mail-from-domain bounce.example.com",
      ],
      /no other records, for example bounce\.example\.com/,
    ],
    [
      "an organization of its own at the name in use: another name than that",
      { with: ["_dmarc.bounce TXT v=DMARC1; p=reject; psd=n"] },
      undefined,
      [
        "aws sesv2 put-email-identity-mail-from-attributes --region us-east-1 --email-identity example.com --mail-from-domain mail.example.com",
      ],
      /for example mail\.example\.com/,
    ],
    [
      "a parent's identity: the From domain becomes one",
      { with: ["news A 192.0.2.80", "_dmarc.news TXT v=DMARC1; p=reject; psd=n"] },
      "news.example.com",
      [
        "aws sesv2 create-email-identity --region us-east-1 --email-identity news.example.com",
        "aws sesv2 put-email-identity-mail-from-attributes --region us-east-1 --email-identity news.example.com --mail-from-domain bounce.news.example.com",
      ],
      /^Make news\.example\.com an identity of its own/,
    ],
    [
      "strict: the record is what has to change",
      { without: ["_dmarc"], with: ["_dmarc TXT v=DMARC1; p=reject; aspf=s"] },
      undefined,
      [],
      /^Write aspf=r in place of aspf=s .* or rely on DKIM alone: under aspf=s no MAIL FROM subdomain can align/,
    ],
  ])("not aligned, %s", async (_, changes, domain, commands, text) => {
    const { told } = await runCheck(mailFrom, changed(changes), domain ? { domain } : {});
    const unaligned = told.find(({ finding }) => finding.code === "MAIL_FROM_NOT_ALIGNED");
    expect(unaligned?.fix?.commands).toEqual(commands);
    expect(unaligned?.fix?.text).toMatch(text);
  });

  it.each<[string, Changes, string, RegExp]>([
    [
      "ten includes: no eleventh, but SES alone",
      withLookups(`v=spf1 ${includes(10)} ~all`, 10),
      "v=spf1 include:amazonses.com ~all",
      /would cost 11 lookups, 10 are allowed: .*"include:s0\.example\.com" \(1\), /,
    ],
    [
      "nine includes: SES is the tenth",
      withLookups(`v=spf1 ${includes(9)} -all`, 9),
      `v=spf1 ${includes(9)} include:amazonses.com -all`,
      /^Replace the SPF record by this one\.$/,
    ],
    [
      "an include without a record is left out",
      spf("v=spf1 include:nothing.example.com include:amazonses.com ~all"),
      "v=spf1 include:amazonses.com ~all",
      /It leaves out "include:nothing\.example\.com" \(there is nothing at nothing\.example\.com\)/,
    ],
    [
      "an include that leads to one without a record is left out",
      {
        ...spf("v=spf1 include:a.example.com include:amazonses.com ~all"),
        with: [
          ...(spf("v=spf1 include:a.example.com include:amazonses.com ~all").with ?? []),
          "a TXT v=spf1 include:b.example.com -all",
          "b TXT hello",
        ],
      },
      "v=spf1 include:amazonses.com ~all",
      /"include:a\.example\.com" \(b\.example\.com has no SPF record\)/,
    ],
    [
      "empty lookups are left out",
      spf("v=spf1 a:no1.example.com a:no2.example.com a:no3.example.com ip4:192.0.2.1 include:amazonses.com ~all"),
      "v=spf1 ip4:192.0.2.1 include:amazonses.com ~all",
      /"a:no1\.example\.com" \(there is nothing at no1\.example\.com\), "a:no2/,
    ],
    [
      "a redirect without a record leaves a word about everyone else",
      spf("v=spf1 redirect=nothing.example.com"),
      "v=spf1 include:amazonses.com ~all",
      /It leaves out "redirect=nothing/,
    ],
    [
      "SES stands before what shuts it out",
      spf("v=spf1 -ip4:199.255.192.0/22 include:amazonses.com ~all"),
      "v=spf1 include:amazonses.com -ip4:199.255.192.0/22 ~all",
      /^Replace the SPF record by this one\.$/,
    ],
  ])("the proposed SPF record is valid, %s", async (_, changes, value, text) => {
    const { told, said } = await runCheck(mailFrom, changed(changes));
    expect(said).toEqual([`MAIL_FROM_SPF_SES_NOT_AUTHORIZED ${NAME}`]);
    expect(told[0]?.fix?.records).toEqual([{ type: "TXT", name: NAME, value }]);
    expect(told[0]?.fix?.text).toMatch(text);
    const after: Changes = {
      ...changes,
      with: (changes.with ?? []).map((line) => line.replace(/^bounce TXT .*/, `bounce TXT ${value}`)),
    };
    expect((await runCheck(mailFrom, changed(after))).said).toEqual([`MAIL_FROM_OK ${NAME}`]);
  });

  it("a syntax error shows the record and the term", async () => {
    const { findings } = await runCheck(mailFrom, changed(spf("v=spf1 include:amazonses.com ip4:300.1.1.1 ~all")));
    expect(findings[0]?.data).toMatchObject({
      record: "v=spf1 include:amazonses.com ip4:300.1.1.1 ~all",
      term: "ip4:300.1.1.1",
    });
  });
});

describe("mail-from: questions", () => {
  it("asks nothing twice", async () => {
    const { asked } = await runCheck(mailFrom, changed(spf("v=spf1 mx a include:amazonses.com ~all")));
    for (const questions of [asked.dns, asked.aws]) {
      const texts = questions.map(({ question }) => question);
      expect(texts).toEqual([...new Set(texts)]);
    }
  });

  it("a record that includes itself ends as too many lookups", async () => {
    const { said } = await runCheck(mailFrom, changed(spf(`v=spf1 include:${NAME} include:amazonses.com ~all`)));
    expect(said).toEqual([`MAIL_FROM_SPF_TOO_MANY_LOOKUPS ${NAME}`]);
  });

  it.each([
    'include:a"b.example.com',
    "include:a\\b.example.com",
    "a:x/y.example.com",
    "exists:a(b).example.com",
    `a:${"x".repeat(64)}.example.com`,
    `include:${"abcdefgh.".repeat(40)}com`,
    "a:..example.com",
  ])("a hostile name behind SES is no reason to stumble: %s", async (term) => {
    const { said } = await runCheck(mailFrom, changed(spf(`v=spf1 include:amazonses.com ${term} ~all`)));
    expect(said).toEqual([`MAIL_FROM_OK ${NAME}`]);
  });

  it("caps what a hostile record brings into the report", async () => {
    const { findings } = await runCheck(mailFrom, changed(spf(`v=spf1 ${"x".repeat(20_000)}`)));
    expect(findings.map(({ code }) => code)).toEqual(["MAIL_FROM_SPF_SYNTAX"]);
    expect(JSON.stringify(findings).length).toBeLessThan(3_000);
  });
});
