import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { createAuthoritative } from "../../src/dns/authoritative.ts";
import { answerTo, framed, startRaw } from "./raw-server.ts";
import { troubleOf } from "./trouble-of.ts";

const { signal } = new AbortController();
const NAME = "shop.example";
const RAW = { name: "raw", address: "127.0.0.1" };
const TRUE_ANSWER = { kind: "answer", records: ["true"] };

function ask(server: string, timeoutMs = 2000) {
  return createAuthoritative({ resolvers: [server], timeoutMs }).ask(RAW, NAME, "TXT", signal);
}

function says(query: Buffer, text: string, flags = 0x0400): Buffer {
  return answerTo(query, { flags, answers: [{ type: "TXT", name: NAME, data: [text] }] });
}

/** The bytes of an answer with one record that is written by hand behind the question. */
function withRecord(query: Buffer, record: readonly number[]): Buffer {
  const answer = Buffer.concat([answerTo(query, { flags: 0x0400 }), Buffer.from(record)]);
  answer.writeUInt16BE(1, 6);
  return answer;
}

const TXT_IN_TTL = [0, 16, 0, 1, 0, 0, 0, 0];

describe("by UDP, what is no answer to the question is passed over, and the answer behind it is read", () => {
  test.each<[why: string, forged: (query: Buffer) => Buffer]>([
    ["another id", (query) => withBytes(says(query, "forged"), (bytes) => bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0))],
    [
      "a query instead of a response",
      (query) => withBytes(says(query, "forged"), (b) => b.writeUInt8(b.readUInt8(2) & 0x7f, 2)),
    ],
    ["another operation", (query) => withBytes(says(query, "forged"), (b) => b.writeUInt8(b.readUInt8(2) | 0x28, 2))],
    ["another name", (query) => answerTo(query, { questions: [{ name: "evil.example", type: "TXT" }] })],
    ["another type", (query) => answerTo(query, { questions: [{ name: NAME, type: "A" }] })],
    ["another class", (query) => answerTo(query, { questions: [{ name: NAME, type: "TXT", class: "CH" }] })],
    ["no question, and a denial", (query) => answerTo(query, { questions: [], rcode: 3 })],
    ["two questions", (query) => answerTo(query, { questions: Array(2).fill({ name: NAME, type: "TXT" }) })],
    ["nothing", () => Buffer.alloc(0)],
    ["half a header", (query) => query.subarray(0, 7)],
    ["text", () => Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")],
    ["65,535 answers that are not there", (query) => withBytes(answerTo(query), (b) => b.writeUInt16BE(0xffff, 6))],
    ["one answer that is not there", (query) => withBytes(answerTo(query), (b) => b.writeUInt16BE(1, 6))],
    ["a name that points to itself", (query) => withRecord(query, [0xc0, 30, ...TXT_IN_TTL, 0, 2, 1, 97])],
    ["a name that points ahead", (query) => withRecord(query, [0xc0, 200, ...TXT_IN_TTL, 0, 2, 1, 97])],
    ["a label of a kind that there is not", (query) => withRecord(query, [0x80, 12, ...TXT_IN_TTL, 0, 2, 1, 97])],
    ["a record that ends behind the end", (query) => withRecord(query, [0xc0, 12, ...TXT_IN_TTL, 0xff, 0xff, 4, 97])],
    [
      "a string that ends behind its record",
      (query) => withRecord(query, [0xc0, 12, ...TXT_IN_TTL, 0, 3, 200, 97, 98]),
    ],
    ["more than was asked for", (query) => Buffer.concat([says(query, "forged"), Buffer.alloc(8000)])],
  ])("%s", async (_why, forged) => {
    await using raw = await startRaw({
      udp: ({ query, reply }) => {
        reply(forged(query));
        reply(says(query, "true"));
      },
    });
    expect(await ask(raw.server)).toEqual(TRUE_ANSWER);
    expect(raw.datagrams()).toBe(1);
  });

  test("an answer from another address", async () => {
    const forger = createSocket("udp4");
    forger.bind(0, "127.0.0.1");
    await once(forger, "listening");
    const asker = Promise.withResolvers<number>();
    await using raw = await startRaw({
      udp: ({ query, from, reply }) => {
        asker.resolve(from.port);
        forger.send(says(query, "forged"), from.port, from.address, () => reply(says(query, "true")));
      },
    });
    expect(await ask(raw.server)).toEqual(TRUE_ANSWER);
    forger.close();
  });
});

describe("by UDP", () => {
  test("nothing but rubbish is a time-out", async () => {
    await using raw = await startRaw({ udp: ({ reply }) => reply(Buffer.from("rubbish, and nothing else")) });
    expect((await troubleOf(ask(raw.server, 50))).reason).toBe("timeout");
    expect(raw.datagrams()).toBe(2);
  });

  test("a flood of forgeries is a time-out", async () => {
    await using raw = await startRaw({
      udp: ({ query, reply }) => {
        for (let i = 0; i < 500; i++) reply(answerTo(query, { questions: [{ name: `n${i}.example`, type: "TXT" }] }));
      },
    });
    expect((await troubleOf(ask(raw.server, 100))).reason).toBe("timeout");
  });

  test.each([
    ["FORMERR", 1],
    ["NOTIMP", 4],
  ])("a server that answers EDNS with %s is asked without, once", async (rcode, code) => {
    await using old = await startRaw({
      udp: ({ query, reply }) =>
        reply(query.readUInt16BE(10) > 0 ? answerTo(query, { questions: [], rcode: code }) : says(query, "true")),
    });
    expect(await ask(old.server)).toEqual(TRUE_ANSWER);
    expect(old.datagrams()).toBe(2);

    await using broken = await startRaw({ udp: ({ query, reply }) => reply(answerTo(query, { rcode: code })) });
    expect(await ask(broken.server)).toEqual({ kind: "lame", rcode });
    expect(broken.datagrams()).toBe(2);
  });

  test("a server that drops EDNS is heard without it", async () => {
    await using raw = await startRaw({
      udp: ({ query, reply }) => query.readUInt16BE(10) === 0 && reply(says(query, "true")),
    });
    expect(await ask(raw.server, 250)).toEqual(TRUE_ANSWER);
  });

  test("a code above 15 is not read as its lower half, which is NOERROR", async () => {
    const opt = { type: "OPT" as const, name: ".", udpPayloadSize: 1232, ednsVersion: 0, flags: 0, flag_do: false };
    await using raw = await startRaw({
      udp: ({ query, reply }) => reply(answerTo(query, { additionals: [{ ...opt, extendedRcode: 1, options: [] }] })),
    });
    expect(await ask(raw.server)).toEqual({ kind: "lame", rcode: "BADVERS" });
  });
});

describe("by TCP", () => {
  const truncated = ({ query, reply }: { query: Buffer; reply: (bytes: Buffer) => void }) =>
    reply(answerTo(query, { flags: 0x0600 }));

  /** The query, without its length. */
  async function queryOf(socket: Socket): Promise<Buffer> {
    const [chunk] = await once(socket, "data");
    return Buffer.from(chunk).subarray(2);
  }

  test("an answer that comes byte by byte, with more behind it, is read", async () => {
    await using raw = await startRaw({
      udp: truncated,
      tcp: async (socket) => {
        socket.setNoDelay(true);
        for (const byte of framed(says(await queryOf(socket), "true"))) socket.write(Buffer.of(byte));
        socket.write(Buffer.alloc(100_000));
      },
    });
    expect(await ask(raw.server)).toEqual(TRUE_ANSWER);
  });

  test.each<[why: string, reason: string, detail: string, does: (query: Buffer) => Buffer | "close" | "silence"]>([
    ["is silent", "timeout", "no answer in time", () => "silence"],
    ["closes", "error", "the connection was closed before the answer was whole", () => "close"],
    ["announces more than it sends", "timeout", "no answer in time", (query) => framed(says(query, "x"), 65_535)],
    ["sends an empty message", "error", "no readable answer by TCP", () => framed(Buffer.alloc(0))],
    ["sends rubbish", "error", "no readable answer by TCP", () => Buffer.from("\0\x20".padEnd(50, "rubbish "))],
    [
      "answers with another id",
      "error",
      "no readable answer by TCP",
      (query) => framed(withBytes(says(query, "forged"), (bytes) => bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0))),
    ],
    ["cuts off once more", "error", "a truncated answer by TCP", (query) => framed(answerTo(query, { flags: 0x0600 }))],
  ])("a server that %s is trouble: %s", async (_why, reason, detail, does) => {
    await using raw = await startRaw({
      udp: truncated,
      tcp: async (socket) => {
        const reply = does(await queryOf(socket));
        if (reply === "close") socket.end();
        else if (reply !== "silence") socket.write(reply);
      },
    });
    const trouble = await troubleOf(ask(raw.server, reason === "timeout" ? 80 : 2000));
    expect([trouble.reason, trouble.details]).toEqual([reason, { asked: NAME, server: raw.server, detail }]);
    expect(raw.connections()).toBe(reason === "timeout" ? 2 : 1);
  });

  test("a server that does not listen is unreachable", async () => {
    await using raw = await startRaw({ udp: truncated });
    const trouble = await troubleOf(ask(raw.server));
    expect([trouble.reason, trouble.details.detail]).toEqual(["unreachable", "ECONNREFUSED"]);
  });

  test.each([
    [1000, "the answer is about something else"],
    [1001, "no readable answer by TCP"],
  ])("of names that point from one to the next, which take long to read, %i are enough", async (records, detail) => {
    await using raw = await startRaw({
      udp: truncated,
      tcp: async (socket) => socket.write(framed(pointerMaze(await queryOf(socket), records))),
    });
    const trouble = await troubleOf(ask(raw.server));
    expect([trouble.reason, trouble.details.detail]).toEqual(["error", detail]);
  });
});

/** Records whose names are each thousands of pointers long: nothing costs more to read. */
function pointerMaze(query: Buffer, records: number): Buffer {
  const head = answerTo(query, { flags: 0x0400 });
  const maze = Buffer.alloc(15_800);
  const first = head.length;
  const inMaze = first + 11;
  for (let at = 0; at < maze.length; at += 2) maze.writeUInt16BE(0xc000 | (at === 0 ? first : inMaze + at - 2), at);
  const holder = Buffer.from([0, 0, 10, 0, 1, 0, 0, 0, 0, maze.length >> 8, maze.length & 0xff]);
  const last = inMaze + maze.length - 2;
  const record = Buffer.from([0xc0 | (last >> 8), last & 0xff, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0]);
  const message = Buffer.concat([head, holder, maze, ...Array(records - 1).fill(record)]);
  message.writeUInt16BE(records, 6);
  return message;
}

function withBytes(bytes: Buffer, change: (bytes: Buffer) => void): Buffer {
  change(bytes);
  return bytes;
}
