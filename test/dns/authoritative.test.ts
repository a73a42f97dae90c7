import { describe, expect, test } from "vitest";
import { createAuthoritative } from "../../src/dns/authoritative.ts";
import type { AuthoritativeAnswer } from "../../src/ports/dns.ts";
import { startDns } from "../../src/sandbox/dns/start-dns.ts";
import type { DnsFault } from "../../src/sandbox/world.ts";
import { answerTo, type Change, startRaw } from "./raw-server.ts";
import { troubleOf } from "./trouble-of.ts";

const { signal } = new AbortController();
const NS1 = { name: "ns1.dns.example", address: "127.0.0.2" };
const NS2 = { name: "ns2.dns.example", address: "127.0.0.3" };
const WORLD = {
  nameServers: { "ns1.dns.example": { address: NS1.address }, "ns2.dns.example": { address: NS2.address } },
  zones: [
    {
      origin: "shop.example",
      servers: ["ns1.dns.example", "ns2.dns.example"],
      records: "@ TXT new",
      instead: { "ns2.dns.example": "@ TXT old\n@ TXT older" },
    },
  ],
};
const RECORDS: AuthoritativeAnswer = { kind: "answer", records: ["new"] };

describe("an authoritative server", () => {
  test.each<[why: string, then: DnsFault["then"], expected: AuthoritativeAnswer]>([
    ["SERVFAIL is lame", "SERVFAIL", { kind: "lame", rcode: "SERVFAIL" }],
    ["REFUSED is lame", "REFUSED", { kind: "lame", rcode: "REFUSED" }],
    ["a name that is denied without the AA bit is lame", "NXDOMAIN", { kind: "lame", rcode: "NXDOMAIN" }],
    ["what is cut off comes by TCP", "truncate", RECORDS],
    ["what takes its time is waited for", { delayMs: 5 }, RECORDS],
  ])("under a fault: %s", async (_why, then, expected) => {
    await using world = await startDns({ ...WORLD, dnsFaults: [{ server: NS1.name, then }] });
    const dns = createAuthoritative({ resolvers: [world.resolver] });
    expect(await dns.ask(NS1, "shop.example", "TXT", signal)).toEqual(expected);
  });

  test("is asked for itself: what others hold does not matter", async () => {
    await using world = await startDns(WORLD);
    const dns = createAuthoritative({ resolvers: [world.resolver] });
    expect(await dns.ask(NS1, "shop.example", "TXT", signal)).toEqual(RECORDS);
    expect(await dns.ask(NS2, "shop.example", "TXT", signal)).toEqual({ kind: "answer", records: ["old", "older"] });
    expect(world.asked.map(({ server }) => server)).toEqual(["ns1.dns.example", "ns2.dns.example"]);
  });

  test("that is silent once is asked once more", async () => {
    await using world = await startDns({ ...WORLD, dnsFaults: [{ then: "timeout", times: 1 }] });
    const dns = createAuthoritative({ resolvers: [world.resolver], timeoutMs: 250 });
    expect(await dns.ask(NS1, "shop.example", "TXT", signal)).toEqual(RECORDS);
    expect(world.asked).toHaveLength(2);
  });

  test("that stays silent is a time-out, after two questions", async () => {
    await using world = await startDns({ ...WORLD, dnsFaults: [{ then: "timeout" }] });
    const dns = createAuthoritative({ resolvers: [world.resolver], timeoutMs: 50 });
    const { reason, details } = await troubleOf(dns.ask(NS1, "Shop.example.", "TXT", signal));
    expect([reason, details]).toEqual([
      "timeout",
      { asked: "shop.example", server: `127.0.0.2:${world.port}`, detail: "no answer in time" },
    ]);
    expect(world.asked).toHaveLength(2);
  });

  test("where nobody listens is unreachable", async () => {
    await using world = await startDns(WORLD);
    const dns = createAuthoritative({ resolvers: [world.resolver] });
    const { reason, details } = await troubleOf(
      dns.ask({ name: "ns3.dns.example", address: "127.0.0.77" }, "shop.example", "TXT", signal),
    );
    expect([reason, details]).toEqual([
      "unreachable",
      { asked: "shop.example", server: `127.0.0.77:${world.port}`, detail: "ECONNREFUSED" },
    ]);
  });

  test.each(["10.0.0.1", "169.254.169.254", "::ffff:192.168.0.1", "127.0.0.2", "not an address"])(
    "at %s is never asked under a resolver out there",
    async (address) => {
      const dns = createAuthoritative({ resolvers: ["192.0.2.53"] });
      const { reason, details } = await troubleOf(dns.ask({ name: "ns.example", address }, "x.example", "A", signal));
      expect([reason, details.asked, details.server]).toEqual(["limit", "x.example", address]);
    },
  );

  test("need not be asked for a name that cannot exist", async () => {
    const dns = createAuthoritative({ resolvers: [] });
    expect(await dns.ask(NS1, "a..example", "A", signal)).toEqual({ kind: "nxdomain" });
  });

  test("is given up at once when the run ends", async () => {
    const arrived = Promise.withResolvers<void>();
    await using raw = await startRaw({ udp: () => arrived.resolve() });
    const abort = new AbortController();
    const dns = createAuthoritative({ resolvers: [raw.server], timeoutMs: 60_000 });
    const trouble = troubleOf(dns.ask({ name: "raw", address: "127.0.0.1" }, "x.example", "A", abort.signal));
    await arrived.promise;
    abort.abort();
    expect((await trouble).reason).toBe("limit");
  });

  const soa = { mname: "ns.example", rname: "hostmaster.example", serial: 1 };

  test.each<[why: string, change: Change, expected: AuthoritativeAnswer]>([
    ["no AA and nothing else is lame", { flags: 0 }, { kind: "lame", rcode: "NOERROR" }],
    [
      "records without AA, from a cache, are lame",
      { flags: 0x0080, answers: [{ type: "TXT", name: "shop.example", data: ["x"] }] },
      { kind: "lame", rcode: "NOERROR" },
    ],
    [
      "a referral to the root is lame",
      { flags: 0, authorities: [{ type: "NS", name: ".", data: "a.root-servers.net" }] },
      { kind: "lame", rcode: "NOERROR" },
    ],
    [
      "a referral to a zone that the name does not stand in is lame",
      { flags: 0, authorities: [{ type: "NS", name: "op.example", data: "ns.evil.example" }] },
      { kind: "lame", rcode: "NOERROR" },
    ],
    [
      "a referral names the zone and its servers, once each, in lower case",
      {
        flags: 0,
        authorities: [
          { type: "NS", name: "SHOP.example", data: "NS2.example" },
          { type: "NS", name: "shop.example", data: "ns1.example" },
          { type: "NS", name: "shop.example", data: "ns2.example" },
          { type: "NS", name: "example", data: "other.example" },
        ],
      },
      { kind: "referral", zone: "shop.example", servers: ["ns1.example", "ns2.example"] },
    ],
    ["AA with NOTAUTH is lame", { rcode: 9 }, { kind: "lame", rcode: "NOTAUTH" }],
    ["AA with SERVFAIL is lame", { rcode: 2 }, { kind: "lame", rcode: "SERVFAIL" }],
    ["AA and nothing is no such record", {}, { kind: "nodata" }],
    [
      "AA and a SOA is no such record",
      { authorities: [{ type: "SOA", name: "example", data: soa }] },
      { kind: "nodata" },
    ],
    ["AA with NXDOMAIN is no such name", { rcode: 3 }, { kind: "nxdomain" }],
    [
      "an alias to no name is an alias, NXDOMAIN or not",
      { rcode: 3, answers: [{ type: "CNAME", name: "shop.example", data: "Gone.example" }] },
      { kind: "answer", records: [], cname: "gone.example" },
    ],
    [
      "the same record twice is one",
      {
        answers: [
          { type: "TXT", name: "shop.example", data: ["b"] },
          { type: "TXT", name: "shop.example", data: ["a"] },
          { type: "TXT", name: "shop.example", data: ["b"] },
        ],
      },
      { kind: "answer", records: ["a", "b"] },
    ],
    [
      "aliases in a circle are an alias without records",
      {
        answers: [
          { type: "CNAME", name: "shop.example", data: "a.example" },
          { type: "CNAME", name: "a.example", data: "shop.example" },
        ],
      },
      { kind: "answer", records: [], cname: "a.example" },
    ],
  ])("reads well: %s", async (_why, change, expected) => {
    await using raw = await startRaw({ udp: ({ query, reply }) => reply(answerTo(query, change)) });
    const dns = createAuthoritative({ resolvers: [raw.server] });
    expect(await dns.ask({ name: "raw", address: "127.0.0.1" }, "shop.example", "TXT", signal)).toEqual(expected);
  });

  test("that answers about something else neither has the record nor denies it", async () => {
    const answers: Change["answers"] = [{ type: "TXT", name: "evil.example", data: ["x"] }];
    await using raw = await startRaw({ udp: ({ query, reply }) => reply(answerTo(query, { answers })) });
    const dns = createAuthoritative({ resolvers: [raw.server] });
    const { reason, details } = await troubleOf(
      dns.ask({ name: "raw", address: "127.0.0.1" }, "shop.example", "TXT", signal),
    );
    expect([reason, details.detail]).toEqual(["error", "the answer is about something else"]);
  });
});
