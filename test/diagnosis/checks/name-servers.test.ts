import { describe, expect, it } from "vitest";
import { nameServers } from "../../../src/diagnosis/checks/name-servers.ts";
import type { World } from "../../../src/sandbox/world.ts";
import { HEALTHY_ZONE } from "../../../src/sandbox/worlds/healthy.ts";
import { expectWordsFor, type OneCheckOptions, runCheck } from "../one-check.ts";
import { type Changes, changed, HEALTHY_IDENTITY, HEALTHY_REGION, linesWithout } from "../world.ts";

const NS1 = "ns1.dns.example";
const NS2 = "ns2.dns.example";
const NS3 = "ns3.dns.example";
const NS4 = "ns4.dns.example";

/** The zone that ns2 holds instead: without the lines that begin so, and with others. */
function onNs2(without: readonly string[], added: readonly string[] = []): Changes {
  return { instead: { [NS2]: [linesWithout(HEALTHY_ZONE.records, without), ...added].join("\n") } };
}

const BOUNCE = `
  @ MX 10 feedback-smtp.us-east-1.amazonses.com.
  @ TXT v=spf1 include:amazonses.com ~all
`;

/** `bounce.example.com` as a zone of its own. */
function delegated(servers: readonly string[], more: Partial<World["zones"][number]> = {}): Changes {
  return {
    without: ["bounce"],
    nameServers: { [NS3]: { address: "127.0.0.5" }, [NS4]: { address: "127.0.0.6" } },
    zones: [{ origin: "bounce.example.com", servers, records: BOUNCE, ...more }],
  };
}

const silent = (server: string) => ({ server, then: "timeout" }) as const;

type Case = { says: string; changes: Changes; said: readonly string[]; options?: OneCheckOptions };

const AGREEING: readonly Case[] = [
  { says: "servers that say the same agree", changes: {}, said: ["NS_OK example.com"] },
  {
    says: "the order of records does not matter",
    changes: { ...onNs2(["@ TXT"], ["@ TXT b", "@ TXT a"]), without: ["@ TXT"], with: ["@ TXT a", "@ TXT b"] },
    said: ["NS_OK example.com"],
  },
  {
    says: "text in other pieces is the same text",
    changes: onNs2(["bounce TXT"], ['bounce TXT "v=spf1 include:ama" "zonses.com ~all"']),
    said: ["NS_OK example.com"],
  },
  {
    says: "a name that is missing here and empty there is missing on both",
    changes: { ...onNs2(["_dmarc"], ["old._dmarc TXT x"]), without: ["_dmarc"] },
    said: ["NS_OK example.com"],
  },
  {
    says: "names that nothing rests on may differ",
    changes: onNs2([], ["www A 192.0.2.1", "old TXT x"]),
    said: ["NS_OK example.com"],
  },
  {
    says: "what SES cannot tell is left out",
    changes: { ...onNs2(["bounce", "token"]), awsFaults: [{ action: "ses:*", then: "deny" }] },
    said: ["NS_OK example.com"],
  },
  {
    says: "keys that SES does not sign with may differ",
    changes: { ...onNs2(["token"]), identity: { DkimAttributes: { Tokens: ["token1"], SigningEnabled: false } } },
    said: ["NS_OK example.com"],
  },
];

const DIFFERING: readonly Case[] = [
  {
    says: "a MAIL FROM that one server does not have",
    changes: onNs2(["bounce"]),
    said: ["NS_DISAGREE bounce.example.com"],
  },
  {
    says: "every differing name is told",
    changes: onNs2(["@ MX", "_dmarc", "token2"]),
    said: ["NS_DISAGREE example.com", "NS_DISAGREE _dmarc.example.com", "NS_DISAGREE token2._domainkey.example.com"],
  },
  {
    says: "one record more is a difference",
    changes: onNs2([], ["bounce MX 20 feedback-smtp.us-west-2.amazonses.com."]),
    said: ["NS_DISAGREE bounce.example.com"],
  },
  {
    says: "text counts by case",
    changes: onNs2(["_dmarc"], ["_dmarc TXT v=DMARC1; p=quarantine; rua=mailto:DMARC@example.com"]),
    said: ["NS_DISAGREE _dmarc.example.com"],
  },
  {
    says: "an alias here and a record there",
    changes: onNs2(["_dmarc"], ["_dmarc CNAME _dmarc.google.com."]),
    said: ["NS_DISAGREE _dmarc.example.com"],
  },
  {
    says: "a key of one's own",
    changes: {
      identity: { DkimAttributes: { Tokens: ["mine"], SigningAttributesOrigin: "EXTERNAL" } },
      with: ["mine._domainkey TXT v=DKIM1; p=AAAA"],
      ...onNs2([], ["mine._domainkey TXT v=DKIM1; p=BBBB"]),
    },
    said: ["NS_DISAGREE mine._domainkey.example.com"],
  },
  {
    says: "the MAIL FROM of another region",
    changes: {
      west: {
        ...HEALTHY_REGION,
        identities: {
          "example.com": { ...HEALTHY_IDENTITY, MailFromAttributes: { MailFromDomain: "west.example.com" } },
        },
      },
      with: ["west TXT v=spf1 include:amazonses.com ~all"],
      ...onNs2([]),
    },
    said: ["NS_DISAGREE west.example.com"],
  },
  {
    says: "a subdomain is asked for at the zone that holds it, its identity's names too",
    changes: {
      with: ["news MX 10 smtp.google.com."],
      ...onNs2(["token1"]),
    },
    options: { domain: "news.example.com" },
    said: ["NS_DISAGREE news.example.com", "NS_DISAGREE token1._domainkey.example.com"],
  },
  {
    says: "a domain that is an alias is judged by its own zone",
    changes: { with: ["news CNAME google.com."], ...onNs2([], ["news CNAME amazonses.com."]) },
    options: { domain: "news.example.com" },
    said: ["NS_DISAGREE news.example.com"],
  },
];

const UNREACHABLE: readonly Case[] = [
  {
    says: "a silent server is told, once",
    changes: { dnsFaults: [silent(NS2)] },
    said: [`NS_UNREACHABLE ${NS2}`],
  },
  {
    says: "a server that loses one answer and gives it when asked again is there",
    changes: { dnsFaults: [{ ...silent(NS2), name: "bounce.example.com", times: 1 }] },
    said: ["NS_OK example.com"],
  },
  {
    says: "a server that refuses is lame",
    changes: { dnsFaults: [{ server: NS2, then: "REFUSED" }] },
    said: [`NS_UNREACHABLE ${NS2}`],
  },
  {
    says: "a server that fails is lame",
    changes: { dnsFaults: [{ server: NS2, then: "SERVFAIL" }] },
    said: [`NS_UNREACHABLE ${NS2}`],
  },
  {
    says: "a server that no longer has the zone is lame",
    changes: {
      nameServers: { [NS3]: { address: "127.0.0.5" } },
      with: [`@ NS ${NS1}.`, `@ NS ${NS3}.`],
    },
    said: [`NS_UNREACHABLE ${NS3}`],
  },
  {
    says: "a server at which nobody listens",
    changes: {
      nameServers: { [NS3]: { address: "127.0.0.7" } },
      with: [`@ NS ${NS1}.`, `@ NS ${NS3}.`],
      dnsFaults: [silent(NS3)],
    },
    said: [`NS_UNREACHABLE ${NS3}`],
  },
  {
    says: "a server without address",
    changes: { nameServers: { [NS2]: { address: null } } },
    said: [`NS_UNREACHABLE ${NS2}`],
  },
  {
    says: "a server at a private address is never asked",
    changes: { nameServers: { [NS2]: { address: "10.0.0.53" } } },
    said: [`NS_UNREACHABLE ${NS2}`],
  },
  {
    says: "a silent server hides no difference between the others",
    changes: {
      ...onNs2(["bounce"]),
      nameServers: { [NS3]: { address: "127.0.0.5" } },
      with: [`@ NS ${NS1}.`, `@ NS ${NS2}.`, `@ NS ${NS3}.`],
      dnsFaults: [silent(NS3)],
    },
    said: [`NS_UNREACHABLE ${NS3}`, "NS_DISAGREE bounce.example.com"],
  },
];

const UNKNOWN: readonly Case[] = [
  {
    says: "all silent may be our own network",
    changes: { dnsFaults: [silent(NS1), silent(NS2)] },
    said: ["COULD_NOT_CHECK example.com"],
  },
  {
    says: "a name that one server never answers was not compared",
    changes: { dnsFaults: [{ ...silent(NS2), name: "bounce.example.com" }] },
    said: ["COULD_NOT_CHECK bounce.example.com"],
  },
  {
    says: "a name that one server refuses was not compared",
    changes: { dnsFaults: [{ server: NS2, name: "bounce.example.com", then: "REFUSED" }] },
    said: ["COULD_NOT_CHECK bounce.example.com"],
  },
  {
    says: "a name that all servers fail at was not compared",
    changes: {
      dnsFaults: [NS1, NS2].map((server) => ({ server, name: "bounce.example.com", then: "SERVFAIL" as const })),
    },
    said: ["COULD_NOT_CHECK bounce.example.com"],
  },
  {
    says: "a server that answers for one of six names leaves five open",
    changes: {
      dnsFaults: [
        "bounce.example.com",
        "_dmarc.example.com",
        "token1._domainkey.example.com",
        "token2._domainkey.example.com",
        "token3._domainkey.example.com",
      ].map((name) => ({ ...silent(NS2), name })),
    },
    said: [
      "COULD_NOT_CHECK _dmarc.example.com",
      "COULD_NOT_CHECK bounce.example.com",
      "COULD_NOT_CHECK token1._domainkey.example.com",
      "COULD_NOT_CHECK token2._domainkey.example.com",
      "COULD_NOT_CHECK token3._domainkey.example.com",
    ],
  },
  {
    says: "a name about which servers differ is not open as well, though a part of it was not answered",
    changes: {
      ...onNs2(["bounce MX"]),
      dnsFaults: [{ ...silent(NS2), name: "bounce.example.com", type: "TXT" }],
    },
    said: ["NS_DISAGREE bounce.example.com"],
  },
  {
    says: "a domain that is an alias at the top of its zone is said to be one",
    changes: { identity: null, zones: [{ origin: "alias.test", servers: [NS1], records: "@ CNAME google.com." }] },
    options: { domain: "alias.test" },
    said: ["COULD_NOT_CHECK alias.test"],
  },
  {
    says: "a server whose address cannot be looked up is unknown",
    changes: { dnsFaults: [{ name: NS2, then: "SERVFAIL", server: "resolver" }] },
    said: [`COULD_NOT_CHECK ${NS2}`],
  },
  {
    says: "an address of one family is enough",
    changes: { dnsFaults: [{ name: NS2, type: "AAAA", then: "SERVFAIL", server: "resolver" }] },
    said: ["NS_OK example.com"],
  },
  {
    says: "a zone that the resolver cannot find is unknown",
    changes: { dnsFaults: [{ name: "example.com", type: "NS", server: "resolver", then: "SERVFAIL" }] },
    said: ["COULD_NOT_CHECK example.com"],
  },
  {
    says: "trouble above the zone is nobody's concern",
    changes: {
      zones: [{ origin: "news.example.com", servers: [NS1, NS2], records: "@ TXT x" }],
      dnsFaults: [{ name: "example.com", type: "NS", server: "resolver", then: "SERVFAIL" }],
      identity: null,
    },
    options: { domain: "news.example.com" },
    said: ["NS_OK news.example.com"],
  },
  {
    says: "a server at which the run's time ended is not accused",
    changes: { dnsFaults: [{ server: NS2, then: { delayMs: 1_500 } }] },
    options: { limitMs: 400, dnsTimeoutMs: 5_000 },
    said: [`COULD_NOT_CHECK ${NS2}`],
  },
  {
    says: "a domain that does not exist is said alone",
    changes: { dnsFaults: [silent(NS1)] },
    options: { domain: "nowhere.example.org" },
    said: ["DOMAIN_NOT_FOUND nowhere.example.org"],
  },
  {
    says: "a resolver that says NXDOMAIN of everything accuses nobody",
    changes: { dnsFaults: [{ server: "resolver", then: "NXDOMAIN" }] },
    said: ["COULD_NOT_CHECK example.com"],
  },
];

const DELEGATED: readonly Case[] = [
  { says: "a delegated MAIL FROM in order", changes: delegated([NS3, NS4]), said: ["NS_OK example.com"] },
  {
    says: "a parent's server that also holds the child",
    changes: delegated([NS1, NS3]),
    said: ["NS_OK example.com"],
  },
  {
    says: "the child's servers differ",
    changes: delegated([NS3, NS4], { instead: { [NS4]: "@ TXT v=spf1 -all" } }),
    said: ["NS_DISAGREE bounce.example.com"],
  },
  {
    says: "one of the child's servers is silent",
    changes: { ...delegated([NS3, NS4]), dnsFaults: [silent(NS4)] },
    said: [`NS_UNREACHABLE ${NS4}`],
  },
  {
    says: "all of the child's servers are silent",
    changes: { ...delegated([NS3, NS4]), dnsFaults: [silent(NS3), silent(NS4)] },
    said: ["COULD_NOT_CHECK bounce.example.com"],
  },
  {
    says: "a server that serves the parent may be lame for the child",
    changes: {
      ...delegated([NS3]),
      with: [],
      zones: [{ origin: "bounce.example.com", servers: [NS3], records: `@ NS ${NS3}.\n@ NS ${NS2}.\n${BOUNCE}` }],
    },
    said: [`NS_UNREACHABLE ${NS2}`],
  },
  {
    says: "the keys' own zone",
    changes: {
      ...delegated([NS3, NS4]),
      without: ["token"],
      zones: [
        {
          origin: "_domainkey.example.com",
          servers: [NS3, NS4],
          records: "token1 CNAME token1.dkim.amazonses.com.",
          instead: { [NS4]: "token9 CNAME token9.dkim.amazonses.com." },
        },
      ],
    },
    said: ["NS_DISAGREE token1._domainkey.example.com"],
  },
];

describe.each([
  ["servers that agree", AGREEING],
  ["servers that differ", DIFFERING],
  ["servers that are not there", UNREACHABLE],
  ["what cannot be known", UNKNOWN],
  ["delegated names", DELEGATED],
] as const)("name-servers: %s", (_, cases) => {
  it.concurrent.each(cases)("$says", async ({ changes, said, options }) => {
    const result = await runCheck(nameServers, changed(changes), options);
    expect(result.said).toEqual(said);
    expectWordsFor(result.told);
  });
});

it("name-servers: every code is produced by a case", () => {
  const cases = [...AGREEING, ...DIFFERING, ...UNREACHABLE, ...UNKNOWN, ...DELEGATED];
  const codes = new Set(cases.flatMap(({ said }) => said.map((one) => one.split(" ")[0])));
  expect([...codes].sort()).toEqual(["COULD_NOT_CHECK", ...Object.keys(nameServers.codes)].sort());
});

describe("name-servers: evidence", () => {
  it("names each server with what it says", async () => {
    const { findings, told } = await runCheck(nameServers, changed(onNs2(["bounce MX"])));
    expect(findings.map(({ data }) => data)).toEqual([
      {
        types: ["MX"],
        answers: [
          { type: "MX", server: NS1, address: "127.0.0.2", answer: "10 feedback-smtp.us-east-1.amazonses.com" },
          { type: "MX", server: NS2, address: "127.0.0.3", answer: "no such record" },
        ],
      },
    ]);
    expect(told.map(({ why }) => why)).toEqual([
      `For bounce.example.com ${NS1} says "10 feedback-smtp.us-east-1.amazonses.com", ${NS2} says "no such record". Which one a receiver sees is chance.`,
    ]);
  });

  it.each<[string, Changes, object]>([
    ["silence", { dnsFaults: [silent(NS2)] }, { reason: "timeout", addresses: ["127.0.0.3"] }],
    [
      "a refusal",
      { dnsFaults: [{ server: NS2, then: "REFUSED" }] },
      { reason: "lame", rcode: "REFUSED", addresses: ["127.0.0.3"] },
    ],
    ["no address", { nameServers: { [NS2]: { address: null } } }, { reason: "no-address", addresses: [] }],
    [
      "a private address",
      { nameServers: { [NS2]: { address: "10.0.0.53" } } },
      { reason: "private-address", addresses: ["10.0.0.53"] },
    ],
  ])("tells what is wrong with a server: %s", async (_, changes, data) => {
    const { findings } = await runCheck(nameServers, changed(changes));
    expect(findings.map((finding) => finding.data)).toEqual([{ zone: "example.com", ...data }]);
  });

  it("shows of each type what differs", async () => {
    const { told } = await runCheck(nameServers, changed(onNs2(["bounce"])));
    expect(told[0]?.why).toBe(
      `For bounce.example.com MX: ${NS1} says "10 feedback-smtp.us-east-1.amazonses.com", ${NS2} says "no such name"; TXT: ${NS1} says "v=spf1 include:amazonses.com ~all", ${NS2} says "no such name". Which one a receiver sees is chance.`,
    );
  });

  it.each<[string, Changes, object]>([
    [
      "one silent server",
      { dnsFaults: [{ ...silent(NS2), name: "bounce.example.com" }] },
      { reason: "timeout", server: NS2, detail: "MX: 1 of 2 servers answered; TXT: 1 of 2 servers answered" },
    ],
    [
      "one that refuses",
      { dnsFaults: [{ server: NS2, name: "bounce.example.com", type: "TXT", then: "REFUSED" }] },
      { reason: "refused", server: NS2, detail: "TXT: 1 of 2 servers answered" },
    ],
    [
      "all that fail",
      { dnsFaults: [NS1, NS2].map((server) => ({ server, name: "bounce.example.com", then: "SERVFAIL" as const })) },
      {
        reason: "servfail",
        server: `${NS1}, ${NS2}`,
        detail: "MX: 0 of 2 servers answered; TXT: 0 of 2 servers answered",
      },
    ],
  ])("tells who left a name open, and how: %s", async (_, changes, data) => {
    const { findings } = await runCheck(nameServers, changed(changes));
    expect(findings.map((finding) => finding.data)).toEqual([data]);
  });

  it("says that a domain is an alias, and of what", async () => {
    const changes: Changes = {
      identity: null,
      zones: [{ origin: "alias.test", servers: [NS1], records: "@ CNAME google.com." }],
    };
    const { findings } = await runCheck(nameServers, changed(changes), { domain: "alias.test" });
    expect(findings[0]?.data.detail).toBe(
      "it is an alias (CNAME) of google.com: a question for its name servers leads there",
    );
  });

  it("tells why nothing could be compared", async () => {
    const changes: Changes = { dnsFaults: [silent(NS1), { server: NS2, then: "REFUSED" }] };
    const { findings } = await runCheck(nameServers, changed(changes));
    expect(findings.map(({ data }) => data)).toEqual([
      {
        reason: "timeout",
        detail: `no server of example.com answers (${NS1}: timeout, ${NS2}: REFUSED)`,
      },
    ]);
  });

  it("caps what others have written", async () => {
    const long = (letter: string) => `@ TXT ${letter.repeat(5_000)}`;
    const { findings } = await runCheck(nameServers, changed({ with: [long("a")], ...onNs2([], [long("b")]) }));
    const answers = findings.flatMap(({ data }) => data.answers as { answer: string }[]);
    expect(answers.map(({ answer }) => answer.length)).toEqual([500, 500]);
  });
});

it("name-servers: no question is asked twice, and each server is asked each name", async () => {
  const { asked } = await runCheck(nameServers, changed({ west: HEALTHY_REGION }));
  const questions = asked.dns.map(({ server, question }) => `${server} ${question}`);
  expect(new Set(questions).size).toBe(questions.length);
  const ofServer = (name: string) => asked.dns.filter(({ server }) => server === name).map(({ question }) => question);
  expect(ofServer(NS1).sort()).toEqual([
    "CNAME token1._domainkey.example.com",
    "CNAME token2._domainkey.example.com",
    "CNAME token3._domainkey.example.com",
    "MX bounce.example.com",
    "MX example.com",
    "TXT _dmarc.example.com",
    "TXT bounce.example.com",
    "TXT example.com",
  ]);
  expect(ofServer(NS2).sort()).toEqual(ofServer(NS1).sort());
});
