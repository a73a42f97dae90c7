import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { decode, encode, type Packet } from "dns-packet";
import { freePort } from "../free-port.ts";

type Datagram = { query: Buffer; from: { port: number; address: string }; reply: (bytes: Buffer) => void };

/** A server that does by UDP and TCP, on one port of 127.0.0.1, whatever a test says: nothing, where it says nothing. */
export async function startRaw(does: { udp?: (datagram: Datagram) => unknown; tcp?: (socket: Socket) => unknown }) {
  const udp = createSocket("udp4");
  let datagrams = 0;
  let connections = 0;
  udp.on("message", (query, from) => {
    datagrams++;
    does.udp?.({ query, from, reply: (bytes) => udp.send(bytes, from.port, from.address, () => {}) });
  });
  // By TCP too: nobody else's connection may have the number.
  udp.bind(await freePort(), "127.0.0.1");
  await once(udp, "listening");
  const { port } = udp.address();

  const sockets = new Set<Socket>();
  const tcp = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on("error", () => {});
    does.tcp?.(socket);
  });
  if (does.tcp) {
    tcp.listen(port, "127.0.0.1");
    await once(tcp, "listening");
  }
  return {
    port,
    server: `127.0.0.1:${port}`,
    datagrams: () => datagrams,
    connections: () => connections,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      tcp.close();
      udp.close();
      await once(udp, "close");
    },
  };
}

export type Change = Omit<Packet, "flags"> & { rcode?: number; flags?: number };

/** An answer to the query, true to it but for what the test changes. By default authoritative and recursive. */
export function answerTo(query: Buffer, { rcode = 0, flags = 0x0480, ...change }: Change = {}): Buffer {
  const { id = 0, questions = [] } = decode(query);
  return encode({ type: "response", id, questions, ...change, flags: flags | rcode });
}

export function framed(message: Buffer, length = message.length): Buffer {
  const prefix = Buffer.alloc(2);
  prefix.writeUInt16BE(length);
  return Buffer.concat([prefix, message]);
}
