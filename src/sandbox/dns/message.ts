import {
  type Answer,
  AUTHORITATIVE_ANSWER,
  decode,
  encode,
  type Question,
  RECURSION_AVAILABLE,
  RECURSION_DESIRED,
  TRUNCATED_RESPONSE,
} from "dns-packet";
import { RCODES, type Reply } from "./answer.ts";
import type { Transport } from "./listener.ts";

/** What a client without EDNS takes by UDP (RFC 1035 §4.2.1). */
const UDP_PLAIN = 512;
/** What is sent by UDP at most, as agreed on DNS flag day 2020. */
const UDP_MOST = 1232;
const OPCODE = 0x7800;

/** `udpSize` is what the asker takes by UDP in bytes; null where it speaks no EDNS. */
export type Query = Question & { id: number; opcode: number; flags: number; udpSize: number | null };

/** Null for what is no question: a stand-in stays silent then. */
export function readQuery(bytes: Buffer): Query | null {
  try {
    const { id = 0, flags = 0, type, questions = [], additionals = [] } = decode(bytes);
    const [question] = questions;
    if (type !== "query" || questions.length !== 1 || !question) return null;
    // Bytes that are no UTF-8 could not be echoed as they came.
    if (question.name.includes("\ufffd")) return null;
    const opt = additionals.find((record) => record.type === "OPT");
    const udpSize = opt?.type === "OPT" ? opt.udpPayloadSize : null;
    return { ...question, id, opcode: (flags & OPCODE) >> 11, flags, udpSize };
  } catch {
    return null;
  }
}

/** What does not fit by UDP goes out empty with TC (RFC 2181 §9). */
export function writeReply(
  query: Query,
  reply: Reply,
  how: { recursive: boolean; transport: Transport; truncate: boolean },
): Buffer {
  const echoed = query.flags & (RECURSION_DESIRED | OPCODE);
  const aa = reply.authoritative ? AUTHORITATIVE_ANSWER : 0;
  const flags = echoed | RCODES[reply.rcode] | aa | (how.recursive ? RECURSION_AVAILABLE : 0);
  const most = how.transport === "tcp" ? 65_535 : Math.min(Math.max(query.udpSize ?? 0, UDP_PLAIN), UDP_MOST);
  const full = how.truncate ? null : encodeReply(query, flags, reply.answers, reply.authorities);
  if (full && full.length <= most) return full;
  if (how.transport === "udp") return encodeReply(query, flags | TRUNCATED_RESPONSE, [], []);
  return encodeReply(query, echoed | RCODES.SERVFAIL, [], []);
}

function encodeReply(
  { id, name, type, udpSize }: Query,
  flags: number,
  answers: readonly Answer[],
  authorities: readonly Answer[],
): Buffer {
  const opt = { ...OPT, udpPayloadSize: UDP_MOST, options: [] };
  return encode({
    type: "response",
    id,
    flags,
    questions: [{ name, type }],
    answers: [...answers],
    authorities: [...authorities],
    additionals: udpSize === null ? [] : [opt],
  });
}

const OPT = { type: "OPT", name: ".", extendedRcode: 0, ednsVersion: 0, flags: 0, flag_do: false } as const;
