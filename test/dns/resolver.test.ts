import type { Answer } from "dns-packet";
import { describe, expect, test } from "vitest";
import { createResolver } from "../../src/dns/resolver.ts";
import type { TroubleReason } from "../../src/ports/trouble.ts";
import { startDns } from "../../src/sandbox/dns/start-dns.ts";
import type { DnsFault } from "../../src/sandbox/world.ts";
import { answerTo, type Change, startRaw } from "./raw-server.ts";
import { troubleOf } from "./trouble-of.ts";

const { signal } = new AbortController();
const WORLD = {
  nameServers: {},
  zones: [{ origin: "shop.example", servers: [], records: "@ TXT hello\n@ A 192.0.2.1\nalias CNAME @" }],
};

type Fault = [why: string, then: DnsFault["then"], reason: TroubleReason, asked: number];

describe("the resolver", () => {
  test.each<Fault>([
    ["silence, after one retry", "timeout", "timeout", 2],
    ["SERVFAIL, which is not asked again", "SERVFAIL", "servfail", 1],
    ["REFUSED", "REFUSED", "refused", 1],
    ["an answer that comes too late", { delayMs: 10_000 }, "timeout", 2],
  ])("calls it trouble: %s", async (_why, then, reason, asked) => {
    await using world = await startDns({ ...WORLD, dnsFaults: [{ then }] });
    const dns = createResolver({ servers: [world.resolver], timeoutMs: 60 });
    const trouble = await troubleOf(dns.resolve("Shop.Example.", "TXT", signal));
    expect(trouble.reason).toBe(reason);
    expect(trouble.details).toMatchObject({ asked: "shop.example", server: world.resolver });
    expect(world.asked.map(({ question }) => question)).toEqual(Array(asked).fill("TXT shop.example"));
  });

  test("takes the answer of the retry when the first question went unanswered", async () => {
    await using world = await startDns({ ...WORLD, dnsFaults: [{ then: "timeout", times: 1 }] });
    const dns = createResolver({ servers: [world.resolver], timeoutMs: 250 });
    expect(await dns.resolve("shop.example", "TXT", signal)).toEqual({ found: true, records: ["hello"] });
    expect(world.asked).toHaveLength(2);
  });

  test("asks by TCP what was cut off, in the same time", async () => {
    await using world = await startDns({ ...WORLD, dnsFaults: [{ then: "truncate" }] });
    const dns = createResolver({ servers: [world.resolver] });
    expect(await dns.resolve("shop.example", "TXT", signal)).toEqual({ found: true, records: ["hello"] });
    expect(world.asked.map(({ question }) => question)).toEqual(["TXT shop.example", "TXT shop.example +tcp"]);
  });

  test("does not keep answers: what changed is seen at once", async () => {
    await using world = await startDns(WORLD);
    const dns = createResolver({ servers: [world.resolver] });
    await dns.resolve("shop.example", "TXT", signal);
    await world.setWorld({ ...WORLD, zones: [] });
    expect(await dns.resolve("shop.example", "TXT", signal)).toEqual({ found: false, absence: "nxdomain" });
  });

  test("calls a server that nobody runs unreachable", async () => {
    const { resolver } = await closedWorld();
    const trouble = await troubleOf(createResolver({ servers: [resolver] }).resolve("shop.example", "TXT", signal));
    expect(trouble.reason).toBe("unreachable");
    expect(trouble.details).toEqual({ asked: "shop.example", server: resolver, detail: "ECONNREFUSED" });
  });

  type Wrong = [why: string, change: Change, reason: TroubleReason, detail: string];

  test.each<Wrong>([
    ["NOTAUTH, which is no absence", { rcode: 9 }, "error", "NOTAUTH"],
    ["NOTIMP, without EDNS too", { rcode: 4 }, "error", "NOTIMP"],
    ["a code of which nothing is known", { rcode: 12 }, "error", "RCODE12"],
    [
      "a referral, which is no absence",
      { flags: 0x0080, authorities: [{ type: "NS", name: "example", data: "ns.example" }] },
      "error",
      "the server does not recurse",
    ],
    ["nothing, from a server that does not recurse", { flags: 0 }, "error", "the server does not recurse"],
    [
      "an alias, from a server that only knows its own zone",
      { flags: 0x0400, answers: [{ type: "CNAME", name: "shop.example", data: "x.other.example" }] },
      "error",
      "the server does not recurse",
    ],
    [
      "records of another name",
      { answers: [{ type: "TXT", name: "evil.example", data: ["evil"] }] },
      "error",
      "the answer is about something else",
    ],
    [
      "aliases in a circle",
      {
        answers: [
          { type: "CNAME", name: "shop.example", data: "a.example" },
          { type: "CNAME", name: "a.example", data: "shop.example" },
        ],
      },
      "error",
      "the aliases go round in circles",
    ],
  ])("calls it trouble when the server answers %s", async (_why, change, reason, detail) => {
    await using raw = await startRaw({ udp: ({ query, reply }) => reply(answerTo(query, change)) });
    const trouble = await troubleOf(createResolver({ servers: [raw.server] }).resolve("shop.example", "TXT", signal));
    expect([trouble.reason, trouble.details]).toEqual([reason, { asked: "shop.example", server: raw.server, detail }]);
  });

  const soa: Answer = { type: "SOA", name: "example", data: { mname: "ns.example", rname: "hostmaster.example" } };

  test.each<[why: string, change: Change]>([
    ["a bare one of a resolver", { flags: 0x0080 }],
    ["a bare one of a server for its own zone", { flags: 0x0400 }],
    ["one with SOA and NS", { flags: 0x0080, authorities: [soa, { type: "NS", name: "example", data: "ns.example" }] }],
    ["one with SOA of a server that hides that it recurses", { flags: 0, authorities: [soa] }],
  ])("takes every shape of NODATA for an absence: %s", async (_why, change) => {
    await using raw = await startRaw({ udp: ({ query, reply }) => reply(answerTo(query, change)) });
    const answer = await createResolver({ servers: [raw.server] }).resolve("shop.example", "TXT", signal);
    expect(answer).toEqual({ found: false, absence: "nodata" });
  });

  test("leaves out the records of other names", async () => {
    const answers: Change["answers"] = [
      { type: "TXT", name: "evil.example", data: ["evil"] },
      { type: "TXT", name: "SHOP.example", data: [Buffer.from("gr\u00fc"), "\u00dfe"] },
      { type: "A", name: "shop.example", data: "192.0.2.1" },
    ];
    await using raw = await startRaw({ udp: ({ query, reply }) => reply(answerTo(query, { answers })) });
    const answer = await createResolver({ servers: [raw.server] }).resolve("shop.example", "TXT", signal);
    expect(answer).toEqual({ found: true, records: ["gr\u00fc\u00dfe"] });
  });

  test.each([
    ["an empty label", "a..example"],
    ["two trailing dots", "shop.example.."],
    ["a leading dot", ".shop.example"],
    ["a label of 64", `${"x".repeat(64)}.example`],
    ["more than 253 in all", `${"x.".repeat(127)}`.concat("example")],
    ["a NUL", "shop.example\0.other.example"],
    ["a blank", "shop .example"],
    ["a name that is not in A-labels", "bücher.example"],
    ["nothing but what IDNA drops", "\u200d"],
  ])("knows without asking that there is no name with %s", async (_why, name) => {
    await using world = await startDns(WORLD);
    const dns = createResolver({ servers: [world.resolver] });
    expect(await dns.resolve(name, "TXT", signal)).toEqual({ found: false, absence: "nxdomain" });
    expect(world.asked).toEqual([]);
  });

  test.each([
    "x".repeat(63).concat(".example"),
    "a\\b.example",
    "1.2.3.4",
    "*.example",
    "xn--.example",
    "a/b!.example",
  ])("asks for a name that can exist as it stands: %s", async (name) => {
    await using world = await startDns(WORLD);
    await createResolver({ servers: [world.resolver] }).resolve(name, "TXT", signal);
    expect(world.asked.map(({ question }) => question)).toEqual([`TXT ${name}`]);
  });

  test("asks many questions side by side: here none is answered before all have come", async () => {
    const waiting: (() => void)[] = [];
    await using raw = await startRaw({
      udp: ({ query, reply }) => {
        waiting.push(() => reply(answerTo(query, { rcode: 3 })));
        if (waiting.length === 60) for (const go of waiting) go();
      },
    });
    const dns = createResolver({ servers: [raw.server] });
    const names = Array.from({ length: 60 }, (_, i) => `n${i}.example`);
    const answers = await Promise.all(names.map((name) => dns.resolve(name, "A", signal)));
    expect(answers).toEqual(names.map(() => ({ found: false, absence: "nxdomain" })));
    expect(raw.datagrams()).toBe(60);
  });

  test("refuses to be made for what is no server", () => {
    expect(() => createResolver({ servers: ["dns.example"] })).toThrow("not a DNS server's address: dns.example");
  });
});

describe("the resolver with several servers", () => {
  test.each<[string, DnsFault["then"]]>([
    ["is silent", "timeout"],
    ["says SERVFAIL", "SERVFAIL"],
    ["says REFUSED", "REFUSED"],
  ])("asks the second when the first %s", async (_why, then) => {
    await using bad = await startDns({ ...WORLD, dnsFaults: [{ then }] });
    await using good = await startDns(WORLD);
    const dns = createResolver({ servers: [bad.resolver, good.resolver], timeoutMs: 250 });
    expect(await dns.resolve("shop.example", "A", signal)).toEqual({ found: true, records: ["192.0.2.1"] });
    expect([bad.asked.length, good.asked.length]).toEqual([1, 1]);
  });

  test("believes an absence and asks no further", async () => {
    await using first = await startDns({ ...WORLD, zones: [] });
    await using second = await startDns(WORLD);
    const dns = createResolver({ servers: [first.resolver, second.resolver] });
    expect(await dns.resolve("shop.example", "A", signal)).toEqual({ found: false, absence: "nxdomain" });
    expect(second.asked).toEqual([]);
  });

  test("asks all once more when all are silent, and names the first", async () => {
    await using first = await startDns({ ...WORLD, dnsFaults: [{ then: "timeout" }] });
    await using second = await startDns({ ...WORLD, dnsFaults: [{ then: "timeout" }] });
    const dns = createResolver({ servers: [first.resolver, second.resolver], timeoutMs: 50 });
    const trouble = await troubleOf(dns.resolve("shop.example", "A", signal));
    expect([trouble.reason, trouble.details.server]).toEqual(["timeout", first.resolver]);
    expect([first.asked.length, second.asked.length]).toEqual([2, 2]);
  });

  test("tells what was heard rather than silence", async () => {
    await using silent = await startDns({ ...WORLD, dnsFaults: [{ then: "timeout" }] });
    await using failing = await startDns({ ...WORLD, dnsFaults: [{ then: "SERVFAIL" }] });
    const { resolver } = await closedWorld();
    const dns = createResolver({ servers: [resolver, silent.resolver, failing.resolver], timeoutMs: 50 });
    const trouble = await troubleOf(dns.resolve("shop.example", "A", signal));
    expect([trouble.reason, trouble.details.server]).toEqual(["servfail", failing.resolver]);
    expect([silent.asked.length, failing.asked.length]).toEqual([1, 1]);
  });
});

describe("an abort", () => {
  test("settles a question at once and lets go of its socket", async () => {
    const arrived = Promise.withResolvers<void>();
    await using raw = await startRaw({ udp: () => arrived.resolve() });
    const abort = new AbortController();
    const before = await openSockets();
    const dns = createResolver({ servers: [raw.server], timeoutMs: 60_000 });
    const trouble = troubleOf(dns.resolve("x.example", "A", abort.signal));
    await arrived.promise;
    expect(await openSockets()).toBe(before + 1);
    abort.abort();
    expect(await openSockets()).toBe(before);
    expect((await trouble).reason).toBe("limit");
    expect(raw.datagrams()).toBe(1);
  });

  test("before the question lets nothing be asked", async () => {
    await using world = await startDns(WORLD);
    const dns = createResolver({ servers: [world.resolver] });
    const trouble = await troubleOf(dns.resolve("shop.example", "A", AbortSignal.abort()));
    expect([trouble.reason, trouble.details.asked]).toEqual(["limit", "shop.example"]);
    expect(world.asked).toEqual([]);
  });
});

/** Once those that were let go of are closed. */
async function openSockets(): Promise<number> {
  await new Promise((done) => setImmediate(() => setImmediate(done)));
  return process.getActiveResourcesInfo().filter((resource) => /UDP/i.test(resource)).length;
}

async function closedWorld() {
  const world = await startDns(WORLD);
  await world.close();
  return world;
}
