import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAuthoritative } from "../../src/dns/authoritative.ts";
import { createResolver } from "../../src/dns/resolver.ts";
import type {
  AuthoritativeAnswer,
  AuthoritativeDns,
  Dns,
  DnsAnswer,
  DnsRecords,
  DnsType,
} from "../../src/ports/dns.ts";
import type { World } from "../../src/sandbox/world.ts";

/** Resolvers on loopback, and the world's name servers on the resolver's port at the addresses that the world gives them. */
export type ServedDns = { resolvers: readonly string[]; close: () => Promise<void> };

const LONG_TXT = "v=spf1 ".padEnd(2000, "ip4:192.0.2.1 ");
const HUGE_TXT = "x".repeat(60_000);

/** What whoever runs the contract serves. Nothing in it is peculiar to the stand-in. */
export const CONTRACT_WORLD = {
  nameServers: {
    "ns1.dns.example": { address: "127.0.0.2" },
    "ns2.dns.example": { address: "127.0.0.3" },
    "ns3.dns.example": { address: "127.0.0.4" },
  },
  zones: [
    {
      origin: "dns.example",
      servers: ["ns1.dns.example"],
      records: "ns1 A 127.0.0.2\nns2 A 127.0.0.3\nns3 A 127.0.0.4",
    },
    {
      origin: "shop.example",
      servers: ["ns1.dns.example", "ns2.dns.example"],
      records: `
@ A 192.0.2.10
@ AAAA 2001:db8:0:0:0:0:0:10
@ MX 20 Backup.shop.example.
@ MX 10 mail
@ TXT "v=spf1 " "-all"
@ TXT other text; with "quotes" inside
null MX 0 .
mail A 192.0.2.25
mail A 192.0.2.26
long TXT ${LONG_TXT}
huge TXT ${HUGE_TXT}
empty TXT ""
alias CNAME mail
alias2 CNAME alias
dangling CNAME gone
away CNAME target.other.example.
away-gone CNAME gone.other.example.
away-empty CNAME empty.other.example.
a.b.c A 192.0.2.40
*.wild TXT any
sub.wild A 192.0.2.41
_dmarc TXT v=DMARC1; p=none
`,
    },
    { origin: "team.shop.example", servers: ["ns3.dns.example"], records: "@ TXT team\nwww A 192.0.2.50" },
    { origin: "other.example", servers: ["ns2.dns.example"], records: "target A 192.0.2.60\nempty TXT x" },
    { origin: "2.0.192.in-addr.arpa", servers: ["ns1.dns.example"], records: "25 PTR Mail.Shop.example." },
  ],
} satisfies Pick<World, "zones" | "nameServers">;

const nxdomain = { found: false, absence: "nxdomain" } as const;
const nodata = { found: false, absence: "nodata" } as const;

function found<R>(...records: R[]): DnsAnswer<R> {
  return { found: true, records };
}

type Resolved = { [T in DnsType]: [why: string, name: string, type: T, expected: DnsAnswer<DnsRecords[T]>] }[DnsType];

const RESOLVED: Resolved[] = [
  ["an A record", "shop.example", "A", found("192.0.2.10")],
  ["an AAAA record in the short form", "shop.example", "AAAA", found("2001:db8::10")],
  ["two addresses", "mail.shop.example", "A", found("192.0.2.25", "192.0.2.26")],
  ["upper case and a trailing dot in the question", "MAIL.Shop.Example.", "A", found("192.0.2.25", "192.0.2.26")],
  [
    "MX with lower-case targets",
    "shop.example",
    "MX",
    found({ preference: 10, exchange: "mail.shop.example" }, { preference: 20, exchange: "backup.shop.example" }),
  ],
  ["a null MX as an empty exchange", "null.shop.example", "MX", found({ preference: 0, exchange: "" })],
  ["NS", "shop.example", "NS", found("ns1.dns.example", "ns2.dns.example")],
  ["a PTR target in lower case", "25.2.0.192.in-addr.arpa", "PTR", found("mail.shop.example")],
  [
    "TXT strings joined without a separator",
    "shop.example",
    "TXT",
    found('other text; with "quotes" inside', "v=spf1 -all"),
  ],
  ["TXT of several strings, too long for plain UDP", "long.shop.example", "TXT", found(LONG_TXT)],
  ["TXT of 60 kB, by TCP", "huge.shop.example", "TXT", found(HUGE_TXT)],
  ["an empty TXT record, which is one", "empty.shop.example", "TXT", found("")],
  ["a name with an underscore", "_dmarc.shop.example", "TXT", found("v=DMARC1; p=none")],
  ["a name behind an alias", "alias.shop.example", "A", found("192.0.2.25", "192.0.2.26")],
  ["a name behind two aliases", "alias2.shop.example", "A", found("192.0.2.25", "192.0.2.26")],
  ["a CNAME itself, one step only", "alias2.shop.example", "CNAME", found("alias.shop.example")],
  ["an alias into another zone", "away.shop.example", "A", found("192.0.2.60")],
  ["no such name behind an alias", "dangling.shop.example", "A", nxdomain],
  ["no such name behind an alias into another zone", "away-gone.shop.example", "TXT", nxdomain],
  ["no such record behind an alias", "alias.shop.example", "TXT", nodata],
  ["no such record behind an alias into another zone", "away-empty.shop.example", "MX", nodata],
  ["no such record", "mail.shop.example", "TXT", nodata],
  ["no CNAME at a name that has others", "mail.shop.example", "CNAME", nodata],
  ["no such name", "nope.shop.example", "A", nxdomain],
  ["a name that exists only by those below it", "b.c.shop.example", "A", nodata],
  ["a wildcard", "x.y.wild.shop.example", "TXT", found("any")],
  ["a wildcard without this type", "x.wild.shop.example", "A", nodata],
  ["a name that shields itself from the wildcard", "sub.wild.shop.example", "TXT", nodata],
  ["a name in a delegated zone", "www.team.shop.example", "A", found("192.0.2.50")],
  ["no such name in a delegated zone", "nope.team.shop.example", "A", nxdomain],
];

type Said = [why: string, server: string, name: string, type: DnsType, expected: AuthoritativeAnswer];

const SAID: Said[] = [
  ["records", "ns1", "mail.shop.example", "A", { kind: "answer", records: ["192.0.2.25", "192.0.2.26"] }],
  ["AAAA in the short form", "ns1", "shop.example", "AAAA", { kind: "answer", records: ["2001:db8::10"] }],
  [
    "MX in presentation form, sorted",
    "ns2",
    "SHOP.example.",
    "MX",
    { kind: "answer", records: ["10 mail.shop.example", "20 backup.shop.example"] },
  ],
  ["a null MX", "ns1", "null.shop.example", "MX", { kind: "answer", records: ["0 ."] }],
  ["NS", "ns1", "shop.example", "NS", { kind: "answer", records: ["ns1.dns.example", "ns2.dns.example"] }],
  ["PTR", "ns1", "25.2.0.192.in-addr.arpa", "PTR", { kind: "answer", records: ["mail.shop.example"] }],
  [
    "TXT strings joined",
    "ns1",
    "shop.example",
    "TXT",
    { kind: "answer", records: ['other text; with "quotes" inside', "v=spf1 -all"] },
  ],
  ["an empty TXT record", "ns1", "empty.shop.example", "TXT", { kind: "answer", records: [""] }],
  ["what does not fit by UDP", "ns1", "long.shop.example", "TXT", { kind: "answer", records: [LONG_TXT] }],
  ["60 kB", "ns1", "huge.shop.example", "TXT", { kind: "answer", records: [HUGE_TXT] }],
  ["a CNAME itself", "ns1", "alias.shop.example", "CNAME", { kind: "answer", records: ["mail.shop.example"] }],
  [
    "an alias within the zone",
    "ns1",
    "alias.shop.example",
    "A",
    { kind: "answer", records: ["192.0.2.25", "192.0.2.26"], cname: "mail.shop.example" },
  ],
  [
    "an alias to a name without this type",
    "ns1",
    "alias.shop.example",
    "TXT",
    { kind: "answer", records: [], cname: "mail.shop.example" },
  ],
  [
    "an alias to no name",
    "ns1",
    "dangling.shop.example",
    "A",
    { kind: "answer", records: [], cname: "gone.shop.example" },
  ],
  [
    "an alias out of the zone",
    "ns1",
    "away.shop.example",
    "A",
    { kind: "answer", records: [], cname: "target.other.example" },
  ],
  ["no such record", "ns1", "mail.shop.example", "TXT", { kind: "nodata" }],
  ["a name that exists only by those below it", "ns1", "b.c.shop.example", "A", { kind: "nodata" }],
  ["no such name", "ns1", "nope.shop.example", "A", { kind: "nxdomain" }],
  ["a wildcard", "ns1", "x.wild.shop.example", "TXT", { kind: "answer", records: ["any"] }],
  [
    "a delegated zone",
    "ns1",
    "team.shop.example",
    "TXT",
    { kind: "referral", zone: "team.shop.example", servers: ["ns3.dns.example"] },
  ],
  [
    "a name below a delegation",
    "ns2",
    "deep.www.team.shop.example",
    "A",
    { kind: "referral", zone: "team.shop.example", servers: ["ns3.dns.example"] },
  ],
  [
    "the NS records of a delegated zone, which the parent does not own",
    "ns1",
    "team.shop.example",
    "NS",
    { kind: "referral", zone: "team.shop.example", servers: ["ns3.dns.example"] },
  ],
  ["the delegated zone's own server", "ns3", "team.shop.example", "TXT", { kind: "answer", records: ["team"] }],
  ["another's zone", "ns3", "shop.example", "TXT", { kind: "lame", rcode: "REFUSED" }],
];

/** The contract of the ports Dns and AuthoritativeDns, held by our adapters against whatever serves CONTRACT_WORLD. */
export function dnsContract(serving: string, serve: () => Promise<ServedDns>): void {
  describe(`the DNS ports against ${serving}`, () => {
    const { signal } = new AbortController();
    let served: ServedDns;
    let dns: Dns;
    let authoritative: AuthoritativeDns;

    beforeAll(async () => {
      served = await serve();
      dns = createResolver({ servers: served.resolvers });
      authoritative = createAuthoritative({ resolvers: served.resolvers });
    });
    afterAll(() => served.close());

    test.each(RESOLVED)("the resolver knows %s: %s %s", async (_why, name, type, expected) => {
      expect(sorted(await dns.resolve(name, type, signal))).toEqual(expected);
    });

    test.each(SAID)("an authoritative server tells %s: %s, %s %s", async (_why, server, name, type, expected) => {
      const { address } = nameServer(`${server}.dns.example`);
      expect(await authoritative.ask({ name: `${server}.dns.example`, address }, name, type, signal)).toEqual(expected);
    });
  });
}

function nameServer(name: string) {
  const entry = Object.entries(CONTRACT_WORLD.nameServers).find(([candidate]) => candidate === name);
  if (!entry) throw new Error(`the world has no name server ${name}`);
  return entry[1];
}

/** A resolver may turn the records of an answer round. */
function sorted(answer: DnsAnswer<unknown>): DnsAnswer<unknown> {
  if (!answer.found) return answer;
  const order = (record: unknown) => JSON.stringify(record);
  return { found: true, records: answer.records.toSorted((a, b) => (order(a) < order(b) ? -1 : 1)) };
}
