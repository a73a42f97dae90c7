import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, isIPv6, type Socket } from "node:net";

export type Transport = "udp" | "tcp";

/** Gives the reply's bytes, or null to stay silent. */
export type Answerer = (query: Buffer, transport: Transport) => Promise<Buffer | null>;

export type Listener = { port: number; close: () => Promise<void> };

/** Listens by UDP and TCP on one address and the same port; with port 0 on one that is free for both. */
export async function listen(address: string, port: number, answer: Answerer): Promise<Listener> {
  const udp = await listenByUdp(address, port, answer);
  try {
    const tcp = await listenByTcp(address, udp.port, answer);
    return {
      port: udp.port,
      close: async () => {
        await Promise.all([udp.close(), tcp.close()]);
      },
    };
  } catch (error) {
    await udp.close();
    throw error;
  }
}

async function listenByUdp(address: string, port: number, answer: Answerer): Promise<Listener> {
  const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
  let open = true;
  socket.on("message", async (query, from) => {
    const reply = await answer(query, "udp");
    if (reply && open) socket.send(reply, from.port, from.address, () => {});
  });
  socket.bind(port, address);
  await once(socket, "listening");
  socket.on("error", () => {});
  return {
    port: socket.address().port,
    close: async () => {
      open = false;
      const closed = once(socket, "close");
      socket.close();
      await closed;
    },
  };
}

async function listenByTcp(address: string, port: number, answer: Answerer): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    let received: Buffer = Buffer.alloc(0);
    socket.on("data", async (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const end = 2 + received.readUInt16BE(0);
        const query = received.subarray(2, end);
        received = received.subarray(end);
        const reply = await answer(query, "tcp");
        if (!reply || socket.destroyed) continue;
        const length = Buffer.alloc(2);
        length.writeUInt16BE(reply.length);
        socket.write(Buffer.concat([length, reply]));
      }
    });
  });
  server.listen(port, address);
  await once(server, "listening");
  return {
    port,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
