import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { createAuthoritative } from "../../../src/dns/authoritative.ts";
import { createResolver } from "../../../src/dns/resolver.ts";
import type { DnsType } from "../../../src/ports/dns.ts";
import { PortTrouble } from "../../../src/ports/trouble.ts";
import { type DnsWorld, type StandInDns, startDns } from "../../../src/sandbox/dns/start-dns.ts";

const { signal } = new AbortController();
const NAME_SERVERS = {
  "ns1.shop.example": { address: "127.0.0.2" },
  "ns2.shop.example": { address: "127.0.0.3" },
  "ns3.elsewhere.example": { address: "192.0.2.53" },
  "ns4.shop.example": { address: null },
  "ns6.elsewhere.example": { address: "2001:db8::53" },
};
const WORLD = {
  nameServers: NAME_SERVERS,
  zones: [
    {
      origin: "shop.example",
      servers: ["ns1.shop.example", "ns2.shop.example", "ns4.shop.example"],
      records: "@ TXT first\nloop CNAME loop2\nloop2 CNAME loop\nlost NS ns.nowhere.example.",
      instead: { "ns2.shop.example": "@ TXT second" },
    },
  ],
} satisfies DnsWorld;

/** The records, the absence, or why there is no answer. */
async function resolve({ resolver }: StandInDns, name: string, type: DnsType, timeoutMs = 2000): Promise<unknown> {
  try {
    const answer = await createResolver({ servers: [resolver], timeoutMs }).resolve(name, type, signal);
    return answer.found ? answer.records : answer.absence;
  } catch (error) {
    if (error instanceof PortTrouble) return error.reason;
    throw error;
  }
}

describe("the embedded resolver", () => {
  test.each<[why: string, name: string, type: DnsType, expected: unknown]>([
    ["NS from a zone's servers", "shop.example", "NS", ["ns1.shop.example", "ns2.shop.example", "ns4.shop.example"]],
    ["what the first server holds", "shop.example", "TXT", ["first"]],
    ["a name server's address inside a zone that does not write it", "ns1.shop.example", "A", ["127.0.0.2"]],
    ["a name server's address outside every zone", "ns3.elsewhere.example", "A", ["192.0.2.53"]],
    ["a name server's IPv6 address", "ns6.elsewhere.example", "AAAA", ["2001:db8::53"]],
    ["no IPv4 address of an IPv6 name server", "ns6.elsewhere.example", "A", "nodata"],
    ["no such name, for a name server without an address", "ns4.shop.example", "A", "nxdomain"],
    ["no such name outside every zone", "nowhere.test", "A", "nxdomain"],
    ["a name above a zone, which exists", "example", "MX", "nodata"],
    ["SERVFAIL for aliases in a circle", "loop.shop.example", "A", "servfail"],
    ["SERVFAIL for a delegation to nobody", "www.lost.shop.example", "A", "servfail"],
  ])("knows %s", async (_why, name, type, expected) => {
    await using dns = await startDns(WORLD);
    expect(await resolve(dns, name, type)).toEqual(expected);
  });
});

describe("faults", () => {
  const two = { ...WORLD, zones: [...WORLD.zones, { origin: "other.example", servers: [], records: "@ TXT other" }] };

  test("strike only the name, type and server that they name, the first that fits", async () => {
    await using dns = await startDns({
      ...two,
      dnsFaults: [
        { name: "SHOP.example.", type: "TXT", server: "ns1.shop.example", then: "REFUSED" },
        { name: "shop.example", type: "TXT", server: "resolver", then: "SERVFAIL" },
        { name: "shop.example", then: "NXDOMAIN" },
      ],
    });
    expect(await resolve(dns, "shop.example", "TXT")).toBe("servfail");
    expect(await resolve(dns, "shop.example", "NS")).toBe("nxdomain");
    expect(await resolve(dns, "other.example", "TXT")).toEqual(["other"]);
    const ns1 = { name: "ns1.shop.example", address: "127.0.0.2" };
    const answer = await createAuthoritative({ resolvers: [dns.resolver] }).ask(ns1, "shop.example", "TXT", signal);
    expect(answer).toEqual({ kind: "lame", rcode: "REFUSED" });
  });

  test("strike as often as they say, and anew in the next world", async () => {
    const world: DnsWorld = { ...WORLD, dnsFaults: [{ then: "SERVFAIL", times: 2 }] };
    await using dns = await startDns(world);
    const outcomes = async () => [
      await resolve(dns, "shop.example", "TXT"),
      await resolve(dns, "shop.example", "TXT"),
      await resolve(dns, "shop.example", "TXT"),
    ];
    expect(await outcomes()).toEqual(["servfail", "servfail", ["first"]]);
    await dns.setWorld({ ...world });
    expect(await outcomes()).toEqual(["servfail", "servfail", ["first"]]);
  });

  test("may delay every answer, and the log says by how much", async () => {
    await using dns = await startDns({ ...WORLD, dnsFaults: [{ then: { delayMs: 30 } }] });
    expect(await resolve(dns, "shop.example", "TXT")).toEqual(["first"]);
    expect(dns.asked).toHaveLength(1);
    expect(dns.asked[0]?.tookMs).toBeGreaterThanOrEqual(29);
  });
});

test("the log names server and question, in the order of arrival", async () => {
  await using dns = await startDns(WORLD);
  await resolve(dns, "Shop.Example", "TXT");
  const ns2 = { name: "ns2.shop.example", address: "127.0.0.3" };
  await createAuthoritative({ resolvers: [dns.resolver] }).ask(ns2, "shop.example", "MX", signal);
  expect(dns.asked.map(({ server, question }) => [server, question])).toEqual([
    ["resolver", "TXT shop.example"],
    ["ns2.shop.example", "MX shop.example"],
  ]);
});

describe("a running world", () => {
  test("may be changed in place", async () => {
    const zone = { origin: "shop.example", servers: [], records: "@ TXT before" };
    await using dns = await startDns({ nameServers: {}, zones: [zone] });
    expect(await resolve(dns, "shop.example", "TXT")).toEqual(["before"]);
    zone.records = "@ TXT after";
    expect(await resolve(dns, "shop.example", "TXT")).toEqual(["after"]);
    zone.records = "@ TXT";
    expect(await resolve(dns, "shop.example", "TXT")).toBe("servfail");
  });

  test("may be replaced by one with other name servers", async () => {
    await using dns = await startDns({ nameServers: {}, zones: [] });
    await dns.setWorld(WORLD);
    const ns2 = { name: "ns2.shop.example", address: "127.0.0.3" };
    const answer = await createAuthoritative({ resolvers: [dns.resolver] }).ask(ns2, "shop.example", "TXT", signal);
    expect(answer).toEqual({ kind: "answer", records: ["second"] });
    expect(dns.world()).toBe(WORLD);
  });

  test("that cannot be read is refused, and the old one stays", async () => {
    const broken = { ...WORLD, zones: [{ origin: "shop.example", servers: [], records: "@ A nonsense" }] };
    await expect(startDns(broken)).rejects.toThrow("cannot read this line of the zone shop.example: @ A nonsense");
    await using dns = await startDns(WORLD);
    await expect(dns.setWorld(broken)).rejects.toThrow("cannot read this line");
    expect(await resolve(dns, "shop.example", "TXT")).toEqual(["first"]);
  });

  test("may be one of dozens", async () => {
    const all = await Promise.all(Array.from({ length: 24 }, () => startDns(WORLD)));
    expect(new Set(all.map(({ port }) => port)).size).toBe(24);
    expect(await Promise.all(all.map((dns) => resolve(dns, "shop.example", "TXT")))).toEqual(Array(24).fill(["first"]));
    await Promise.all(all.map((dns) => dns.close()));
  });

  test("closes under open connections and answers that are still held back", async () => {
    const dns = await startDns({ ...WORLD, dnsFaults: [{ then: { delayMs: 60_000 } }] });
    const socket = connect(dns.port, "127.0.0.1");
    await once(socket, "connect");
    const closed = once(socket, "close");
    const answer = resolve(dns, "shop.example", "TXT", 50);
    await dns.close();
    await closed;
    expect(["timeout", "unreachable"]).toContain(await answer);
  });

  test("survives what is no question", async () => {
    await using dns = await startDns(WORLD);
    const socket = connect(dns.port, "127.0.0.1");
    for (const bytes of [
      [0, 0],
      [0, 3, 1, 2, 3],
      [0, 12, ...Array<number>(12).fill(255)],
    ]) {
      socket.write(Buffer.from(bytes));
    }
    await once(socket, "connect");
    expect(await resolve(dns, "shop.example", "TXT")).toEqual(["first"]);
    socket.destroy();
  });
});
