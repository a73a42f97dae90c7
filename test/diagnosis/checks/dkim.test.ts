import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { dkim } from "../../../src/diagnosis/checks/dkim.ts";
import type { World } from "../../../src/sandbox/world.ts";
import { expectWordsFor, runCheck } from "../one-check.ts";
import { type Changes, changed, HEALTHY_IDENTITY, HEALTHY_REGION } from "../world.ts";

const TOKENS = ["token1", "token2", "token3"];
const EASY = { Tokens: TOKENS };
/** One selector makes a case shorter to tell. */
const ONE = { Tokens: ["token1"] };
const OWN = { Tokens: ["mine"], SigningAttributesOrigin: "EXTERNAL" };

const NAME = "token1._domainkey.example.com";
const OWN_NAME = "mine._domainkey.example.com";

function rsaKey(bits: number): string {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: bits });
  return publicKey.export({ type: "spki", format: "der" }).toString("base64");
}

const KEY_2048 = rsaKey(2048);
const KEY_1024 = rsaKey(1024);
const KEY_512 = rsaKey(512);
const ED25519 = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "der" }).subarray(-32);

/** The key that the embedded SES publishes at every target, as a provider that flattens CNAMEs would copy it. */
const SES_KEY = changed({})
  .zones.flatMap(({ records }) => records.split("\n"))
  .find((line) => line.includes("*.dkim TXT"))
  ?.replace("*.dkim TXT", "")
  .trim();

/** A zone for the targets in which token1 has this key, or none. */
function keyAtTarget(text: string | null): World["zones"][number] {
  const records = text === null ? "other A 192.0.2.1" : `token1 TXT ${text}`;
  return { origin: "dkim.amazonses.com", servers: ["ns.amazonses.com"], records };
}

type Case = { says: string; changes: Changes; said: readonly string[]; domain?: string };

const identity = (DkimAttributes: object) => ({ identity: { DkimAttributes } }) satisfies Changes;

const SES_STATES: readonly Case[] = [
  { says: "three keys in place are fine", changes: {}, said: ["DKIM_OK example.com"] },
  { says: "no identity: nothing to say", changes: { identity: null }, said: [] },
  {
    says: "signing switched off says that alone, whatever DNS holds",
    changes: { ...identity({ ...EASY, SigningEnabled: false }), without: ["token"] },
    said: ["DKIM_DISABLED example.com"],
  },
  {
    says: "never set up is disabled",
    changes: identity({ Tokens: [], Status: "NOT_STARTED" }),
    said: ["DKIM_DISABLED example.com"],
  },
  {
    says: "an address identity without its domain signs nothing",
    changes: {
      identity: null,
      identities: { "admin@example.com": { DkimAttributes: { SigningEnabled: false, Status: "NOT_STARTED" } } },
    },
    said: ["DKIM_DISABLED example.com"],
  },
  {
    says: "pending with right records is pending",
    changes: identity({ ...EASY, Status: "PENDING" }),
    said: ["DKIM_PENDING example.com"],
  },
  {
    says: "a passing failure of SES is pending",
    changes: identity({ ...EASY, Status: "TEMPORARY_FAILURE" }),
    said: ["DKIM_PENDING example.com"],
  },
  {
    says: "pending stands beside what DNS shows",
    changes: { ...identity({ ...EASY, Status: "PENDING" }), without: ["token2"] },
    said: ["DKIM_PENDING example.com", "DKIM_CNAME_MISSING token2._domainkey.example.com"],
  },
  {
    says: "failed where DNS shows no cause",
    changes: identity({ ...EASY, Status: "FAILED" }),
    said: ["DKIM_FAILED example.com"],
  },
  {
    says: "failed is not said again where DNS shows why",
    changes: { ...identity({ ...EASY, Status: "FAILED" }), without: ["token3"] },
    said: ["DKIM_CNAME_MISSING token3._domainkey.example.com"],
  },
  {
    says: "failed stands beside what is no failure",
    changes: { ...identity({ ...ONE, Status: "FAILED" }), zones: [keyAtTarget(`p=${KEY_1024}`)] },
    said: [`DKIM_KEY_WEAK ${NAME}`, "DKIM_FAILED example.com"],
  },
  {
    says: "a state that SES has newly made up is not known to be good",
    changes: identity({ ...EASY, Status: "HIBERNATING" }),
    said: ["COULD_NOT_CHECK example.com"],
  },
  {
    says: "no selectors at all cannot be checked",
    changes: identity({ Tokens: [] }),
    said: ["COULD_NOT_CHECK example.com"],
  },
  {
    says: "an identity that may not be read is unknown",
    changes: { awsFaults: [{ action: "ses:GetEmailIdentity", then: "deny" }] },
    said: ["COULD_NOT_CHECK us-east-1"],
  },
  {
    says: "a domain that does not exist silences its DNS",
    changes: { identities: { "gone.example.org": { DkimAttributes: EASY } } },
    domain: "gone.example.org",
    said: [],
  },
  {
    says: "a subdomain that does not exist takes nothing from its parent's keys",
    changes: { without: ["token2"] },
    domain: "gone.example.com",
    said: ["DKIM_CNAME_MISSING token2._domainkey.example.com"],
  },
  {
    says: "a subdomain signs with its parent's keys",
    changes: { with: ["news MX 10 smtp.google.com."], without: ["token2"] },
    domain: "news.example.com",
    said: ["DKIM_CNAME_MISSING token2._domainkey.example.com"],
  },
];

const EASY_DKIM: readonly Case[] = [
  {
    says: "every missing record is told",
    changes: { without: ["token1", "token3"] },
    said: [`DKIM_CNAME_MISSING ${NAME}`, "DKIM_CNAME_MISSING token3._domainkey.example.com"],
  },
  {
    says: "a missing record stands for its key",
    changes: { ...identity(ONE), without: ["token1"], zones: [keyAtTarget(null)] },
    said: [`DKIM_CNAME_MISSING ${NAME}`],
  },
  {
    says: "a CNAME of one's own in between is innocent",
    changes: {
      ...identity(ONE),
      without: ["token1"],
      with: [
        "token1._domainkey CNAME a.keys.example.com.",
        "a.keys CNAME b.keys",
        "b.keys CNAME token1.dkim.amazonses.com.",
      ],
    },
    said: ["DKIM_OK example.com"],
  },
  {
    says: "a chain that ends elsewhere is wrong, and stands for its key",
    changes: {
      ...identity(ONE),
      without: ["token1"],
      with: ["token1._domainkey CNAME a.keys", "a.keys CNAME token1.dkim.amazonses.net."],
      zones: [keyAtTarget("p=")],
    },
    said: [`DKIM_CNAME_WRONG ${NAME}`],
  },
  {
    says: "a loop is wrong",
    changes: {
      ...identity(ONE),
      without: ["token1"],
      with: ["token1._domainkey CNAME a.keys", "a.keys CNAME b.keys", "b.keys CNAME a.keys"],
    },
    said: [`DKIM_CNAME_WRONG ${NAME}`],
  },
  {
    says: "a wrong target that cannot be resolved is wrong all the same",
    changes: {
      ...identity(ONE),
      without: ["token1"],
      with: ["token1._domainkey CNAME token1.dkim.amazonses.net."],
      dnsFaults: [{ name: NAME, type: "TXT", server: "resolver", then: "SERVFAIL" }],
    },
    said: [`DKIM_CNAME_WRONG ${NAME}`],
  },
  {
    says: "the same key behind another name is innocent",
    changes: {
      ...identity(ONE),
      without: ["token1"],
      with: ["token1._domainkey CNAME copy.keys", `copy.keys TXT ${SES_KEY}`],
    },
    said: ["DKIM_OK example.com"],
  },
  {
    says: "a flattened CNAME is innocent",
    changes: { ...identity(ONE), without: ["token1"], with: [`token1._domainkey TXT ${SES_KEY}`] },
    said: ["DKIM_OK example.com"],
  },
  {
    says: "another key in place of the CNAME is not",
    changes: { ...identity(ONE), without: ["token1"], with: [`token1._domainkey TXT v=DKIM1; p=${KEY_2048}`] },
    said: [`DKIM_CNAME_MISSING ${NAME}`],
  },
  {
    says: "a copy of the key that cannot be looked for leaves it open",
    changes: {
      ...identity(ONE),
      without: ["token1"],
      with: ["token1._domainkey A 192.0.2.1"],
      dnsFaults: [{ name: NAME, type: "TXT", server: "resolver", then: "timeout" }],
    },
    said: [`COULD_NOT_CHECK ${NAME}`],
  },
  {
    says: "a doubled name is told as such",
    changes: {
      ...identity(ONE),
      without: ["token1"],
      with: ["token1._domainkey.example.com CNAME token1.dkim.amazonses.com."],
    },
    said: [`DKIM_NAME_DOUBLED ${NAME}`],
  },
  {
    says: "name and target doubled is one doubling",
    changes: {
      ...identity(ONE),
      without: ["token1"],
      with: ["token1._domainkey.example.com CNAME token1.dkim.amazonses.com"],
    },
    said: [`DKIM_NAME_DOUBLED ${NAME}`],
  },
  {
    says: "a subdomain's name doubled by its parent's zone",
    changes: {
      identity: null,
      identities: { "news.example.com": { DkimAttributes: ONE } },
      with: ["news A 192.0.2.1", "token1._domainkey.news.example.com CNAME token1.dkim.amazonses.com."],
    },
    domain: "news.example.com",
    said: ["DKIM_NAME_DOUBLED token1._domainkey.news.example.com"],
  },
  {
    says: "a wildcard under the doubled name is no doubling",
    changes: { ...identity(ONE), without: ["token1"], with: ["*.com CNAME parking.google.com."] },
    said: [`DKIM_CNAME_MISSING ${NAME}`],
  },
  {
    says: "trouble while looking for a doubled name takes nothing back",
    changes: {
      ...identity(ONE),
      without: ["token1"],
      dnsFaults: [{ name: `${NAME}.example.com`, then: "timeout" }],
    },
    said: [`DKIM_CNAME_MISSING ${NAME}`],
  },
  {
    says: "a silent resolver is not a missing record, and hides no other",
    changes: { dnsFaults: [{ name: NAME, then: "timeout" }], without: ["token2"] },
    said: [`COULD_NOT_CHECK ${NAME}`, "DKIM_CNAME_MISSING token2._domainkey.example.com"],
  },
  {
    says: "a key that cannot be looked up is unknown",
    changes: { dnsFaults: [{ name: "token1.dkim.amazonses.com", then: "SERVFAIL" }] },
    said: ["COULD_NOT_CHECK token1.dkim.amazonses.com"],
  },
  {
    says: "a key that cannot be looked up does not hide that nothing leads to it",
    changes: { without: ["token1"], dnsFaults: [{ name: "token1.dkim.amazonses.com", then: "SERVFAIL" }] },
    said: [`DKIM_CNAME_MISSING ${NAME}`],
  },
  {
    says: "a hosted zone of its own is followed",
    changes: {
      ...identity({ ...ONE, SigningHostedZone: "dkim.eu-west-9.amazonses.com" }),
      without: ["token1"],
      with: ["token1._domainkey CNAME token1.dkim.eu-west-9.amazonses.com."],
      zones: [
        { origin: "dkim.eu-west-9.amazonses.com", servers: ["ns.amazonses.com"], records: `token1 TXT ${SES_KEY}` },
      ],
    },
    said: ["DKIM_OK example.com"],
  },
  {
    says: "the common target is wrong where SES names another zone",
    changes: identity({ ...ONE, SigningHostedZone: "dkim.eu-west-9.amazonses.com" }),
    said: [`DKIM_CNAME_WRONG ${NAME}`],
  },
  {
    says: "keys replicated from another region are Easy DKIM",
    changes: identity({ ...EASY, SigningAttributesOrigin: "AWS_SES_EU_WEST_1" }),
    said: ["DKIM_OK example.com"],
  },
];

const EASY_KEYS: readonly Case[] = [
  ["no key at the target", null, ["DKIM_KEY_MISSING"]],
  ["other text at the target", "v=spf1 -all", ["DKIM_KEY_MISSING"]],
  ["a revoked key", "v=DKIM1; p=", ["DKIM_KEY_REVOKED"]],
  ["a key that cannot be read", "v=DKIM1; p=AAAA", ["DKIM_KEY_UNUSABLE"]],
  ["a key of 512 bits", `v=DKIM1; p=${KEY_512}`, ["DKIM_KEY_UNUSABLE"]],
  ["a key for SHA-1 alone", `v=DKIM1; h=sha1; p=${KEY_2048}`, ["DKIM_KEY_UNUSABLE"]],
  ["a key for both hashes", `v=DKIM1; h=sha1:sha256; p=${KEY_2048}`, []],
  ["a key of 1024 bits", `v=DKIM1; p=${KEY_1024}`, ["DKIM_KEY_WEAK"]],
  ["a key of 2048 bits", `v=DKIM1; p=${KEY_2048}`, []],
  ["an Ed25519 key", `v=DKIM1; k=ed25519; p=${ED25519.toString("base64")}`, []],
  ["a key marked as a test", `v=DKIM1; t=y; p=${KEY_2048}`, ["DKIM_TESTING"]],
  ["a weak key marked as a test", `v=DKIM1; t=y; p=${KEY_1024}`, ["DKIM_KEY_WEAK", "DKIM_TESTING"]],
].map(([says, text, codes]) => ({
  says: String(says),
  changes: { ...identity(ONE), zones: [keyAtTarget(text as string | null)] },
  said: (codes as string[]).length > 0 ? (codes as string[]).map((code) => `${code} ${NAME}`) : ["DKIM_OK example.com"],
}));

const OWN_KEYS: readonly Case[] = [
  ["a key of one's own is fine", [`mine._domainkey TXT v=DKIM1; p=${KEY_2048}`], ["DKIM_OK example.com"]],
  [
    "a CNAME to where the key is kept is innocent",
    ["mine._domainkey CNAME k.keys", `k.keys TXT p=${KEY_2048}`],
    ["DKIM_OK example.com"],
  ],
  [
    "a key beside another record is found",
    ["mine._domainkey TXT v=spf1 -all", `mine._domainkey TXT v=DKIM1; p=${KEY_2048}`],
    ["DKIM_OK example.com"],
  ],
  ["a missing key", [], [`DKIM_KEY_MISSING ${OWN_NAME}`]],
  ["a missing key where a CNAME leads nowhere", ["mine._domainkey CNAME gone"], [`DKIM_KEY_MISSING ${OWN_NAME}`]],
  ["a doubled name", [`mine._domainkey.example.com TXT v=DKIM1; p=${KEY_2048}`], [`DKIM_NAME_DOUBLED ${OWN_NAME}`]],
  [
    "other text at the doubled name is no doubling",
    ["mine._domainkey.example.com TXT v=spf1 -all"],
    [`DKIM_KEY_MISSING ${OWN_NAME}`],
  ],
  ["a revoked key", ["mine._domainkey TXT v=DKIM1; p="], [`DKIM_KEY_REVOKED ${OWN_NAME}`]],
  ["a weak key", [`mine._domainkey TXT v=DKIM1; p=${KEY_1024}`], [`DKIM_KEY_WEAK ${OWN_NAME}`]],
  [
    "a key with the panel's quotation marks",
    [`mine._domainkey TXT "\\"v=DKIM1; p=" "${KEY_1024}\\""`],
    [`DKIM_KEY_UNUSABLE ${OWN_NAME}`],
  ],
].map(([says, lines, said]) => ({
  says: String(says),
  changes: { ...identity(OWN), with: lines as string[] },
  said: said as string[],
}));

describe.each([
  ["what SES says", SES_STATES],
  ["Easy DKIM", EASY_DKIM],
  ["the key at SES", EASY_KEYS],
  ["a key of one's own", OWN_KEYS],
] as const)("dkim: %s", (_, cases) => {
  it.concurrent.each(cases)("$says", async ({ changes, said, domain }) => {
    const result = await runCheck(dkim, changed(changes), domain ? { domain } : {});
    expect(result.said).toEqual(said);
    expectWordsFor(result.told);
  });
});

it("dkim: every code is produced by a case", () => {
  const cases = [...SES_STATES, ...EASY_DKIM, ...EASY_KEYS, ...OWN_KEYS];
  const codes = new Set(cases.flatMap(({ said }) => said.map((one) => one.split(" ")[0])));
  expect([...codes].sort()).toEqual(["COULD_NOT_CHECK", ...Object.keys(dkim.codes)].sort());
});

describe("dkim: regions", () => {
  it("judges each region by its own selectors", async () => {
    const west = {
      ...HEALTHY_REGION,
      identities: { "example.com": { ...HEALTHY_IDENTITY, DkimAttributes: { Tokens: ["token9"] } } },
    };
    const { findings } = await runCheck(dkim, changed({ west }));
    expect(findings.map(({ code, subject, data }) => [code, subject, data.region])).toEqual([
      ["DKIM_OK", "example.com", "us-east-1"],
      ["DKIM_CNAME_MISSING", "token9._domainkey.example.com", "us-west-2"],
    ]);
  });

  it("asks nothing twice, and the key beside the CNAME", async () => {
    const { asked } = await runCheck(dkim, changed({ west: HEALTHY_REGION }));
    const questions = asked.dns.map(({ question }) => question).sort();
    expect(questions).toEqual([
      "CNAME token1._domainkey.example.com",
      "CNAME token2._domainkey.example.com",
      "CNAME token3._domainkey.example.com",
      "MX example.com",
      "NS example.com",
      "TXT example.com",
      "TXT token1.dkim.amazonses.com",
      "TXT token2.dkim.amazonses.com",
      "TXT token3.dkim.amazonses.com",
    ]);
  });
});

describe("dkim: words", () => {
  it.each<[string, Changes, object]>([
    [
      "names the missing record",
      { ...identity(ONE), without: ["token1"] },
      { who: "you", records: [{ type: "CNAME", name: NAME, value: "token1.dkim.amazonses.com" }], commands: [] },
    ],
    [
      "says what to type where the panel doubles",
      {
        ...identity(ONE),
        without: ["token1"],
        with: ["token1._domainkey.example.com CNAME token1.dkim.amazonses.com."],
      },
      {
        text: `Delete the record at ${NAME}.example.com and add it again; in the panel's name field type only token1._domainkey`,
        records: [{ type: "CNAME", name: NAME, value: "token1.dkim.amazonses.com" }],
      },
    ],
    [
      "has a longer key made where replicated keys come from",
      {
        ...identity({ ...ONE, SigningAttributesOrigin: "AWS_SES_EU_WEST_1" }),
        zones: [keyAtTarget(`p=${KEY_1024}`)],
      },
      {
        commands: [
          "aws sesv2 put-email-identity-dkim-signing-attributes --region eu-west-1 --email-identity example.com --signing-attributes-origin AWS_SES --signing-attributes NextSigningKeyLength=RSA_2048_BIT",
        ],
      },
    ],
    [
      "switches signing on",
      identity({ ...EASY, SigningEnabled: false }),
      {
        commands: [
          "aws sesv2 put-email-identity-dkim-attributes --region us-east-1 --email-identity example.com --signing-enabled",
        ],
      },
    ],
    ["sends to AWS where the key at SES is gone", { ...identity(ONE), zones: [keyAtTarget(null)] }, { who: "aws" }],
  ])("%s", async (_, changes, fix) => {
    const { told } = await runCheck(dkim, changed(changes));
    expect(told.map((one) => one.fix)).toEqual([expect.objectContaining(fix)]);
  });

  it("failed, and DNS could not be looked at whole: it does not claim to have seen it", async () => {
    const changes: Changes = {
      ...identity({ ...EASY, Status: "FAILED" }),
      dnsFaults: [{ name: "token2._domainkey.example.com", then: "SERVFAIL" }],
    };
    const { told, said } = await runCheck(dkim, changed(changes));
    expect(said).toEqual(["COULD_NOT_CHECK token2._domainkey.example.com", "DKIM_FAILED example.com"]);
    expect(told[1]?.why).toBe(
      "SES says DKIM FAILED for example.com and looks no more: its mail is not signed; whether DNS shows the cause is not known, since it could not be looked at whole (token2._domainkey.example.com).",
    );
  });

  it("a TXT record in place of the CNAME is said to stand there, and has to go first", async () => {
    const changes: Changes = {
      without: ["token2"],
      with: [`token2._domainkey TXT v=DKIM1; p=${KEY_1024}`],
    };
    const { told, said } = await runCheck(dkim, changed(changes));
    expect(said).toEqual(["DKIM_CNAME_MISSING token2._domainkey.example.com"]);
    expect(told[0]?.why).toMatch(/^At token2\._domainkey\.example\.com stands a TXT record, "v=DKIM1; p=/);
    expect(told[0]?.fix?.text).toBe(
      "Remove the TXT record at token2._domainkey.example.com first: nothing may stand beside a CNAME. Then publish this record at your DNS provider.",
    );
  });

  it("caps what others have written", async () => {
    const changes = { ...identity(OWN), with: [`mine._domainkey TXT v=DKIM1; p=${"!".repeat(5_000)}`] };
    const { findings } = await runCheck(dkim, changed(changes));
    expect(findings.map(({ data }) => String(data.record).length)).toEqual([500]);
  });
});
