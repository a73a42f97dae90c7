import { createSocket } from "node:dgram";
import { connect, isIPv6 } from "node:net";
import { PortTrouble, type TroubleReason } from "../ports/trouble.ts";
import { type Message, type Query, type Question, type Reading, readMessage, writeQuery } from "./message.ts";
import { type ServerAddress, showServer } from "./server-address.ts";

export type Server = ServerAddress & { port: number };

/** `timeoutMs` counts for one exchange as a whole, by whatever transport. */
export type Limits = { timeoutMs: number; signal: AbortSignal };

/** Far above what was asked for; a hostile flood of large packets would cost much to read. */
const MOST_UDP_BYTES = 4096;

/** Servers that do not know EDNS say so with one of these (RFC 6891 §7); BADVERS: not this version. */
const NO_EDNS = ["FORMERR", "NOTIMP", "BADVERS"];

/**
 * Asks one server once: by UDP with EDNS, by TCP where the answer does not fit, and again without EDNS where the server
 * does not know it. Throws PortTrouble: timeout, unreachable, error, and limit as soon as the signal is aborted.
 */
export async function exchange(
  server: Server,
  question: Question,
  limits: Limits,
  { edns }: { edns: boolean } = { edns: true },
): Promise<Message> {
  const until = performance.now() + limits.timeoutMs;
  const message = await overUdpThenTcp(server, writeQuery(question, edns), until, limits.signal);
  if (!edns || !NO_EDNS.includes(message.rcode)) return message;
  return overUdpThenTcp(server, writeQuery(question, false), until, limits.signal);
}

async function overUdpThenTcp(server: Server, query: Query, until: number, signal: AbortSignal): Promise<Message> {
  const byUdp = await run(overUdp, server, query, until, signal);
  if (byUdp.kind === "message") return byUdp.message;
  const byTcp = await run(overTcp, server, query, until, signal);
  if (byTcp.kind === "message") return byTcp.message;
  const detail = byTcp.kind === "truncated" ? "a truncated answer by TCP" : "no readable answer by TCP";
  throw new PortTrouble("error", { asked: query.name, server: showServer(server), detail });
}

type End = { give: (reading: Reading) => void; fail: (reason: TroubleReason, detail: string) => void };

/** Sends the query and ends with what came back; returns how to let go of the socket. */
type Transport = (server: Server, query: Query, end: End) => () => void;

/** Whatever comes first, answer, trouble, the end of the time or the abort, settles it and closes the socket. */
function run(transport: Transport, server: Server, query: Query, until: number, signal: AbortSignal): Promise<Reading> {
  return new Promise((resolve, reject) => {
    let letGo: (() => void) | undefined;
    let settled = false;
    function settle(): void {
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      letGo?.();
    }
    const end: End = {
      give: (reading) => {
        if (settled) return;
        settle();
        resolve(reading);
      },
      fail: (reason, detail) => {
        if (settled) return;
        settle();
        reject(new PortTrouble(reason, { asked: query.name, server: showServer(server), detail }));
      },
    };
    const onAbort = () => end.fail("limit", "given up before there was an answer");
    const timer = setTimeout(() => end.fail("timeout", "no answer in time"), Math.max(0, until - performance.now()));
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    letGo = transport(server, query, end);
  });
}

function overUdp(server: Server, query: Query, end: End): () => void {
  const socket = createSocket(isIPv6(server.address) ? "udp6" : "udp4");
  let open = true;
  const failed = (error: Error | null | undefined) => error && end.fail(...troubleOf(error));
  socket.on("error", failed);
  // Connected, so that the kernel drops what other addresses send and tells when nobody listens.
  socket.connect(server.port, server.address);
  socket.on("connect", () => {
    if (open) socket.send(query.bytes, failed);
  });
  socket.on("message", (bytes) => {
    if (bytes.length > MOST_UDP_BYTES) return;
    const reading = readMessage(bytes, query);
    if (reading.kind !== "foreign") end.give(reading);
  });
  return () => {
    if (open) socket.close();
    open = false;
  };
}

function overTcp(server: Server, query: Query, end: End): () => void {
  const socket = connect(server.port, server.address);
  const prefix = Buffer.alloc(2);
  prefix.writeUInt16BE(query.bytes.length);
  socket.on("connect", () => socket.write(Buffer.concat([prefix, query.bytes])));
  socket.on("error", (error) => end.fail(...troubleOf(error)));
  socket.on("close", () => end.fail("error", "the connection was closed before the answer was whole"));

  // Filled in place: a server that sends byte by byte costs no more than one that does not.
  const received = Buffer.alloc(2 + 0xffff);
  let length = 0;
  socket.on("data", (chunk) => {
    length += chunk.copy(received, length);
    if (length < 2) return;
    const whole = 2 + received.readUInt16BE(0);
    if (length >= whole) end.give(readMessage(received.subarray(2, whole), query));
  });
  return () => socket.destroy();
}

const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "ENETDOWN",
  "EADDRNOTAVAIL",
  "EAFNOSUPPORT",
  "EINVAL",
  // A local firewall that forbids the packet.
  "EPERM",
  "EACCES",
]);

function troubleOf(error: Error): [TroubleReason, string] {
  const code = "code" in error && typeof error.code === "string" ? error.code : error.message;
  if (code === "ETIMEDOUT") return ["timeout", code];
  return [UNREACHABLE.has(code) ? "unreachable" : "error", code];
}
