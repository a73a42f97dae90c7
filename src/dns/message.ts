import { randomInt } from "node:crypto";
import { type Answer, decode, encode, RECURSION_DESIRED } from "dns-packet";
import type { DnsType } from "../ports/dns.ts";
import { bareName } from "./name.ts";

/** A question to one server. `name` is bare (see `bareName`). */
export type Question = { name: string; type: DnsType; recursive: boolean };

/** A question as it goes out, with what its answer must repeat. */
export type Query = Question & { id: number; edns: boolean; bytes: Buffer };

/** `rcode` by its registered name, `RCODE17` where it has none here. Records are of class IN; their names are as they came. */
export type Message = {
  rcode: string;
  authoritative: boolean;
  recursionAvailable: boolean;
  answers: readonly Answer[];
  authorities: readonly Answer[];
};

/** Above it, fragments get lost on the way (DNS flag day 2020). */
const UDP_SIZE = 1232;
const HEADER_BYTES = 12;
/** No answer to one question has as many; the limit bounds what one hostile packet costs to read. */
const MOST_RECORDS = 1000;

const RCODES: ReadonlyMap<number, string> = new Map([
  [0, "NOERROR"],
  [1, "FORMERR"],
  [2, "SERVFAIL"],
  [3, "NXDOMAIN"],
  [4, "NOTIMP"],
  [5, "REFUSED"],
  [9, "NOTAUTH"],
  [16, "BADVERS"],
]);

export function writeQuery(question: Question, edns: boolean): Query {
  const id = randomInt(0x1_0000);
  const bytes = encode({
    type: "query",
    id,
    flags: question.recursive ? RECURSION_DESIRED : 0,
    questions: [{ name: question.name || ".", type: question.type }],
    additionals: edns
      ? [
          {
            type: "OPT",
            name: ".",
            udpPayloadSize: UDP_SIZE,
            extendedRcode: 0,
            ednsVersion: 0,
            flags: 0,
            flag_do: false,
            options: [],
          },
        ]
      : [],
  });
  return { ...question, id, edns, bytes };
}

/** `truncated` says that the answer did not fit and must be asked for by TCP; `foreign` that this is no answer to the query. */
export type Reading = { kind: "message"; message: Message } | { kind: "truncated" } | { kind: "foreign" };

const FOREIGN: Reading = { kind: "foreign" };

/** Reads whatever bytes came. Never throws. */
export function readMessage(bytes: Buffer, query: Query): Reading {
  if (bytes.length < HEADER_BYTES || bytes.readUInt16BE(0) !== query.id) return FOREIGN;
  if (bytes.readUInt16BE(4) > 1) return FOREIGN;
  const counts = [6, 8, 10].map((offset) => bytes.readUInt16BE(offset));
  if (counts.reduce((sum, count) => sum + count) > MOST_RECORDS) return FOREIGN;
  const flags = bytes.readUInt16BE(2);
  const isAnswer = (flags & 0xf800) === 0x8000;
  if (!isAnswer) return FOREIGN;
  // What is cut off may be cut in the middle of a record, so it is not read at all.
  if (flags & 0x0200) return { kind: "truncated" };

  try {
    const { questions = [], answers = [], authorities = [], additionals = [] } = decode(bytes);
    // dns-packet reads on where the bytes have ended, and makes up what is missing.
    if (!(decode.bytes <= bytes.length)) return FOREIGN;
    const opt = additionals.find((record) => record.type === "OPT");
    const code = (flags & 0xf) | ((opt?.type === "OPT" ? opt.extendedRcode : 0) << 4);
    const [asked] = questions;
    const repeated =
      asked?.type === query.type && (asked.class ?? "IN") === "IN" && bareName(asked.name) === query.name;
    // A server that could not or would not read the question need not repeat it; what says something of a name must.
    const mayOmit = questions.length === 0 && code !== 0 && code !== 3;
    if (!repeated && !mayOmit) return FOREIGN;
    const message: Message = {
      rcode: RCODES.get(code) ?? `RCODE${code}`,
      authoritative: (flags & 0x0400) !== 0,
      recursionAvailable: (flags & 0x0080) !== 0,
      answers: answers.filter(isInternet),
      authorities: authorities.filter(isInternet),
    };
    return { kind: "message", message };
  } catch {
    return FOREIGN;
  }
}

function isInternet(record: Answer): boolean {
  return record.type !== "OPT" && (record.class ?? "IN") === "IN";
}
