import { type Answer, encode } from "dns-packet";
import fc from "fast-check";
import { expect, test } from "vitest";
import { followChain } from "../../src/dns/chain.ts";
import { readMessage, writeQuery } from "../../src/dns/message.ts";
import type { DnsType } from "../../src/ports/dns.ts";

const TYPES: readonly DnsType[] = ["A", "AAAA", "CNAME", "MX", "NS", "PTR", "TXT"];
const NAME = "shop.example";

const ANSWERS: Answer[] = [
  { type: "CNAME", name: NAME, data: "alias.example" },
  { type: "A", name: "alias.example", data: "192.0.2.1" },
  { type: "AAAA", name: "alias.example", data: "2001:db8::1" },
  { type: "MX", name: "alias.example", data: { preference: 10, exchange: "mail.example" } },
  { type: "TXT", name: "alias.example", data: ["v=spf1", " -all"] },
  { type: "NS", name: "alias.example", data: "ns.example" },
  { type: "SOA", name: "example", data: { mname: "ns.example", rname: "hostmaster.example" } },
];

/** Reads the bytes as an answer to a question of every type, and its records, as the adapters do. */
function readAll(write: (id: number, type: DnsType) => Buffer): void {
  for (const type of TYPES) {
    const query = writeQuery({ name: NAME, type, recursive: true }, true);
    const reading = readMessage(write(query.id, type), query);
    if (reading.kind !== "message") continue;
    const { records } = followChain(reading.message.answers, NAME, type);
    for (const record of records) {
      if (typeof record === "string") expect(record).not.toContain("undefined");
      else expect(record).toEqual({ preference: expect.any(Number), exchange: expect.any(String) });
    }
  }
}

test("whatever bytes come, reading them neither throws nor makes records up", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 0, maxLength: 200 }), fc.boolean(), (bytes, asResponse) => {
      readAll((id) => {
        const header = Buffer.alloc(12);
        header.writeUInt16BE(id);
        header.writeUInt16BE(asResponse ? 0x8400 : 0, 2);
        header.writeUInt16BE(1, 6);
        return Buffer.concat([header, bytes]);
      });
    }),
    { numRuns: 150 },
  );
});

test("a good answer with bytes changed, or cut off, neither throws nor makes records up", () => {
  const changes = fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 0, max: 255 })), { maxLength: 6 });
  fc.assert(
    fc.property(changes, fc.nat(400), (changed, length) => {
      readAll((id, type) => {
        const questions = [{ name: NAME, type }];
        const bytes = encode({ type: "response", id, flags: 0x0400, questions, answers: ANSWERS });
        for (const [at, value] of changed) if (at >= 2 && at < bytes.length) bytes.writeUInt8(value, at);
        return bytes.subarray(0, length);
      });
    }),
    { numRuns: 400 },
  );
});

test("every query has its own id", () => {
  const ids = Array.from({ length: 100 }, () => writeQuery({ name: NAME, type: "A", recursive: true }, true).id);
  expect(new Set(ids).size).toBeGreaterThan(90);
});
